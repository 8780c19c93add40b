//! RFC 8446 §4.2.3: signature_algorithms and signature_algorithms_cert.

use super::block::ExtensionData;
use crate::Reject;
use crate::code_point::SignatureScheme;
use crate::wire::{List, Reader, Writer};

/// The schemes that the sender can verify.
pub(crate) struct SignatureSchemeList;

impl<'a> ExtensionData<'a> for SignatureSchemeList {
    type Value = List<'a, SignatureScheme>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 2).map_err(|_| reject!(DECODE_ERROR, "4.2.3-i1"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}
