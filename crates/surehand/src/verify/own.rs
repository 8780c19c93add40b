//! Verification by the caller's own ideas.

use std::sync::Arc;

use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::Refusal;

/// What a peer has shown to authenticate itself, and what is known beside it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Presented<'a> {
    /// The chain as received, end-entity certificate first; never empty.
    pub chain: Arc<[CertificateDer<'static>]>,
    /// The server that we want to talk to; `None` if the peer is a client.
    pub server_name: Option<&'a ServerName<'a>>,
    /// The stapled OCSP response, as received and not yet looked at.
    pub ocsp_response: Option<&'a [u8]>,
    /// The SignedCertificateTimestampList (RFC 6962 §3.3), as received and not yet looked at.
    pub signed_certificate_timestamps: Option<&'a [u8]>,
    /// The time.
    pub now: UnixTime,
}

impl Presented<'_> {
    /// A chain and nothing beside it.
    pub(crate) fn new(chain: &[Vec<u8>], now: UnixTime) -> Self {
        Self {
            chain: chain.iter().map(|der| CertificateDer::from(der.clone())).collect(),
            server_name: None,
            ocsp_response: None,
            signed_certificate_timestamps: None,
            now,
        }
    }
}

/// Decides whether a peer is the right one, instead of roots or pins.
///
/// This is for people who know what they do: chain, names, dates and revocation are the verifier's to check, and one that
/// accepts everything makes every connection open to whoever sits in between. Roots or pins do what almost everybody needs.
///
/// What stays with the library: the certificate is X.509v3 and permits signatures, the peer proves in CertificateVerify that
/// it has the key of the first certificate, and a server's [`OidFilters`](crate::OidFilters) hold.
///
/// A verifier is called in the middle of a handshake, by the thread that drives the connection.
pub trait PeerVerifier: Send + Sync {
    /// Who the peer is: any bytes, for the application. Or why it is refused.
    fn verify(&self, presented: &Presented<'_>) -> Result<Vec<u8>, Refusal>;
}
