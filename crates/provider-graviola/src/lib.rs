//! Crypto for Surehand by `graviola`: AEADs, key exchange and signatures, without a C compiler.
//!
//! It needs a recent x86-64 or AArch64 CPU: ask [`is_cpu_supported`] before anything else is used.
#![forbid(unsafe_code)]

mod aead;
mod certificate;
mod kem;
mod key_exchange;
mod signature;

pub use aead::{OpeningKey, SealingKey};
pub use certificate::CERTIFICATE_ALGORITHMS;
pub use graviola::util::is_cpu_supported;
pub use kem::{DecapsulationKey, encapsulate};
pub use key_exchange::PrivateKey;
pub use signature::{SigningKey, verify};

use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::CryptoError;

/// The groups for which [`PrivateKey`] works.
pub const GROUPS: &[NamedGroup] = &[NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1];

/// Fills `out` with unpredictable bytes.
pub fn random(out: &mut [u8]) -> Result<(), CryptoError> {
    graviola::random::fill(out).map_err(|_| CryptoError::Failed)
}
