//! What the protocol asks of a crypto library: traits and rows, no algorithm.

mod aead;
mod hash;
mod provider;
mod signature;

pub use aead::{NONCE_LENGTH, Nonce, OpenError, OpeningKey, SealingKey, TAG_LENGTH};
pub use hash::{Digest, HashAlgorithm, HashState};
pub use provider::{CryptoError, Explorable, MacPurpose, Provider, Purpose, Salt, Suite, TrafficKeyLength};
pub use signature::Signatures;
