//! RFC 8446 §4.2.1: supported_versions.

use super::block::ExtensionData;
use crate::Reject;
use crate::code_point::ProtocolVersion;
use crate::wire::{Item, List, Reader, Writer};

/// In ClientHello: the versions that the client takes, best first.
pub(crate) struct Versions;

impl<'a> ExtensionData<'a> for Versions {
    type Value = List<'a, ProtocolVersion>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u8(reader, 2).map_err(|_| reject!(DECODE_ERROR, "4.2.1-i1"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u8(writer);
    }
}

/// In ServerHello and HelloRetryRequest: the version that the server chose.
pub(crate) struct SelectedVersion;

impl<'a> ExtensionData<'a> for SelectedVersion {
    type Value = ProtocolVersion;

    fn read(reader: &mut Reader<'a>) -> Result<ProtocolVersion, Reject> {
        reader.whole(Item::read).map_err(|_| reject!(DECODE_ERROR, "4.2.1-i1"))
    }

    fn write(value: ProtocolVersion, writer: &mut Writer<'_>) {
        value.write(writer);
    }
}
