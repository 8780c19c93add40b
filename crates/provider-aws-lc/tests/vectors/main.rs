//! Wycheproof's vectors against this library. The modules know it as `library`; graviola's tests run the same ones.

use surehand_aws_lc as library;

mod aead;
mod certificate;
mod kem;
mod key_exchange;
mod ml_kem_768;
mod signature;

/// Whether this CPU can run the library.
fn runs_here() -> bool {
    true
}
