//! RFC 8449 §4: record_size_limit.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// The longest inner plaintext that the sender takes.
pub(crate) struct RecordSizeLimit;

impl<'a> ExtensionData<'a> for RecordSizeLimit {
    type Value = u16;

    fn read(reader: &mut Reader<'a>) -> Result<u16, Reject> {
        reader.u16()
    }

    fn write(value: u16, writer: &mut Writer<'_>) {
        writer.u16(value);
    }
}
