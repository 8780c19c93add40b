//! RFC 8446 §4.2: bodies without a structure of their own here: empty ones, and ones kept as they are.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// A body of no bytes: the extension says all by being there.
pub(crate) struct Empty;

impl<'a> ExtensionData<'a> for Empty {
    type Value = ();

    fn read(_: &mut Reader<'a>) -> Result<(), Reject> {
        Ok(())
    }

    fn write((): (), _: &mut Writer<'_>) {}
}

/// A body that is not taken apart: use_srtp (RFC 5764) and heartbeat (RFC 6520).
pub(crate) struct Opaque;

impl<'a> ExtensionData<'a> for Opaque {
    type Value = &'a [u8];

    fn read(reader: &mut Reader<'a>) -> Result<&'a [u8], Reject> {
        Ok(reader.take_rest())
    }

    fn write(value: &'a [u8], writer: &mut Writer<'_>) {
        writer.bytes(value);
    }
}
