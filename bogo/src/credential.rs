//! The credentials that flags describe, and which of them fits.

use std::sync::Arc;

use surehand::pki_types::pem::PemObject;
use surehand::pki_types::{CertificateDer, PrivateKeyDer};
use surehand::provider::Mixed;
use surehand_codec::code_point::SignatureScheme;
use surehand_codec::wire::Reader;
use surehand_core::crypto::Signatures;
use surehand_core::handshake::{ChosenCredential, CredentialId};

use crate::certificate;
use crate::failure::Failure;
use crate::flags::{Flags, Set};

/// A chain with its key.
pub struct Credential {
    /// Its number among the `-new-..-credential` flags; none for the default credential.
    pub number: Option<usize>,
    /// End-entity certificate first, in DER.
    pub chain: Arc<[Vec<u8>]>,
    /// The private key.
    pub key: <Mixed as Signatures>::SigningKey,
    /// What it may sign with, best first.
    pub schemes: Vec<SignatureScheme>,
    /// Goes to a peer that asks for one.
    pub ocsp_response: Option<Arc<[u8]>>,
    /// Goes to a peer that asks for them.
    pub timestamps: Option<Arc<[u8]>>,
    /// Whether it may be shown only to a peer that trusts one of its issuers.
    pub must_match_issuer: bool,
    /// In which context its tickets are good, if in another than all others.
    pub session_context: Option<Vec<u8>>,
}

/// Those of `-new-..-credential` in their order, then the default one.
pub fn load(provider: &Mixed, flags: &Flags) -> Result<Vec<Credential>, Failure> {
    let mut credentials = Vec::new();
    for (number, credential) in flags.credentials.iter().enumerate() {
        credentials.extend(read(provider, &credential.set, Some(number))?);
    }
    credentials.extend(read(provider, &flags.set, None)?);
    Ok(credentials)
}

fn read(provider: &Mixed, set: &Set, number: Option<usize>) -> Result<Option<Credential>, Failure> {
    let (Some(chain), Some(key)) = (set.text("cert-file")?, set.text("key-file")?) else { return Ok(None) };
    let chain = certificates(chain)?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| Failure::new(format!("{key}: {error}")))?;
    let key = provider
        .signing_key(key.secret_der())
        .map_err(|error| Failure::unimplemented(format!("a key of this kind: {error}")))?;
    let preferred: Vec<SignatureScheme> = set.numbers("signing-prefs")?.into_iter().map(SignatureScheme).collect();
    let able = provider.signing_schemes(&key);
    let schemes = match preferred.as_slice() {
        [] => able.to_vec(),
        preferred => preferred.iter().copied().filter(|scheme| able.contains(scheme)).collect(),
    };
    let timestamps = set.base64("signed-cert-timestamps")?.map(timestamps).transpose()?;
    Ok(Some(Credential {
        number,
        chain: chain.into(),
        key,
        schemes,
        ocsp_response: set.base64("ocsp-response")?.map(Arc::from),
        timestamps,
        must_match_issuer: set.has("must-match-issuer"),
        session_context: set.base64("session-id-context")?,
    }))
}

/// RFC 6962 §3.3: a SignedCertificateTimestampList of our own has to be one.
fn timestamps(list: Vec<u8>) -> Result<Arc<[u8]>, Failure> {
    let mut reader = Reader::new(&list);
    let read = reader.vector_u16(1).and_then(|items| {
        let mut items = Reader::new(items);
        while !items.is_empty() {
            items.vector_u16(1)?;
        }
        reader.end()
    });
    read.map_err(|error| Failure::named("INVALID_SCT_LIST", error))?;
    Ok(list.into())
}

/// All certificates of a PEM file, in DER.
pub fn certificates(path: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let unreadable = |error| Failure::new(format!("{path}: {error}"));
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).map_err(unreadable)?.collect();
    Ok(chain.map_err(unreadable)?.iter().map(|certificate| certificate.to_vec()).collect())
}

impl Credential {
    /// The best scheme that this credential and the peer have in common.
    pub fn scheme(&self, peer: &[SignatureScheme]) -> Option<SignatureScheme> {
        self.schemes.iter().copied().find(|scheme| peer.contains(scheme))
    }

    /// Whether it may be shown to a peer that trusts authorities of these names.
    pub fn is_acceptable(&self, names: &[Vec<u8>]) -> bool {
        let is_trusted = |issuer: &[u8]| names.iter().any(|name| name == issuer);
        !self.must_match_issuer || certificate::issuers(&self.chain).any(is_trusted)
    }

    /// This credential as an answer.
    pub fn chosen(&self, credential: CredentialId, scheme: SignatureScheme) -> ChosenCredential {
        ChosenCredential {
            ocsp_response: self.ocsp_response.clone(),
            signed_certificate_timestamps: self.timestamps.clone(),
            ..ChosenCredential::new(credential, self.chain.clone(), scheme)
        }
    }
}
