//! Keys that protect what a server hands out and gets back, and how they follow each other.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use surehand_core::crypto::{CryptoError, HashAlgorithm, Provider, Purpose, Salt};
use surehand_sha2::Secret;
use zeroize::Zeroizing;

use super::Timestamp;
use crate::error::ConfigError;
use crate::provider::Mixed;

/// The length of a key's name, in bytes.
pub(super) const NAME_LENGTH: usize = 16;
/// The least length of shared key material, in bytes.
pub(super) const SECRET_LENGTH: usize = 32;
/// How many keys a ring holds at most; with more, the oldest goes.
const MAX_KEYS: usize = 64;

/// Random bytes from the provider.
pub(super) fn random<const N: usize>(provider: &Mixed) -> Result<[u8; N], CryptoError> {
    let mut bytes = [0; N];
    provider.random(&(), Purpose::Configuration, &mut bytes)?;
    Ok(bytes)
}

/// A key, from which each sealed item gets a key of its own.
pub(super) struct Key {
    /// Stands in the clear before what the key has sealed.
    pub name: [u8; NAME_LENGTH],
    /// A pseudorandom key for HKDF-Expand.
    pub secret: Secret,
    /// When the key came into use; `None` for key material that the caller gave.
    created: Option<Timestamp>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It opens only: other servers may have begun to seal with it.
    Coming,
    /// It seals.
    Current,
    /// Another has taken its place, then.
    Replaced(Timestamp),
}

impl Key {
    fn new(purpose: &'static str, material: &[u8], created: Option<Timestamp>) -> Self {
        let secret = surehand_sha2::extract(HashAlgorithm::Sha256, Salt::Zero, Some(&Secret::new(material)));
        let mut name = [0; NAME_LENGTH];
        let info = [purpose.as_bytes(), b" key name"].concat();
        surehand_sha2::expand_into(HashAlgorithm::Sha256, &secret, &mut [(&info, &mut name)]);
        Self { name, secret, created, stage: Stage::Current }
    }

    /// Whether it is the newest key, and not too old.
    fn seals(&self, now: Timestamp, rotation: Rotation) -> bool {
        self.stage == Stage::Current && self.created.is_none_or(|created| now.since(created) < rotation.every)
    }

    fn opens(&self, now: Timestamp, rotation: Rotation) -> bool {
        match self.stage {
            Stage::Coming | Stage::Current => true,
            Stage::Replaced(at) => now.since(at) <= rotation.keep,
        }
    }

    fn at(&self, stage: Stage) -> Self {
        Self { name: self.name, secret: Secret::new(self.secret.as_bytes()), created: self.created, stage }
    }
}

/// When keys come and go.
#[derive(Clone, Copy)]
pub(super) struct Rotation {
    /// How long a random key seals.
    pub every: Duration,
    /// How long a key that has been replaced still opens.
    pub keep: Duration,
}

/// The key that seals, first, and those that still open.
pub(super) struct KeyRing {
    purpose: &'static str,
    /// Replaced as a whole: a reader takes a reference, and the lock is free again.
    keys: RwLock<Arc<[Arc<Key>]>>,
}

impl KeyRing {
    /// A ring that makes its first random key when it has something to seal.
    pub fn new(purpose: &'static str) -> Self {
        Self { purpose, keys: RwLock::new(Arc::new([])) }
    }

    /// A ring whose first key comes from key material that several servers may share.
    pub fn from_secret(purpose: &'static str, material: &[u8]) -> Result<Self, ConfigError> {
        let key = shared_key(purpose, material)?;
        Ok(Self { purpose, keys: RwLock::new(Arc::new([Arc::new(key)])) })
    }

    /// The key to seal with; a random one that is due makes way for a new one.
    pub fn current(&self, provider: &Mixed, now: Timestamp, rotation: Rotation) -> Result<Arc<Key>, CryptoError> {
        if let Some(key) = self.keys().first().filter(|key| key.seals(now, rotation)) {
            return Ok(key.clone());
        }
        let fresh = Arc::new(self.random_key(provider, now)?);
        // Another thread may have been faster.
        let keys = self.replace(|keys| match keys.first() {
            Some(key) if key.seals(now, rotation) => keys.to_vec(),
            _ => taken_over(keys, fresh.clone(), now, rotation),
        });
        Ok(keys.first().cloned().unwrap_or(fresh))
    }

    /// The key of that name, if it still opens.
    pub fn named(&self, name: &[u8; NAME_LENGTH], now: Timestamp, rotation: Rotation) -> Option<Arc<Key>> {
        self.keys().iter().find(|key| key.name == *name && key.opens(now, rotation)).cloned()
    }

    /// A new random key takes over.
    pub fn rotate(&self, provider: &Mixed, now: Timestamp, rotation: Rotation) -> Result<(), CryptoError> {
        let key = Arc::new(self.random_key(provider, now)?);
        self.replace(|keys| taken_over(keys, key, now, rotation));
        Ok(())
    }

    /// The key of this material takes over.
    pub fn rotate_to(&self, material: &[u8], now: Timestamp, rotation: Rotation) -> Result<(), ConfigError> {
        let key = Arc::new(shared_key(self.purpose, material)?);
        self.replace(|keys| taken_over(keys, key, now, rotation));
        Ok(())
    }

    /// The key of this material opens, and does not seal: another server may have begun to seal with it.
    pub fn accept(&self, material: &[u8], now: Timestamp, rotation: Rotation) -> Result<(), ConfigError> {
        let key = Arc::new(shared_key(self.purpose, material)?.at(Stage::Coming));
        self.replace(|keys| {
            let is_current = |known: &&Arc<Key>| known.stage == Stage::Current;
            if keys.iter().filter(is_current).any(|current| current.name == key.name) {
                return keys.to_vec();
            }
            let current = keys.iter().filter(is_current).cloned();
            let others = others(keys, &key, now, rotation).filter(|known| known.stage != Stage::Current);
            current.chain([key.clone()]).chain(others).collect()
        });
        Ok(())
    }

    fn random_key(&self, provider: &Mixed, now: Timestamp) -> Result<Key, CryptoError> {
        let material = Zeroizing::new(random::<SECRET_LENGTH>(provider)?);
        Ok(Key::new(self.purpose, &*material, Some(now)))
    }

    fn keys(&self) -> Arc<[Arc<Key>]> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, next: impl FnOnce(&[Arc<Key>]) -> Vec<Arc<Key>>) -> Arc<[Arc<Key>]> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = next(&keys);
        next.truncate(MAX_KEYS);
        *keys = next.into();
        keys.clone()
    }
}

fn taken_over(keys: &[Arc<Key>], key: Arc<Key>, now: Timestamp, rotation: Rotation) -> Vec<Arc<Key>> {
    let old: Vec<Arc<Key>> = others(keys, &key, now, rotation)
        .map(|old| if old.stage == Stage::Current { Arc::new(old.at(Stage::Replaced(now))) } else { old })
        .collect();
    std::iter::once(key).chain(old).collect()
}

/// The keys that still open, but for `key` itself.
fn others(keys: &[Arc<Key>], key: &Key, now: Timestamp, rotation: Rotation) -> impl Iterator<Item = Arc<Key>> {
    keys.iter().filter(move |old| old.name != key.name && old.opens(now, rotation)).cloned()
}

fn shared_key(purpose: &'static str, material: &[u8]) -> Result<Key, ConfigError> {
    if material.len() < SECRET_LENGTH {
        let found = material.len();
        return Err(ConfigError::Secret(format!("shared key material of {found} bytes; {SECRET_LENGTH} are needed")));
    }
    Ok(Key::new(purpose, material, None))
}
