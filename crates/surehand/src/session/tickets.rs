//! RFC 8446 §4.6.1: what a server does with tickets, whether they hold the session or only name it.

use std::time::Duration;

use surehand_core::handshake::SealTicket;

use super::{OpenedTicket, Timestamp};
use crate::provider::Mixed;

/// The longest that a ticket may be good for, in seconds (RFC 8446 §4.6.1).
pub const MAX_TICKET_LIFETIME: u32 = surehand_core::handshake::LONGEST_LIFETIME;
/// How far ahead of ours the clock may be of the server that made a ticket.
const MAX_CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Makes and reads a server's tickets.
///
/// [`TicketKeys`](super::TicketKeys) puts the whole session into the ticket, encrypted, and keeps nothing;
/// [`StoredSessions`](super::StoredSessions) keeps the session, and the ticket is a random name.
pub trait Tickets: Send + Sync {
    /// A ticket for `ticket`, or `None` if there shall be none.
    fn seal(&self, provider: &Mixed, ticket: &SealTicket, now: Timestamp) -> Option<Vec<u8>>;

    /// What the ticket `identity` says, if it is one of ours and still good. It does not use the ticket up: whoever
    /// sends it has not yet shown that the key is theirs.
    fn open(&self, provider: &Mixed, identity: &[u8], now: Timestamp) -> Option<OpenedTicket>;

    /// Uses the ticket `identity` up, now that its binder has been verified (RFC 8446 §8.1).
    fn take(&self, identity: &[u8], now: Timestamp) -> TicketUse;
}

/// Which use of a ticket this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TicketUse {
    /// The first, and the last.
    First,
    /// The ticket has been used before, or was never made.
    Again,
    /// These tickets are not counted.
    Uncounted,
}

/// How long resumption may go on without a full handshake (RFC 8446 §4.6.1): each resumed connection gives out tickets
/// again, and none of them has authenticated anybody anew.
///
/// ```
/// use std::time::Duration;
/// use surehand::session::ChainLimit;
///
/// let strict = ChainLimit { resumptions: 10, ..ChainLimit::default() };
/// assert_eq!(strict.total, Duration::from_secs(604_800));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChainLimit {
    /// How many resumptions may follow a full handshake, one after the other.
    pub resumptions: u32,
    /// How old that full handshake may be.
    pub total: Duration,
}

impl ChainLimit {
    /// Each of these is one full handshake saved; the next one is dear no more.
    pub const DEFAULT_RESUMPTIONS: u32 = 100;
    /// A chain of tickets lives no longer than a single ticket may.
    pub const DEFAULT_TOTAL: Duration = Duration::from_secs(MAX_TICKET_LIFETIME as u64);

    /// Whether a connection may be resumed that lies `resumptions` after the full handshake at `origin`.
    pub fn admits(&self, resumptions: u32, origin: Timestamp, now: Timestamp) -> bool {
        resumptions < self.resumptions && now.since(origin) <= self.total
    }
}

impl Default for ChainLimit {
    fn default() -> Self {
        Self { resumptions: Self::DEFAULT_RESUMPTIONS, total: Self::DEFAULT_TOTAL }
    }
}

/// Whether a ticket may be made of this, and later be used.
pub(super) fn is_good(ticket: &OpenedTicket, limit: &ChainLimit, now: Timestamp) -> bool {
    let age = now.since(ticket.issued_at);
    let lifetime = Duration::from_secs(ticket.lifetime.into());
    let origin = ticket.session.origin.map_or(ticket.issued_at, Timestamp::from_millis);
    (1..=MAX_TICKET_LIFETIME).contains(&ticket.lifetime)
        && age <= lifetime
        && ticket.issued_at.since(now) <= MAX_CLOCK_SKEW
        && limit.admits(ticket.session.resumptions, origin, now)
}
