//! RFC 8446 §4.3.2: what a server asks of a client's certificate.

use alloc::vec::Vec;

use surehand_codec::code_point::SignatureScheme;

/// The content of a server's CertificateRequests, and what follows from an empty answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ClientAuthentication {
    /// Whether the main handshake asks; without, only requests after it do (§4.6.2).
    pub in_handshake: bool,
    /// Whether a client without a certificate is refused (§4.4.2.4).
    pub required: bool,
    /// Schemes for signature_algorithms (§4.2.3).
    pub signature_algorithms: Vec<SignatureScheme>,
    /// Schemes for signature_algorithms_cert; none means that `signature_algorithms` speaks for chains too.
    pub signature_algorithms_cert: Vec<SignatureScheme>,
    /// Distinguished names in DER for certificate_authorities (§4.2.4).
    pub certificate_authorities: Vec<Vec<u8>>,
    /// Object identifiers and values, both in DER, for oid_filters (§4.2.5).
    pub oid_filters: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether a stapled OCSP response is asked for (§4.4.2.1).
    pub status_request: bool,
    /// Whether timestamps are asked for (RFC 6962).
    pub signed_certificate_timestamp: bool,
}
