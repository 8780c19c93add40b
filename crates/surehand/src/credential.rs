//! A certificate chain and the key that belongs to it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use surehand_codec::code_point::SignatureScheme;
use surehand_core::crypto::Signatures;

use crate::error::ConfigError;
use crate::provider::Mixed;
use crate::verify::Pin;

type SigningKey = <Mixed as Signatures>::SigningKey;

/// A certificate chain, end-entity certificate first, with its private key, before a provider has read the key.
pub struct Credential {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Credential {
    /// From DER: PKCS#8, SEC1 or PKCS#1 for the key.
    pub fn from_der(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Self {
        Self { chain, key }
    }

    /// From PEM: all certificates of `chain`, and the first private key of `key`.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, ConfigError> {
        let unreadable = |error: rustls_pki_types::pem::Error| ConfigError::Credential(error.to_string());
        let chain = CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        Ok(Self { chain, key: PrivateKeyDer::from_pem_slice(key).map_err(unreadable)? })
    }

    /// From two PEM files.
    pub fn from_pem_files(chain: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|error| ConfigError::Credential(format!("{}: {error}", path.display())))
        };
        Self::from_pem(&read(chain.as_ref())?, &read(key.as_ref())?)
    }

    /// The pin of the end-entity certificate's key.
    pub fn pin(&self) -> Result<Pin, ConfigError> {
        let none = || ConfigError::Credential("the chain holds no certificate".to_owned());
        Pin::of_certificate(self.chain.first().ok_or_else(none)?)
    }

    /// Reads the key and checks that it is the one in the certificate.
    pub(crate) fn load(self, provider: &Mixed) -> Result<Loaded, ConfigError> {
        let end_entity =
            self.chain.first().ok_or(ConfigError::Credential("the chain holds no certificate".to_owned()))?;
        let parsed = webpki::EndEntityCert::try_from(end_entity)
            .map_err(|error| ConfigError::Credential(format!("the certificate cannot be read: {error}")))?;
        let key = provider
            .signing_key(self.key.secret_der())
            .map_err(|error| ConfigError::Credential(format!("the private key cannot be read: {error}")))?;
        if !provider.belongs_to(&key, parsed.subject_public_key_info().as_ref()) {
            return Err(ConfigError::Credential("the private key does not belong to the certificate".to_owned()));
        }
        let chain = self.chain.iter().map(|certificate| certificate.to_vec()).collect();
        Ok(Loaded { chain, key })
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}

/// A credential ready for use.
pub(crate) struct Loaded {
    pub chain: Arc<[Vec<u8>]>,
    pub key: SigningKey,
}

impl Loaded {
    /// The best scheme that key and client have in common.
    pub fn scheme(&self, provider: &Mixed, offered: &[SignatureScheme]) -> Option<SignatureScheme> {
        provider.signing_schemes(&self.key).iter().copied().find(|scheme| offered.contains(scheme))
    }

    /// Whether the certificate is for this host name.
    pub fn is_for(&self, server_name: Option<&[u8]>) -> bool {
        let Some(name) = server_name.and_then(|name| ServerName::try_from(name).ok()) else { return false };
        let Some(end_entity) = self.chain.first() else { return false };
        let certificate = CertificateDer::from(end_entity.as_slice());
        webpki::EndEntityCert::try_from(&certificate)
            .is_ok_and(|parsed| parsed.verify_is_valid_for_subject_name(&name).is_ok())
    }
}
