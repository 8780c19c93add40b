//! RFC 8446 §4.2.4: certificate_authorities.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Item, List, Reader, Writer};

/// The DER of an X.501 distinguished name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DistinguishedName<'a>(pub &'a [u8]);

impl<'a> Item<'a> for DistinguishedName<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self(reader.vector_u16(1)?))
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u16(|writer| writer.bytes(self.0));
    }
}

/// The authorities that the sender accepts.
pub(crate) struct CertificateAuthorities;

impl<'a> ExtensionData<'a> for CertificateAuthorities {
    type Value = List<'a, DistinguishedName<'a>>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 3).map_err(|_| reject!(DECODE_ERROR, "4.2.4-i1"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}
