//! RFC 6962 §3.3: signed_certificate_timestamp.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// In an entry of Certificate: a SignedCertificateTimestampList, checked for its shape and kept whole.
pub(crate) struct SignedCertificateTimestampList;

impl<'a> ExtensionData<'a> for SignedCertificateTimestampList {
    type Value = &'a [u8];

    fn read(reader: &mut Reader<'a>) -> Result<&'a [u8], Reject> {
        let whole = reader.rest();
        let mut list = Reader::new(reader.vector_u16(1)?);
        while !list.is_empty() {
            list.vector_u16(1)?;
        }
        // What the vector leaves over is refused by the caller.
        Ok(whole)
    }

    fn write(value: &'a [u8], writer: &mut Writer<'_>) {
        writer.bytes(value);
    }
}
