//! RFC 8446 §4.4.2: a certificate chain and the key that belongs to it, and which of several to show.

mod choose;
mod loaded;

pub(crate) use choose::choose_for_client;
pub(crate) use choose::{Wanted, choose_for_server};
pub(crate) use loaded::{Loaded, LoadedKey};

use std::fmt;
use std::path::Path;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use surehand_codec::code_point::SignatureScheme;

use crate::error::ConfigError;
use crate::verify::Pin;

/// A certificate chain, end-entity certificate first, with its private key, before a provider has read the key.
pub struct Credential {
    chain: Vec<CertificateDer<'static>>,
    key: Key,
    ocsp_response: Option<Vec<u8>>,
    signed_certificate_timestamps: Vec<Vec<u8>>,
}

/// Where the private key is.
enum Key {
    Here(PrivateKeyDer<'static>),
    /// Somewhere else, and what it signs with, best first.
    Elsewhere(Vec<SignatureScheme>),
}

impl Credential {
    /// A chain whose private key is elsewhere, in an HSM for instance, and signs with these schemes, best first. Whoever
    /// drives the connection answers [`Question::Sign`](crate::Question::Sign); the handshake fails if nobody does.
    pub fn with_key_elsewhere(chain: Vec<CertificateDer<'static>>, schemes: impl Into<Vec<SignatureScheme>>) -> Self {
        Self::new(chain, Key::Elsewhere(schemes.into()))
    }

    /// From DER: PKCS#8, SEC1 or PKCS#1 for the key.
    pub fn from_der(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Self {
        Self::new(chain, Key::Here(key))
    }

    fn new(chain: Vec<CertificateDer<'static>>, key: Key) -> Self {
        Self { chain, key, ocsp_response: None, signed_certificate_timestamps: Vec::new() }
    }

    /// From PEM: all certificates of `chain`, and the first private key of `key`.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, ConfigError> {
        let unreadable = |error: rustls_pki_types::pem::Error| ConfigError::Credential(error.to_string());
        let chain = CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        Ok(Self::from_der(chain, PrivateKeyDer::from_pem_slice(key).map_err(unreadable)?))
    }

    /// From two PEM files.
    pub fn from_pem_files(chain: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|error| ConfigError::Credential(format!("{}: {error}", path.display())))
        };
        Self::from_pem(&read(chain.as_ref())?, &read(key.as_ref())?)
    }

    /// Staples this OCSP response, in DER, for peers that ask for one (RFC 8446 §4.4.2.1), as long as it is valid.
    #[must_use]
    pub fn with_ocsp_response(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.ocsp_response = Some(der.into());
        self
    }

    /// Shows these signed certificate timestamps, each as its log has made it (RFC 6962 §3.2), to peers that ask for them.
    #[must_use]
    pub fn with_signed_certificate_timestamps<T: Into<Vec<u8>>>(mut self, list: impl IntoIterator<Item = T>) -> Self {
        self.signed_certificate_timestamps = list.into_iter().map(Into::into).collect();
        self
    }

    /// The pin of the end-entity certificate's key.
    pub fn pin(&self) -> Result<Pin, ConfigError> {
        let none = || ConfigError::Credential("the chain holds no certificate".to_owned());
        Pin::of_certificate(self.chain.first().ok_or_else(none)?)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}
