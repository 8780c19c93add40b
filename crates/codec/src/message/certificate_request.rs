//! RFC 8446 §4.3.2: CertificateRequest.

use super::Body;
use crate::Reject;
use crate::code_point::{HandshakeType, SignatureScheme};
use crate::extension::{self, CertificateCompressionAlgorithm, DistinguishedName, OidFilter};
use crate::wire::{List, Reader, Writer};

/// The server wants the client to authenticate.
#[derive(Clone, Copy, Debug)]
pub struct CertificateRequest<'a> {
    /// What the answer repeats; empty in the main handshake.
    pub certificate_request_context: &'a [u8],
    /// What the certificate is to be like.
    pub extensions: CertificateRequestExtensions<'a>,
}

extensions! {
    /// The extensions of a CertificateRequest.
    CertificateRequestExtensions<'a> in CERTIFICATE_REQUEST {
        /// §4.4.2.1: the server takes a stapled status.
        status_request: bool = STATUS_REQUEST as Empty;
        /// RFC 6962: the server takes timestamps.
        signed_certificate_timestamp: bool = SIGNED_CERTIFICATE_TIMESTAMP as Empty;
        /// §4.2.3: for CertificateVerify, and for certificates unless the next field is there.
        signature_algorithms: Option<List<'a, SignatureScheme>> = SIGNATURE_ALGORITHMS as SignatureSchemeList;
        /// §4.2.3: for signatures in certificates.
        signature_algorithms_cert: Option<List<'a, SignatureScheme>> = SIGNATURE_ALGORITHMS_CERT as SignatureSchemeList;
        /// §4.2.4.
        certificate_authorities: Option<List<'a, DistinguishedName<'a>>> =
            CERTIFICATE_AUTHORITIES as CertificateAuthorities;
        /// §4.2.5.
        oid_filters: Option<List<'a, OidFilter<'a>>> = OID_FILTERS as OidFilters;
        /// RFC 8879.
        compress_certificate: Option<List<'a, CertificateCompressionAlgorithm>> =
            COMPRESS_CERTIFICATE as CertificateCompressionAlgorithms;
    }
}

impl<'a> Body<'a> for CertificateRequest<'a> {
    const TYPE: HandshakeType = HandshakeType::CERTIFICATE_REQUEST;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self { certificate_request_context: reader.vector_u8(0)?, extensions: extension::read(reader)? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u8(|writer| writer.bytes(self.certificate_request_context));
        extension::write(&self.extensions, writer);
    }
}
