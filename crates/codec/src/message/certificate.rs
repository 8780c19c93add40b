//! RFC 8446 §4.4.2: Certificate.

use super::Body;
use crate::Reject;
use crate::code_point::HandshakeType;
use crate::extension::{self, CertificateStatus};
use crate::wire::{Item, List, Reader, Writer};

/// A chain of certificates, or nothing.
#[derive(Clone, Copy, Debug)]
pub struct Certificate<'a> {
    /// The context of the request that this answers; empty from a server.
    pub certificate_request_context: &'a [u8],
    /// The sender's own certificate first. Whether it may be empty is not checked here.
    pub certificate_list: List<'a, CertificateEntry<'a>>,
}

/// One certificate of the chain.
#[derive(Clone, Copy, Debug)]
pub struct CertificateEntry<'a> {
    /// The DER of the certificate, or of a SubjectPublicKeyInfo (RFC 7250).
    pub cert_data: &'a [u8],
    /// What goes with it.
    pub extensions: CertificateExtensions<'a>,
}

extensions! {
    /// The extensions of a certificate.
    CertificateExtensions<'a> in CERTIFICATE {
        /// §4.4.2.1: its status.
        status_request: Option<CertificateStatus<'a>> = STATUS_REQUEST as OcspResponse;
        /// RFC 6962: its timestamps, as a whole SignedCertificateTimestampList.
        signed_certificate_timestamp: Option<&'a [u8]> = SIGNED_CERTIFICATE_TIMESTAMP as SignedCertificateTimestampList;
    }
}

impl<'a> Item<'a> for CertificateEntry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        let cert_data = reader.vector_u24(1).map_err(|_| reject!(DECODE_ERROR, "4.4.2-i2"))?;
        Ok(Self { cert_data, extensions: extension::read(reader)? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u24(|writer| writer.bytes(self.cert_data));
        extension::write(&self.extensions, writer);
    }
}

impl<'a> Body<'a> for Certificate<'a> {
    const TYPE: HandshakeType = HandshakeType::CERTIFICATE;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self {
            certificate_request_context: reader.vector_u8(0)?,
            certificate_list: List::read(reader.vector_u24(0)?)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u8(|writer| writer.bytes(self.certificate_request_context));
        writer.vector_u24(|writer| self.certificate_list.write(writer));
    }
}
