//! What a state may look at besides itself and the message.

use surehand_codec::{Reject, reject};

use crate::crypto::{CryptoError, Provider, Suite};
use surehand_codec::code_point::CipherSuite;

/// What surrounds a state: configuration, crypto and the connection's randomness. States hold none of it.
#[derive(Debug)]
pub struct Env<'a, P: Provider, C> {
    /// The role's configuration.
    pub config: &'a C,
    /// The crypto library.
    pub provider: &'a P,
    /// Where this connection's randomness comes from.
    pub randomness: &'a P::Randomness,
    /// The present application traffic secret of what is read: an authentication after the handshake needs it (§4.4).
    pub read_secret: Option<&'a P::Secret>,
}

impl<P: Provider, C> Env<'_, P, C> {
    /// The row of a cipher suite that both the provider and the caller's list have.
    pub(super) fn suite(&self, enabled: &[CipherSuite], cipher_suite: CipherSuite) -> Option<Suite> {
        let row = self.provider.suites().iter().find(|row| row.cipher_suite == cipher_suite)?;
        enabled.contains(&cipher_suite).then_some(*row)
    }
}

/// A failure of our own crypto library, which is no fault of the peer's.
pub(super) fn internal(_: CryptoError) -> Reject {
    reject!(INTERNAL_ERROR, "6.2-i17")
}

/// A key share that cannot be used (§4.2.8.2, §7.4.2).
pub(super) fn bad_share(error: CryptoError) -> Reject {
    match error {
        CryptoError::BadKey => reject!(ILLEGAL_PARAMETER, "4.2.8.2-1"),
        CryptoError::ZeroSecret => reject!(ILLEGAL_PARAMETER, "7.4.2-3"),
        other => internal(other),
    }
}
