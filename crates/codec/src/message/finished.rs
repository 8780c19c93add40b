//! RFC 8446 §4.4.4: Finished.

use super::Body;
use crate::Reject;
use crate::code_point::HandshakeType;
use crate::wire::{Reader, Writer};

/// The MAC over the handshake.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    /// As long as the hash; the length is not known, hence not checked, here.
    pub verify_data: &'a [u8],
}

impl<'a> Body<'a> for Finished<'a> {
    const TYPE: HandshakeType = HandshakeType::FINISHED;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self { verify_data: reader.take_rest() })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.bytes(self.verify_data);
    }
}
