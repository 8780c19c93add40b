//! Stateful tickets: a random name for a session that the server keeps (RFC 8446 §8.1).

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use surehand_core::handshake::SealTicket;

use super::key_ring::random;
use super::tickets::is_good;
use super::{ChainLimit, OpenedTicket, TicketUse, Tickets, Timestamp};
use crate::provider::Mixed;

/// The length of a ticket, in bytes.
const NAME_LENGTH: usize = 32;

/// Sessions in memory, each under a random name that serves as its ticket, and good for early data once.
///
/// Memory is bounded: where there are more sessions than `capacity`, the oldest go. A clone shares the sessions, so
/// several servers of one process can share them.
///
/// ```
/// use surehand::session::StoredSessions;
///
/// let sessions = StoredSessions::new(10_000);
/// assert_eq!(sessions.len(), 0);
/// ```
#[derive(Clone)]
pub struct StoredSessions {
    sessions: Arc<Mutex<Sessions>>,
    capacity: usize,
    context: Arc<[u8]>,
    chain_limit: ChainLimit,
}

/// The hash of context and name. Looking a hash up tells nothing about the names that exist.
type Place = [u8; 32];

#[derive(Default)]
struct Sessions {
    by_place: HashMap<Place, (u64, OpenedTicket)>,
    by_age: BTreeMap<u64, Place>,
    next: u64,
}

impl Sessions {
    fn put(&mut self, place: Place, ticket: OpenedTicket) {
        if let Some((number, _)) = self.by_place.insert(place, (self.next, ticket)) {
            self.by_age.remove(&number);
        }
        self.by_age.insert(self.next, place);
        self.next += 1;
    }

    fn take(&mut self, place: &Place) -> Option<OpenedTicket> {
        let (number, ticket) = self.by_place.remove(place)?;
        self.by_age.remove(&number);
        Some(ticket)
    }

    fn oldest(&self) -> Option<(Place, &OpenedTicket)> {
        let (_, place) = self.by_age.first_key_value()?;
        self.by_place.get(place).map(|(_, ticket)| (*place, ticket))
    }
}

impl StoredSessions {
    /// Room for so many sessions, at least one.
    pub fn new(capacity: usize) -> Self {
        Self {
            sessions: Arc::default(),
            capacity: capacity.max(1),
            context: Arc::new([]),
            chain_limit: ChainLimit::default(),
        }
    }

    /// The same room for another server configuration: its tickets and those of other contexts are strangers.
    pub fn for_context(&self, context: &[u8]) -> Self {
        Self { context: context.into(), ..self.clone() }
    }

    /// How long resumption may go on without a full handshake.
    pub fn chain_limit(mut self, limit: ChainLimit) -> Self {
        self.chain_limit = limit;
        self
    }

    /// How many sessions there are, those included that have expired and not been met since.
    pub fn len(&self) -> usize {
        self.lock().by_place.len()
    }

    /// Whether there is no session.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn place(&self, name: &[u8]) -> Option<Place> {
        // The name has a fixed length, so no other context and name give the same bytes.
        (name.len() == NAME_LENGTH).then(|| surehand_sha2::sha256(&[name, &self.context].concat()))
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tickets for StoredSessions {
    fn seal(&self, provider: &Mixed, ticket: &SealTicket, now: Timestamp) -> Option<Vec<u8>> {
        let ticket = Some(OpenedTicket::new(ticket, now)).filter(|it| is_good(it, &self.chain_limit, now))?;
        let name: [u8; NAME_LENGTH] = random(provider).ok()?;
        let place = self.place(&name)?;
        let mut sessions = self.lock();
        while let Some((oldest, ticket)) = sessions.oldest() {
            if sessions.by_place.len() < self.capacity && is_good(ticket, &self.chain_limit, now) {
                break;
            }
            sessions.take(&oldest);
        }
        sessions.put(place, ticket);
        Some(name.to_vec())
    }

    fn open(&self, _provider: &Mixed, identity: &[u8], now: Timestamp) -> Option<OpenedTicket> {
        let place = self.place(identity)?;
        let sessions = self.lock();
        let (_, ticket) = sessions.by_place.get(&place)?;
        is_good(ticket, &self.chain_limit, now).then(|| ticket.clone())
    }

    fn take(&self, identity: &[u8], now: Timestamp) -> TicketUse {
        let taken = self.place(identity).and_then(|place| self.lock().take(&place));
        match taken.filter(|ticket| is_good(ticket, &self.chain_limit, now)) {
            Some(_) => TicketUse::First,
            None => TicketUse::Again,
        }
    }
}

impl fmt::Debug for StoredSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredSessions").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}
