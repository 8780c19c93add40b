//! The crypto provider: for each algorithm the library that measures faster, chosen once.

#[cfg(not(all(feature = "aws-lc", feature = "graviola")))]
mod absent;
mod key_exchange;
mod keys;
mod library;
mod mixed;
mod rows;
mod signature;

pub use key_exchange::KeyShares;
pub use keys::{OpeningKey, SealingKey};
pub use mixed::Mixed;
pub use rows::Rows;
pub use signature::{PublicKey, SigningKey};

use surehand_codec::code_point::SignatureScheme;

#[cfg(not(any(feature = "aws-lc", feature = "graviola")))]
compile_error!("surehand needs a crypto library: switch on the feature `aws-lc` or `graviola`");

/// Schemes that a client lists for certificates and never accepts in a handshake (RFC 8446 §4.2.3).
pub(crate) const CERTIFICATE_ONLY_SCHEMES: [SignatureScheme; 3] =
    [SignatureScheme::RSA_PKCS1_SHA256, SignatureScheme::RSA_PKCS1_SHA384, SignatureScheme::RSA_PKCS1_SHA512];
