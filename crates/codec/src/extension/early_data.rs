//! RFC 8446 §4.2.10: early_data.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// In ClientHello and EncryptedExtensions: early data is offered, or accepted.
pub(crate) struct EarlyDataIndication;

impl<'a> ExtensionData<'a> for EarlyDataIndication {
    type Value = ();

    fn read(reader: &mut Reader<'a>) -> Result<(), Reject> {
        reader.end().map_err(|_| reject!(DECODE_ERROR, "4.2.10-i1"))
    }

    fn write((): (), _: &mut Writer<'_>) {}
}

/// In NewSessionTicket: how many bytes of early data the ticket admits.
pub(crate) struct MaxEarlyDataSize;

impl<'a> ExtensionData<'a> for MaxEarlyDataSize {
    type Value = u32;

    fn read(reader: &mut Reader<'a>) -> Result<u32, Reject> {
        reader.whole(Reader::u32).map_err(|_| reject!(DECODE_ERROR, "4.2.10-i1"))
    }

    fn write(value: u32, writer: &mut Writer<'_>) {
        writer.u32(value);
    }
}
