//! RFC 8446 §4.4.3: CertificateVerify.

use super::Body;
use crate::Reject;
use crate::code_point::{HandshakeType, SignatureScheme};
use crate::wire::{Item, Reader, Writer};

/// Proof that the sender holds the key of its certificate.
#[derive(Clone, Copy, Debug)]
pub struct CertificateVerify<'a> {
    /// How it was signed.
    pub algorithm: SignatureScheme,
    /// The signature.
    pub signature: &'a [u8],
}

impl<'a> Body<'a> for CertificateVerify<'a> {
    const TYPE: HandshakeType = HandshakeType::CERTIFICATE_VERIFY;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self { algorithm: Item::read(reader)?, signature: reader.vector_u16(0)? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.algorithm.write(writer);
        writer.vector_u16(|writer| writer.bytes(self.signature));
    }
}
