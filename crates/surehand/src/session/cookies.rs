//! RFC 8446 §4.2.2: cookies that let a server forget the first ClientHello.

use std::fmt;
use std::time::Duration;

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_codec::wire::{Reader, Writer};
use surehand_codec::{Reject, reject};
use surehand_core::crypto::{CryptoError, Digest};
use surehand_core::handshake::RetryState;

use super::key_ring::{KeyRing, Rotation};
use super::{Timestamp, seal};
use crate::error::ConfigError;
use crate::provider::Mixed;

const PURPOSE: &str = "surehand cookie";

/// Keys that protect the cookie of a HelloRetryRequest: what the server would have to remember, encrypted and
/// authenticated, for one client's address and a short time.
///
/// ```
/// use surehand::session::CookieKeys;
///
/// // One server; several behind one address share their key material.
/// let keys = CookieKeys::new();
/// let shared = CookieKeys::from_secret(&[7; 32])?;
/// # let _ = (keys, shared);
/// # Ok::<(), surehand::ConfigError>(())
/// ```
pub struct CookieKeys {
    ring: KeyRing,
    rotation: Rotation,
}

impl CookieKeys {
    /// How long a cookie is good, unless said otherwise.
    pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);
    /// How long a random key seals, unless said otherwise.
    pub const DEFAULT_ROTATION: Duration = Duration::from_secs(60 * 60);

    /// Random keys that nobody else has.
    pub fn new() -> Self {
        Self::with(KeyRing::new(PURPOSE))
    }

    /// Keys from at least 32 bytes of secret and random key material; servers that share it take each other's cookies.
    /// They do not change by themselves. Bring new material to every server with [`accept_secret`](Self::accept_secret), and
    /// then switch each of them over with [`rotate_to`](Self::rotate_to).
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] for less than 32 bytes.
    pub fn from_secret(material: &[u8]) -> Result<Self, ConfigError> {
        KeyRing::from_secret(PURPOSE, material).map(Self::with)
    }

    fn with(ring: KeyRing) -> Self {
        Self { ring, rotation: Rotation { every: Self::DEFAULT_ROTATION, keep: Self::DEFAULT_LIFETIME } }
    }

    /// How long a cookie is good.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.rotation.keep = lifetime;
        self
    }

    /// A random key makes way for a new one after this time.
    pub fn rotate_every(mut self, every: Duration) -> Self {
        self.rotation.every = every;
        self
    }

    /// A new random key seals from now on.
    pub fn rotate(&self, provider: &Mixed, now: Timestamp) -> Result<(), CryptoError> {
        self.ring.rotate(provider, now, self.rotation)
    }

    /// The key of this shared material seals from now on. As for [`from_secret`](Self::from_secret).
    pub fn rotate_to(&self, material: &[u8], now: Timestamp) -> Result<(), ConfigError> {
        self.ring.rotate_to(material, now, self.rotation)
    }

    /// Cookies of servers that already seal with this shared material are taken from now on. As for
    /// [`from_secret`](Self::from_secret).
    pub fn accept_secret(&self, material: &[u8], now: Timestamp) -> Result<(), ConfigError> {
        self.ring.accept(material, now, self.rotation)
    }

    /// The cookie for a client at `address`, whatever bytes the caller knows it by.
    pub fn seal(
        &self,
        provider: &Mixed,
        state: &RetryState,
        address: &[u8],
        now: Timestamp,
    ) -> Result<Vec<u8>, CryptoError> {
        let key = self.ring.current(provider, now, self.rotation)?;
        let mut content = Vec::new();
        let mut writer = Writer::new(&mut content);
        writer.bytes(&now.as_millis().to_be_bytes());
        writer.u16(state.cipher_suite.0);
        writer.u16(state.group.0);
        writer.vector_u8(|writer| writer.bytes(state.client_hello1.as_ref()));
        writer.finish().map_err(|_| CryptoError::Failed)?;
        seal::seal(provider, &key, address, &content).ok_or(CryptoError::Failed)
    }

    /// What the cookie says that came from `address`.
    ///
    /// # Errors
    ///
    /// A refusal unless one of these keys has made it, for this address, within its lifetime.
    pub fn open(&self, provider: &Mixed, cookie: &[u8], address: &[u8], now: Timestamp) -> Result<RetryState, Reject> {
        self.opened(provider, cookie, address, now).ok_or(reject!(ILLEGAL_PARAMETER, "4.2.2-i2"))
    }

    fn opened(&self, provider: &Mixed, cookie: &[u8], address: &[u8], now: Timestamp) -> Option<RetryState> {
        let key = |name: &[u8; 16]| self.ring.named(name, now, self.rotation);
        let content = seal::open(provider, key, address, cookie)?;
        let mut reader = Reader::new(&content);
        let made = Timestamp::from_millis(u64::from_be_bytes(reader.array().ok()?));
        let state = RetryState {
            cipher_suite: CipherSuite(reader.u16().ok()?),
            group: NamedGroup(reader.u16().ok()?),
            client_hello1: Digest::new(reader.vector_u8(1).ok()?),
        };
        // A clock that was set back, or another server's that is ahead, gives a cookie no longer life than that.
        (now.distance(made) <= self.rotation.keep).then_some(state)
    }
}

impl Default for CookieKeys {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CookieKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieKeys").field("lifetime", &self.rotation.keep).finish_non_exhaustive()
    }
}
