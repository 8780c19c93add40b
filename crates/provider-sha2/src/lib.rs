//! SHA-2, HMAC and HKDF for Surehand, by RustCrypto's `sha2` and `hmac`.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod hash;
mod hkdf;
mod secret;

pub use hash::{Hash, sha256};
pub use hkdf::{expand_each, expand_into, extract, mac, verify_mac};
pub use secret::Secret;
