//! RFC 8446 §4.5: EndOfEarlyData.

use super::Body;
use crate::Reject;
use crate::code_point::HandshakeType;
use crate::wire::{Reader, Writer};

/// The client's early data ends here; the message is empty.
#[derive(Clone, Copy, Debug)]
pub struct EndOfEarlyData;

impl<'a> Body<'a> for EndOfEarlyData {
    const TYPE: HandshakeType = HandshakeType::END_OF_EARLY_DATA;

    fn read(_: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self)
    }

    fn write(&self, _: &mut Writer<'_>) {}
}
