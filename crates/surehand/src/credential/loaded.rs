//! A credential ready for use: the key is read, and what a choice depends on is known.

use std::sync::Arc;

use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use surehand_codec::code_point::SignatureScheme;
use surehand_core::crypto::Signatures;

use super::{Credential, Key};
use crate::error::ConfigError;
use crate::provider::Mixed;
use crate::verify::{Fields, Response, SignedWith, Weak, matches};

type SigningKey = <Mixed as Signatures>::SigningKey;

/// A credential ready for use.
pub(crate) struct Loaded {
    pub chain: Arc<[Vec<u8>]>,
    pub key: LoadedKey,
    /// The whole SignedCertificateTimestampList.
    pub signed_certificate_timestamps: Option<Vec<u8>>,
    /// How each certificate is signed, but for self-issued ones.
    signatures: Vec<SignedWith>,
    /// The issuers of all certificates, in DER.
    issuers: Vec<Vec<u8>>,
    staple: Option<Staple>,
}

/// A private key, or what one that is elsewhere signs with.
pub(crate) enum LoadedKey {
    Here(Box<SigningKey>),
    Elsewhere(Vec<SignatureScheme>),
}

/// An OCSP response, and from when until when it is valid, in seconds of Unix time.
struct Staple {
    response: Vec<u8>,
    window: (u64, u64),
}

impl Credential {
    /// Reads the key and checks that it is the one in the certificate, which may be shown in TLS.
    pub(crate) fn load(self, provider: &Mixed) -> Result<Loaded, ConfigError> {
        let end_entity = self.chain.first().ok_or_else(|| unusable("the chain holds no certificate"))?;
        let parsed = webpki::EndEntityCert::try_from(end_entity)
            .map_err(|error| unusable(format!("the certificate cannot be read: {error}")))?;
        let key = self.key.load(provider, parsed.subject_public_key_info().as_ref())?;
        let fields: Vec<Fields<'_>> = self
            .chain
            .iter()
            .map(|certificate| Fields::read(certificate))
            .collect::<Result<_, _>>()
            .map_err(|error| unusable(format!("a certificate of the chain cannot be read: {error}")))?;
        let leaf = fields.first().ok_or_else(|| unusable("the chain holds no certificate"))?;
        // §4.4.2.2
        if !leaf.may_sign() {
            return Err(unusable("the certificate's Key Usage does not permit digital signatures"));
        }
        let staple = self.ocsp_response.map(|response| Staple::read(response, leaf)).transpose()?;
        // §4.4.2.2: the signature of a certificate that is its own issuer is not looked at.
        let signed = fields.iter().filter(|certificate| !certificate.is_self_issued());
        let signatures: Vec<_> = signed.map(|one| SignedWith::algorithm(one.signature_algorithm)).collect();
        if signatures.iter().any(|with| with.weak == Some(Weak::Md5)) {
            return Err(unusable("a certificate of the chain is signed with MD5"));
        }
        Ok(Loaded {
            signatures,
            issuers: fields.iter().map(|certificate| certificate.issuer.to_vec()).collect(),
            staple,
            signed_certificate_timestamps: timestamp_list(&self.signed_certificate_timestamps)?,
            chain: self.chain.iter().map(|certificate| certificate.to_vec()).collect(),
            key,
        })
    }
}

impl Key {
    fn load(self, provider: &Mixed, public_key: &[u8]) -> Result<LoadedKey, ConfigError> {
        let key = match self {
            Self::Here(key) => key,
            Self::Elsewhere(schemes) => return Ok(LoadedKey::Elsewhere(schemes)),
        };
        let key = provider
            .signing_key(key.secret_der())
            .map_err(|error| unusable(format!("the private key cannot be read: {error}")))?;
        if !provider.belongs_to(&key, public_key) {
            return Err(unusable("the private key does not belong to the certificate"));
        }
        Ok(LoadedKey::Here(Box::new(key)))
    }
}

impl Staple {
    fn read(response: Vec<u8>, leaf: &Fields<'_>) -> Result<Self, ConfigError> {
        let window = Response::read(&response).map_err(unusable)?.window(leaf);
        let none = || unusable("the OCSP response is about another certificate, or has no end (nextUpdate)");
        Ok(Self { response, window: window.ok_or_else(none)? })
    }
}

impl Loaded {
    /// The best scheme that key and peer have in common.
    pub fn scheme(&self, provider: &Mixed, offered: &[SignatureScheme]) -> Option<SignatureScheme> {
        let schemes = match &self.key {
            LoadedKey::Here(key) => provider.signing_schemes(key),
            LoadedKey::Elsewhere(schemes) => schemes,
        };
        schemes.iter().copied().find(|scheme| offered.contains(scheme))
    }

    /// Whether the certificate is for this host name.
    pub fn is_for(&self, server_name: Option<&[u8]>) -> bool {
        let Some(name) = server_name.and_then(|name| ServerName::try_from(name).ok()) else { return false };
        let Some(end_entity) = self.chain.first() else { return false };
        let certificate = CertificateDer::from(end_entity.as_slice());
        webpki::EndEntityCert::try_from(&certificate)
            .is_ok_and(|parsed| parsed.verify_is_valid_for_subject_name(&name).is_ok())
    }

    /// Whether every certificate is signed with one of these schemes, as far as its signature counts.
    pub(super) fn is_signed_with(&self, schemes: &[SignatureScheme]) -> bool {
        self.signatures.iter().all(|with| with.schemes.iter().any(|scheme| schemes.contains(scheme)))
    }

    /// Whether the signatures that use SHA-1, if any, have schemes among these.
    pub(super) fn sha1_is_allowed(&self, schemes: &[SignatureScheme]) -> bool {
        let mut weak = self.signatures.iter().filter(|with| with.weak.is_some());
        weak.all(|with| with.schemes.iter().any(|scheme| schemes.contains(scheme)))
    }

    /// Whether a signature uses SHA-1.
    pub(super) fn uses_sha1(&self) -> bool {
        self.signatures.iter().any(|with| with.weak.is_some())
    }

    /// Whether one of the authorities has issued a certificate of the chain; true if there are none to choose from.
    pub(super) fn is_issued_by(&self, authorities: &[Vec<u8>]) -> bool {
        authorities.is_empty() || self.issuers.iter().any(|issuer| authorities.contains(issuer))
    }

    /// Whether the end-entity certificate has what these filters want.
    pub(super) fn matches(&self, filters: &[(Vec<u8>, Vec<u8>)]) -> bool {
        self.chain.first().and_then(|leaf| Fields::read(leaf).ok()).is_some_and(|leaf| matches(filters, &leaf))
    }

    /// The OCSP response, unless it has expired or is not valid yet.
    pub fn ocsp_response(&self, now: UnixTime) -> Option<&[u8]> {
        let staple = self.staple.as_ref()?;
        let (from, until) = staple.window;
        (from..=until).contains(&now.as_secs()).then_some(&staple.response)
    }
}

/// RFC 6962 §3.3: a vector of vectors, none of them empty.
fn timestamp_list(timestamps: &[Vec<u8>]) -> Result<Option<Vec<u8>>, ConfigError> {
    if timestamps.is_empty() {
        return Ok(None);
    }
    let mut list = Vec::new();
    for timestamp in timestamps {
        list.extend(vector(timestamp)?);
    }
    vector(&list).map(Some)
}

fn vector(content: &[u8]) -> Result<Vec<u8>, ConfigError> {
    let length = u16::try_from(content.len()).ok().filter(|length| *length > 0);
    let length = length.ok_or_else(|| unusable("a signed certificate timestamp is empty or too long"))?;
    Ok([&length.to_be_bytes(), content].concat())
}

fn unusable(why: impl Into<String>) -> ConfigError {
    ConfigError::Credential(why.into())
}
