//! How a crypto library fails.

use core::fmt;

/// A crypto library refused: a key that it cannot read, a share that is no point of the group, no randomness.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CryptoError {
    /// The algorithm, group, scheme or key type is not among the rows, or not on this CPU.
    Unsupported,
    /// The key material cannot be used: wrong length, not on the curve, wrong encoding, weak.
    BadKey,
    /// Key agreement yields the all-zero value (§7.4.2).
    ZeroSecret,
    /// The library failed, for instance for want of randomness.
    Failed,
}

impl fmt::Display for CryptoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsupported => "the crypto library has no such algorithm here",
            Self::BadKey => "the key material cannot be used",
            Self::ZeroSecret => "the shared secret is all zero",
            Self::Failed => "the crypto library failed",
        })
    }
}

impl core::error::Error for CryptoError {}
