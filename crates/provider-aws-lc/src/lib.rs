//! Crypto for Surehand by `aws-lc-rs`: AEADs, key exchange and signatures. It needs a C compiler to build and runs on every CPU.
#![forbid(unsafe_code)]

mod aead;
mod certificate;
mod kem;
mod key_exchange;
mod signature;

pub use aead::{OpeningKey, SealingKey};
pub use certificate::CERTIFICATE_ALGORITHMS;
pub use kem::{DecapsulationKey, encapsulate};
pub use key_exchange::PrivateKey;
pub use signature::{SigningKey, verify};

use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::CryptoError;

/// The groups for which [`PrivateKey`] works.
pub const GROUPS: &[NamedGroup] =
    &[NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1, NamedGroup::SECP521R1];

/// Fills `out` with unpredictable bytes.
pub fn random(out: &mut [u8]) -> Result<(), CryptoError> {
    aws_lc_rs::rand::fill(out).map_err(|_| CryptoError::Failed)
}
