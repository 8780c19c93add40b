//! RFC 8446 §4.2.5: oid_filters.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Item, List, Reader, Writer};

/// What a certificate extension must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OidFilter<'a> {
    /// The DER of the extension's object identifier.
    pub certificate_extension_oid: &'a [u8],
    /// The DER of the values; empty when any will do.
    pub certificate_extension_values: &'a [u8],
}

impl<'a> Item<'a> for OidFilter<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self {
            certificate_extension_oid: reader.vector_u8(1)?,
            certificate_extension_values: reader.vector_u16(0)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u8(|writer| writer.bytes(self.certificate_extension_oid));
        writer.vector_u16(|writer| writer.bytes(self.certificate_extension_values));
    }
}

/// What the server wants in the client's certificate.
pub(crate) struct OidFilters;

impl<'a> ExtensionData<'a> for OidFilters {
    type Value = List<'a, OidFilter<'a>>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 0)
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}
