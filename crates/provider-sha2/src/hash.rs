//! Running hashes.

use alloc::boxed::Box;

use sha2::{Digest as _, Sha256, Sha384};
use surehand_core::crypto::{Digest, HashAlgorithm, HashState};

/// A running SHA-2 hash.
#[derive(Clone)]
pub enum Hash {
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-384, whose state is twice as large.
    Sha384(Box<Sha384>),
}

impl Hash {
    /// Starts a hash.
    pub fn new(algorithm: HashAlgorithm) -> Self {
        match algorithm {
            HashAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
            HashAlgorithm::Sha384 => Self::Sha384(Box::default()),
        }
    }
}

impl HashState for Hash {
    fn update(&mut self, input: &[u8]) {
        match self {
            Self::Sha256(hash) => hash.update(input),
            Self::Sha384(hash) => hash.update(input),
        }
    }

    fn digest(&self) -> Digest {
        match self {
            Self::Sha256(hash) => Digest::new(&hash.clone().finalize()),
            Self::Sha384(hash) => Digest::new(&Sha384::clone(hash).finalize()),
        }
    }
}

/// SHA-256 of `input`.
pub fn sha256(input: &[u8]) -> [u8; 32] {
    Sha256::digest(input).into()
}
