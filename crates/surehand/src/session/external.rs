//! RFC 8446 §4.2.11, RFC 9258: pre-shared keys that were provisioned outside TLS.

use std::fmt;

use surehand_codec::code_point::CipherSuite;
use surehand_core::crypto::{Digest, HashAlgorithm, Provider};
use surehand_core::handshake::{EarlyDataTerms, OfferedPsk, Psk};
use surehand_core::key_schedule::{BinderKind, ImportedIdentity, imported_psk};

use super::Context;
use crate::error::ConfigError;
use crate::provider::Mixed;

/// What an imported PSK is derived for, best first.
const TARGETS: [HashAlgorithm; 2] = [HashAlgorithm::Sha256, HashAlgorithm::Sha384];

/// A pre-shared key that was provisioned outside TLS, with its name.
///
/// The key has to come from a random generator or a key exchange. A password, however stretched, can be guessed by
/// whoever has recorded one handshake. The name is sent in the clear, so it should tell nothing about anybody (RFC 9257).
///
/// ```
/// use surehand::session::{Context, ExternalPsk};
///
/// # let key = [7; 32];
/// let context = Context::between(b"pump 7", b"control room")?;
/// let psk = ExternalPsk::imported(b"plant network", &key, context)?;
/// # let _ = psk;
/// # Ok::<(), surehand::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct ExternalPsk {
    identity: Vec<u8>,
    key: Psk,
    hash: HashAlgorithm,
    /// With a context it is imported.
    context: Option<Context>,
    early_data: Option<EarlyDataTerms>,
}

/// A pre-shared key under one identity on the wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownPsk {
    /// The key.
    pub psk: Psk,
    /// The hash that belongs to it.
    pub hash: HashAlgorithm,
    /// Where it comes from.
    pub kind: BinderKind,
    /// What early data under it is bound to, if it admits any.
    pub early_data: Option<EarlyDataTerms>,
}

impl ExternalPsk {
    /// The shortest key, in bytes.
    pub const MIN_KEY_LENGTH: usize = 16;

    /// A key that both peers import (RFC 9258), each time for the hash of the cipher suite in use. To be preferred.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] for a key of less than 16 bytes, an empty name, or a name that does not fit with its context.
    pub fn imported(identity: &[u8], key: &[u8], context: Context) -> Result<Self, ConfigError> {
        // The identity on the wire is one vector around both.
        let length = identity.len() + context.as_ref().len() + 8;
        Self::new(identity, key, length, Some(context))
    }

    /// A key that is used as it is, for a peer that does not import: with one hash, in one role, by exactly two peers.
    ///
    /// None of that is checked by the protocol (RFC 9257 §4). If the same two peers also use the key with their roles
    /// exchanged, an attacker can connect one of them to itself; if more than two have it, each of them can pass for
    /// every other. Never use a key raw that is imported elsewhere, or in TLS 1.2.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] for a key of less than 16 bytes, an empty name, or one of more than 65,535 bytes.
    pub fn raw(identity: &[u8], key: &[u8]) -> Result<Self, ConfigError> {
        Self::new(identity, key, identity.len(), None)
    }

    fn new(identity: &[u8], key: &[u8], length: usize, context: Option<Context>) -> Result<Self, ConfigError> {
        if key.len() < Self::MIN_KEY_LENGTH {
            let (found, least) = (key.len(), Self::MIN_KEY_LENGTH);
            return Err(ConfigError::Secret(format!("a pre-shared key of {found} bytes; {least} are needed")));
        }
        if identity.is_empty() || length > usize::from(u16::MAX) {
            return Err(ConfigError::Secret(format!("a pre-shared key's identity of {length} bytes")));
        }
        Ok(Self {
            identity: identity.to_vec(),
            key: Psk::new(key),
            hash: HashAlgorithm::Sha256,
            context,
            early_data: None,
        })
    }

    /// The hash that the key was made for; SHA-256 unless said otherwise (RFC 8446 §4.2.11).
    pub fn hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = hash;
        self
    }

    /// Admits early data, with this cipher suite and application protocol alone (RFC 8446 §4.2.10).
    ///
    /// Such a key has no age. A server takes the early data only if its [`AntiReplay`](super::AntiReplay) never forgets.
    pub fn early_data(mut self, terms: EarlyDataTerms) -> Self {
        self.early_data = Some(terms);
        self
    }

    /// Its name: for an imported key, the external identity.
    pub fn identity(&self) -> &[u8] {
        &self.identity
    }

    /// Stands for the key with its name and its context.
    pub(crate) fn id(&self) -> Digest {
        let context = self.context.as_ref().map_or(&[][..], Context::as_ref);
        let way = [u8::from(self.context.is_some()), u8::from(self.hash == HashAlgorithm::Sha384)];
        let [identity, context] = [&self.identity, context].map(surehand_sha2::sha256);
        let text = [&b"surehand configuration"[..], &way, &identity, &context].concat();
        surehand_sha2::mac(HashAlgorithm::Sha256, &surehand_sha2::Secret::new(self.key.as_ref()), &text)
    }

    pub(super) fn key(&self) -> &Psk {
        &self.key
    }

    /// Whether it is imported, in which context; and the hash.
    pub(super) fn way(&self) -> (Option<&Context>, HashAlgorithm) {
        (self.context.as_ref(), self.hash)
    }

    /// What a client offers: the key as it is, or what it is imported to. The one that admits early data comes first,
    /// as early data goes with the first identity.
    pub fn offers(&self, provider: &Mixed) -> Vec<OfferedPsk> {
        let mut offers: Vec<OfferedPsk> = match &self.context {
            None => vec![self.offer(self.identity.clone(), self.known(self.key.clone(), self.hash))],
            Some(context) => {
                let import = |target| {
                    let identity = ImportedIdentity::new(&self.identity, context.as_ref(), target).encode().ok()?;
                    let known = self.import(provider, &identity, target);
                    Some(self.offer(identity, known))
                };
                TARGETS.into_iter().filter_map(import).collect()
            }
        };
        offers.sort_by_key(|offer| offer.early_data.is_none());
        offers
    }

    /// What a server finds under an identity on the wire, if this is it.
    pub fn find(&self, provider: &Mixed, identity: &[u8]) -> Option<KnownPsk> {
        let Some(context) = &self.context else {
            return (identity == self.identity).then(|| self.known(self.key.clone(), self.hash));
        };
        let imported = ImportedIdentity::read(identity).ok()?;
        let is_this = imported.external_identity == self.identity && imported.context == context.as_ref();
        let target = imported.target().filter(|_| is_this)?;
        Some(self.import(provider, identity, target))
    }

    fn import(&self, provider: &Mixed, identity: &[u8], target: HashAlgorithm) -> KnownPsk {
        let key = provider.secret(self.key.as_ref());
        let imported = imported_psk(provider, self.hash, &key, identity, target);
        self.known(Psk::new(provider.reveal(&imported)), target)
    }

    fn known(&self, psk: Psk, hash: HashAlgorithm) -> KnownPsk {
        let kind = if self.context.is_some() { BinderKind::Imported } else { BinderKind::External };
        let fits = |terms: &&EarlyDataTerms| hash_of(terms.cipher_suite) == hash;
        KnownPsk { psk, hash, kind, early_data: self.early_data.as_ref().filter(fits).cloned() }
    }

    fn offer(&self, identity: Vec<u8>, known: KnownPsk) -> OfferedPsk {
        let KnownPsk { psk, hash, kind, early_data } = known;
        OfferedPsk { identity, obfuscated_ticket_age: 0, psk, hash, kind, early_data, resumptions: 0 }
    }
}

/// The hash of a cipher suite that this library has.
fn hash_of(cipher_suite: CipherSuite) -> HashAlgorithm {
    match cipher_suite {
        CipherSuite::TLS_AES_256_GCM_SHA384 => HashAlgorithm::Sha384,
        _ => HashAlgorithm::Sha256,
    }
}

impl fmt::Debug for ExternalPsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = String::from_utf8_lossy(&self.identity);
        f.debug_struct("ExternalPsk")
            .field("identity", &identity)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
