//! RFC 8446 §4.6.3: KeyUpdate.

use super::Body;
use crate::Reject;
use crate::code_point::HandshakeType;
use crate::wire::{Reader, Writer};

/// The sender moves to new keys.
#[derive(Clone, Copy, Debug)]
pub struct KeyUpdate {
    /// Whether the receiver is to do so too.
    pub request_update: KeyUpdateRequest,
}

/// Whether a KeyUpdate asks for one in return.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum KeyUpdateRequest {
    /// It does not.
    UpdateNotRequested = 0,
    /// It does.
    UpdateRequested = 1,
}

impl<'a> Body<'a> for KeyUpdate {
    const TYPE: HandshakeType = HandshakeType::KEY_UPDATE;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        let request_update = match reader.whole(Reader::u8).map_err(|_| reject!(DECODE_ERROR, "4.6.3-i2"))? {
            0 => KeyUpdateRequest::UpdateNotRequested,
            1 => KeyUpdateRequest::UpdateRequested,
            _ => return Err(reject!(ILLEGAL_PARAMETER, "4.6.3-4")),
        };
        Ok(Self { request_update })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.u8(self.request_update as u8);
    }
}
