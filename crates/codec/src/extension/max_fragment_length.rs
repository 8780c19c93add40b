//! RFC 6066 §4: max_fragment_length.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// A code for a length of 2^9 to 2^12 bytes.
pub(crate) struct MaxFragmentLength;

impl<'a> ExtensionData<'a> for MaxFragmentLength {
    type Value = u8;

    fn read(reader: &mut Reader<'a>) -> Result<u8, Reject> {
        reader.u8()
    }

    fn write(value: u8, writer: &mut Writer<'_>) {
        writer.u8(value);
    }
}
