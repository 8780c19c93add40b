//! Whom a server believes among its clients, and when it asks.

use std::sync::Arc;

use surehand_core::config::ClientAuthentication as CoreClientAuthentication;
use surehand_core::crypto::Provider;

use crate::error::ConfigError;
use crate::provider::Mixed;
use crate::verify::{OidFilters, PeerVerifier, Pin, Roots, Trust};

/// Whom a server believes among its clients, and when it asks them for a certificate (RFC 8446 §4.3.2, §4.6.2).
///
/// Unless said otherwise every client has to show a certificate in the handshake.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use surehand::{ClientAuthentication, Pin};
///
/// let pin = Pin::from_hex(&"ab".repeat(32)).ok_or("not a pin")?;
/// let policy = ClientAuthentication::pins([pin]).optional();
/// # let _ = policy;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ClientAuthentication {
    trust: Trust,
    required: bool,
    in_handshake: bool,
    oid_filters: OidFilters,
    authorities: Vec<Vec<u8>>,
    status: bool,
    signed_certificate_timestamps: bool,
}

/// What verification needs of it.
#[derive(Debug)]
pub(crate) struct Clients {
    pub trust: Trust,
    pub oid_filters: OidFilters,
    pub status: bool,
}

impl ClientAuthentication {
    fn new(trust: Trust, authorities: Vec<Vec<u8>>) -> Self {
        let oid_filters = OidFilters::new();
        Self {
            trust,
            required: true,
            in_handshake: true,
            oid_filters,
            authorities,
            status: false,
            signed_certificate_timestamps: false,
        }
    }

    /// Clients with a certificate of one of these authorities, which are named to them.
    pub fn roots(roots: Roots) -> Self {
        let authorities = roots.names();
        Self::new(Trust::Roots(roots), authorities)
    }

    /// Clients with exactly these keys, whatever the certificate around them says.
    pub fn pins(pins: impl IntoIterator<Item = Pin>) -> Self {
        Self::new(Trust::Pins(pins.into_iter().collect()), Vec::new())
    }

    /// Whomever the caller's own verifier believes: for people who know what they do.
    pub fn verifier(verifier: Arc<dyn PeerVerifier>) -> Self {
        Self::new(Trust::Own(verifier), Vec::new())
    }

    /// A client may come without a certificate; one that it shows has to be good all the same.
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Asks nobody in the handshake, but later where the application wants it
    /// ([`Connection::request_certificate`](crate::Connection::request_certificate)).
    pub fn after_handshake(mut self) -> Self {
        self.in_handshake = false;
        self
    }

    /// What the certificates must hold (RFC 8446 §4.2.5).
    pub fn oid_filters(mut self, oid_filters: OidFilters) -> Self {
        self.oid_filters = oid_filters;
        self
    }

    /// Which authorities are named to clients, instead of all roots: distinguished names in DER. None is none named.
    pub fn name_authorities(mut self, names: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.authorities = names.into_iter().collect();
        self
    }

    /// Asks for a stapled OCSP response too (RFC 8446 §4.4.2.1).
    pub fn ocsp(mut self) -> Self {
        self.status = true;
        self
    }

    /// Asks for signed certificate timestamps too (RFC 6962), which a [`PeerVerifier`] can look at.
    pub fn signed_certificate_timestamps(mut self) -> Self {
        self.signed_certificate_timestamps = true;
        self
    }

    pub(super) fn is_required_in_handshake(&self) -> bool {
        self.required && self.in_handshake
    }

    pub(super) fn build(self, provider: &Mixed) -> Result<(CoreClientAuthentication, Clients), ConfigError> {
        if self.trust.is_empty() {
            return Err(ConfigError::NoTrust);
        }
        let mut signature_algorithms = provider.signature_schemes().to_vec();
        // PKCS#1 v1.5 may sign certificates, never the handshake (RFC 8446 §4.2.3).
        signature_algorithms.extend(crate::provider::CERTIFICATE_ONLY_SCHEMES);
        let core = CoreClientAuthentication {
            in_handshake: self.in_handshake,
            required: self.required,
            signature_algorithms,
            signature_algorithms_cert: Vec::new(),
            certificate_authorities: self.authorities,
            oid_filters: self.oid_filters.as_der().to_vec(),
            status_request: self.status,
            signed_certificate_timestamp: self.signed_certificate_timestamps,
        };
        Ok((core, Clients { trust: self.trust, oid_filters: self.oid_filters, status: self.status }))
    }
}
