//! What the protocol asks of a crypto library: traits and rows, no algorithm.

mod aead;
mod error;
mod hash;
mod provider;
mod signature;

pub use aead::{NONCE_LENGTH, Nonce, OpenError, OpeningKey, SealingKey, TAG_LENGTH};
pub use error::CryptoError;
pub use hash::{Digest, HashAlgorithm, HashState};
pub use provider::{Explorable, MacPurpose, Provider, Purpose, Salt, Suite, TrafficKeyLength};
pub use signature::Signatures;
