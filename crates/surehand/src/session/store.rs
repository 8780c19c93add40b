//! Where a client keeps sessions between connections (RFC 8446 §4.6.1, C.4).

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{ChainLimit, ClientSession, ServerKey, Timestamp};

/// Where a client keeps sessions between connections.
///
/// Whoever can read it can read the early data and resume the sessions of its user.
pub trait SessionStore: Send + Sync {
    /// Keeps a session.
    fn put(&self, server: &ServerKey, session: ClientSession, now: Timestamp);

    /// Hands a session over, the newest that is good, and forgets it: two connections with one ticket could be linked
    /// by whoever watches (RFC 8446 C.4).
    fn take(&self, server: &ServerKey, now: Timestamp) -> Option<ClientSession>;
}

/// Sessions in memory: a few for each server, the newest.
///
/// ```
/// use surehand::session::{MemorySessions, ServerKey, SessionStore, Timestamp};
///
/// let store = MemorySessions::new();
/// let server = ServerKey::new(&"example.com".try_into()?, b"");
/// assert!(store.take(&server, Timestamp::now()).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MemorySessions {
    servers: Mutex<HashMap<ServerKey, Sessions>>,
    max_servers: usize,
    max_per_server: usize,
    chain_limit: ChainLimit,
}

/// Oldest first.
type Sessions = VecDeque<(Timestamp, ClientSession)>;

impl MemorySessions {
    /// How many servers are remembered, unless said otherwise.
    pub const DEFAULT_SERVERS: usize = 256;
    /// How many sessions are kept for each of them, unless said otherwise.
    pub const DEFAULT_PER_SERVER: usize = 4;

    /// Room for the default numbers.
    pub fn new() -> Self {
        Self::with(Self::DEFAULT_SERVERS, Self::DEFAULT_PER_SERVER)
    }

    /// Room for so many servers, and so many sessions with each.
    pub fn with(max_servers: usize, max_per_server: usize) -> Self {
        Self { servers: Mutex::default(), max_servers, max_per_server, chain_limit: ChainLimit::default() }
    }

    /// How long resumption may go on without a full handshake.
    pub fn chain_limit(mut self, limit: ChainLimit) -> Self {
        self.chain_limit = limit;
        self
    }

    /// How many sessions there are, those included that have expired and not been met since.
    pub fn len(&self) -> usize {
        self.lock().values().map(VecDeque::len).sum()
    }

    /// Whether there is no session.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ServerKey, Sessions>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionStore for MemorySessions {
    fn put(&self, server: &ServerKey, session: ClientSession, now: Timestamp) {
        if self.max_servers == 0 || self.max_per_server == 0 || !session.is_within(&self.chain_limit, now) {
            return;
        }
        let mut servers = self.lock();
        if !servers.contains_key(server) && servers.len() >= self.max_servers {
            make_room(&mut servers, &self.chain_limit, now, self.max_servers);
        }
        let sessions = servers.entry(server.clone()).or_default();
        sessions.push_back((now, session));
        while sessions.len() > self.max_per_server {
            sessions.pop_front();
        }
    }

    fn take(&self, server: &ServerKey, now: Timestamp) -> Option<ClientSession> {
        let mut servers = self.lock();
        let sessions = servers.get_mut(server)?;
        sessions.retain(|(_, session)| session.is_within(&self.chain_limit, now));
        let newest = sessions.pop_back();
        if sessions.is_empty() {
            servers.remove(server);
        }
        newest.map(|(_, session)| session)
    }
}

/// Drops what is no longer good, and then the servers that have been silent for longest.
fn make_room(servers: &mut HashMap<ServerKey, Sessions>, limit: &ChainLimit, now: Timestamp, max_servers: usize) {
    servers.retain(|_, sessions| {
        sessions.retain(|(_, session)| session.is_within(limit, now));
        !sessions.is_empty()
    });
    while servers.len() >= max_servers {
        let newest = |sessions: &Sessions| sessions.back().map(|(put, _)| *put);
        let Some(silent) = servers.iter().min_by_key(|(_, it)| newest(it)).map(|(server, _)| server.clone()) else {
            return;
        };
        servers.remove(&silent);
    }
}

impl Default for MemorySessions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemorySessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySessions").field("max_servers", &self.max_servers).finish_non_exhaustive()
    }
}
