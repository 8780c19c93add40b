//! RFC 7685 §3: padding.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// How many zero bytes pad the ClientHello; what a peer pads with is ignored.
pub(crate) struct Padding;

impl<'a> ExtensionData<'a> for Padding {
    type Value = u16;

    fn read(reader: &mut Reader<'a>) -> Result<u16, Reject> {
        // An extension's body never outgrows a uint16.
        Ok(u16::try_from(reader.take_rest().len()).unwrap_or(u16::MAX))
    }

    fn write(value: u16, writer: &mut Writer<'_>) {
        (0..value).for_each(|_| writer.u8(0));
    }
}
