//! What stands in for a client's store, a server's tickets and checks, where a trace or a flaw wants something else.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use surehand::provider::Mixed;
use surehand::session::{
    AdmitEarlyData, AntiReplay, ClientSession, OpenedTicket, SealTicket, ServerKey, SessionStore, TicketKeys,
    TicketUse, Tickets, Timestamp,
};
use surehand::{PeerVerifier, Presented, Refusal};

/// What a client does with tickets: it keeps them all, and the trace says which it offers.
#[derive(Default)]
pub struct Shelf {
    kept: Mutex<Vec<ClientSession>>,
    next: Mutex<Option<ClientSession>>,
}

impl Shelf {
    /// The ticket of this number.
    pub fn ticket(&self, which: u8) -> Option<ClientSession> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(usize::from(which)).cloned()
    }
    /// What the next connection offers.
    pub fn offer(&self, ticket: Option<ClientSession>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = ticket;
    }
}

impl SessionStore for Shelf {
    fn put(&self, _: &ServerKey, session: ClientSession, _: Timestamp) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(session);
    }

    fn take(&self, _: &ServerKey, _: Timestamp) -> Option<ClientSession> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A server's tickets, for servers that make none, and for the attacker's.
pub struct Bent {
    /// The keys of its tickets.
    pub keys: Arc<TicketKeys>,
    /// Whether it makes tickets.
    pub makes: bool,
    /// Under which server's name its tickets are read, whatever is in them.
    pub name: Option<&'static str>,
}

impl Tickets for Bent {
    fn seal(&self, provider: &Mixed, ticket: &SealTicket, now: Timestamp) -> Option<Vec<u8>> {
        if self.makes { self.keys.seal(provider, ticket, now) } else { None }
    }

    fn open(&self, provider: &Mixed, identity: &[u8], now: Timestamp) -> Option<OpenedTicket> {
        let mut ticket = self.keys.open(provider, identity, now)?;
        if let Some(name) = self.name {
            ticket.session.server_name = Some(name.as_bytes().to_vec());
        }
        Some(ticket)
    }

    fn take(&self, identity: &[u8], now: Timestamp) -> TicketUse {
        self.keys.take(identity, now)
    }
}

/// Takes early data as often as it comes.
pub struct Forgetful;

impl AntiReplay for Forgetful {
    fn admit(&self, _: &AdmitEarlyData, _: Timestamp) -> bool {
        true
    }

    fn remembers(&self) -> Option<Duration> {
        Some(Duration::MAX)
    }
}

/// The attacker believes everybody.
pub struct Anybody;

impl PeerVerifier for Anybody {
    fn verify(&self, _: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        Ok(b"whoever".to_vec())
    }
}
