//! RFC 8879 §3: compress_certificate.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{List, Reader, Writer};

code_point! {
    /// How a certificate message may be compressed.
    CertificateCompressionAlgorithm(u16, u16) {
        /// RFC 1950.
        ZLIB = 1, "zlib";
        /// RFC 7932.
        BROTLI = 2, "brotli";
        /// RFC 8878.
        ZSTD = 3, "zstd";
    }
}

/// The algorithms that the sender can undo.
pub(crate) struct CertificateCompressionAlgorithms;

impl<'a> ExtensionData<'a> for CertificateCompressionAlgorithms {
    type Value = List<'a, CertificateCompressionAlgorithm>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        let algorithms = reader.vector_u8(2)?;
        List::read(algorithms).map_err(|_| reject!(DECODE_ERROR, "3.4-i3"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u8(writer);
    }
}
