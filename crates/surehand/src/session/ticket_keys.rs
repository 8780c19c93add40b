//! Stateless tickets: the whole session, encrypted and authenticated (RFC 5077 §4 is an ancestor).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use surehand_core::crypto::CryptoError;
use surehand_core::handshake::SealTicket;

use super::key_ring::{KeyRing, Rotation};
use super::tickets::is_good;
use super::{ChainLimit, MAX_TICKET_LIFETIME, OpenedTicket, TicketUse, Tickets, Timestamp, seal};
use crate::error::ConfigError;
use crate::provider::Mixed;

/// The longest ticket that fits a NewSessionTicket and a PskIdentity.
const MAX_TICKET: usize = 65_535;

/// Keys that encrypt tickets. The server keeps nothing else, so it cannot tell whether a ticket is used twice.
///
/// Who has these keys can read all early data under their tickets, and every connection that was resumed without a new
/// key exchange, and can pass for the server on every resumption. So they change: by themselves, every twelve hours, if
/// they are random, and by [`rotate_to`](Self::rotate_to) if they are shared with other servers.
///
/// ```
/// use surehand::session::TicketKeys;
///
/// // One server, or one process.
/// let keys = TicketKeys::new();
/// // Several servers that take each other's tickets.
/// let shared = TicketKeys::from_secret(&[7; 32])?;
/// // The tickets of one service are not those of another, even under the same keys.
/// let (mail, web) = (shared.for_context(b"mail"), shared.for_context(b"web"));
/// # let _ = (keys, mail, web);
/// # Ok::<(), surehand::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct TicketKeys {
    ring: Arc<KeyRing>,
    context: Arc<[u8]>,
    rotation: Rotation,
    chain_limit: ChainLimit,
}

const PURPOSE: &str = "surehand ticket";

impl TicketKeys {
    /// How long a random key seals, unless said otherwise.
    pub const DEFAULT_ROTATION: Duration = Duration::from_secs(12 * 60 * 60);

    /// Random keys that nobody else has.
    pub fn new() -> Self {
        Self::with(KeyRing::new(PURPOSE))
    }

    /// Keys from at least 32 bytes of secret and random key material; servers that share it take each other's tickets.
    ///
    /// These keys do not change by themselves. Bring new material to every server with
    /// [`accept_secret`](Self::accept_secret), and then switch each of them over with [`rotate_to`](Self::rotate_to).
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] for less than 32 bytes.
    pub fn from_secret(material: &[u8]) -> Result<Self, ConfigError> {
        KeyRing::from_secret(PURPOSE, material).map(Self::with)
    }

    fn with(ring: KeyRing) -> Self {
        let keep = Duration::from_secs(MAX_TICKET_LIFETIME.into());
        Self {
            ring: Arc::new(ring),
            context: Arc::new([]),
            rotation: Rotation { every: Self::DEFAULT_ROTATION, keep },
            chain_limit: ChainLimit::default(),
        }
    }

    /// The same keys for another server configuration: its tickets and those of other contexts are strangers.
    pub fn for_context(&self, context: &[u8]) -> Self {
        Self { context: context.into(), ..self.clone() }
    }

    /// A random key makes way for a new one after this time.
    pub fn rotate_every(mut self, every: Duration) -> Self {
        self.rotation.every = every;
        self
    }

    /// A key that has been replaced still opens tickets for this time; the default is the longest lifetime of a ticket.
    pub fn keep_for(mut self, keep: Duration) -> Self {
        self.rotation.keep = keep;
        self
    }

    /// How long resumption may go on without a full handshake.
    pub fn chain_limit(mut self, limit: ChainLimit) -> Self {
        self.chain_limit = limit;
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

    /// Tickets of servers that already seal with this shared material are taken from now on. As for
    /// [`from_secret`](Self::from_secret).
    pub fn accept_secret(&self, material: &[u8], now: Timestamp) -> Result<(), ConfigError> {
        self.ring.accept(material, now, self.rotation)
    }
}

impl Default for TicketKeys {
    fn default() -> Self {
        Self::new()
    }
}

impl Tickets for TicketKeys {
    fn seal(&self, provider: &Mixed, ticket: &SealTicket, now: Timestamp) -> Option<Vec<u8>> {
        let ticket = Some(OpenedTicket::new(ticket, now)).filter(|it| is_good(it, &self.chain_limit, now))?;
        let content = ticket.encode().ok()?;
        let key = self.ring.current(provider, now, self.rotation).ok()?;
        seal::seal(provider, &key, &self.context, &content).filter(|sealed| sealed.len() <= MAX_TICKET)
    }

    fn open(&self, provider: &Mixed, identity: &[u8], now: Timestamp) -> Option<OpenedTicket> {
        let key = |name: &[u8; 16]| self.ring.named(name, now, self.rotation);
        let content = seal::open(provider, key, &self.context, identity)?;
        OpenedTicket::read(&content).filter(|ticket| is_good(ticket, &self.chain_limit, now))
    }

    fn take(&self, _identity: &[u8], _now: Timestamp) -> TicketUse {
        TicketUse::Uncounted
    }
}

impl fmt::Debug for TicketKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketKeys").field("chain_limit", &self.chain_limit).finish_non_exhaustive()
    }
}
