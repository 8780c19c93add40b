//! Trusted authorities.

use std::path::Path;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use spki::der::asn1::AnyRef;
use spki::der::{Encode, Tag};

use crate::error::ConfigError;

/// The authorities whose certificates we believe.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    anchors: Vec<TrustAnchor<'static>>,
}

impl Roots {
    /// No authority yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The authorities that this platform trusts.
    pub fn platform() -> Result<Self, ConfigError> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = Self::new();
        for certificate in found.certs {
            // A store may hold certificates that are no usable anchors; the others still count.
            let _ = roots.add(&certificate);
        }
        match (roots.anchors.is_empty(), found.errors.first()) {
            (false, _) => Ok(roots),
            (true, Some(error)) => Err(ConfigError::Roots(error.to_string())),
            (true, None) => Err(ConfigError::Roots("the platform trusts nobody".to_owned())),
        }
    }

    /// All certificates of a PEM text; one at least.
    pub fn from_pem(pem: &[u8]) -> Result<Self, ConfigError> {
        let mut roots = Self::new();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(&certificate.map_err(|error| ConfigError::Roots(error.to_string()))?)?;
        }
        if roots.anchors.is_empty() {
            return Err(ConfigError::Roots("the PEM text holds no certificate".to_owned()));
        }
        Ok(roots)
    }

    /// All certificates of a PEM file; one at least.
    pub fn from_pem_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let pem = std::fs::read(path).map_err(|error| ConfigError::Roots(format!("{}: {error}", path.display())))?;
        Self::from_pem(&pem).map_err(|error| ConfigError::Roots(format!("{}: {error}", path.display())))
    }

    /// Trusts one more authority.
    pub fn add(&mut self, certificate: &CertificateDer<'_>) -> Result<(), ConfigError> {
        let anchor =
            webpki::anchor_from_trusted_cert(certificate).map_err(|error| ConfigError::Roots(error.to_string()))?;
        self.anchors.push(anchor.to_owned());
        Ok(())
    }

    /// How many authorities are trusted.
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// The authorities' names in DER, for certificate_authorities (RFC 8446 §4.2.4).
    pub(crate) fn names(&self) -> Vec<Vec<u8>> {
        let name = |anchor: &TrustAnchor<'_>| AnyRef::new(Tag::Sequence, anchor.subject.as_ref())?.to_der();
        self.anchors.iter().filter_map(|anchor| name(anchor).ok()).collect()
    }

    pub(crate) fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.anchors
    }
}
