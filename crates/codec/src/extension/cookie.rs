//! RFC 8446 §4.2.2: cookie.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// What the server wants to see again in the second ClientHello.
pub(crate) struct Cookie;

impl<'a> ExtensionData<'a> for Cookie {
    type Value = &'a [u8];

    fn read(reader: &mut Reader<'a>) -> Result<&'a [u8], Reject> {
        reader.vector_u16(1).map_err(|_| reject!(DECODE_ERROR, "4.2.2-i1"))
    }

    fn write(value: &'a [u8], writer: &mut Writer<'_>) {
        writer.vector_u16(|writer| writer.bytes(value));
    }
}
