//! A session that a client may resume: a ticket, and what it has learned of the server.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, ServerName};
use surehand_core::handshake::{NewTicket, OfferedPsk};
use surehand_core::key_schedule::BinderKind;

use super::{ChainLimit, MAX_TICKET_LIFETIME, Timestamp};
use crate::verify::PeerIdentity;

/// Whom a client has authenticated in a full handshake. Resumed connections have this, and no certificate of their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerIdentity {
    /// The server's chain, end-entity certificate first.
    pub certificates: Arc<[CertificateDer<'static>]>,
    /// Who it is.
    pub identity: PeerIdentity,
    /// How it was authenticated, in words.
    pub authenticated_by: Cow<'static, str>,
    /// When that was.
    pub authenticated_at: Timestamp,
}

/// A session that a client may resume.
///
/// ```
/// # use surehand::session::{ClientSession, ServerIdentity, Timestamp};
/// # fn keep(ticket: surehand::session::NewTicket, server: std::sync::Arc<ServerIdentity>) {
/// let session = ClientSession::new(ticket, Timestamp::now(), server);
/// if let Some(psk) = session.offer(Timestamp::now()) {
///     // Goes into the next ClientHello, and into no other.
/// #     let _ = psk;
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientSession {
    ticket: NewTicket,
    received_at: Timestamp,
    server: Arc<ServerIdentity>,
}

impl ClientSession {
    /// A session with the time at which its ticket arrived. On a resumed connection, `server` is that of the session
    /// that was resumed.
    pub fn new(ticket: NewTicket, received_at: Timestamp, server: Arc<ServerIdentity>) -> Self {
        Self { ticket, received_at, server }
    }

    /// The ticket.
    pub fn ticket(&self) -> &NewTicket {
        &self.ticket
    }

    /// When the ticket arrived.
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// Whom the full handshake has authenticated.
    pub fn server(&self) -> &Arc<ServerIdentity> {
        &self.server
    }

    /// Whether the ticket is still good: for as long as it says, and for seven days at most (RFC 8446 §4.6.1).
    ///
    /// A clock that has been set back makes a ticket too young to be true, and it is not used.
    pub fn is_good(&self, now: Timestamp) -> bool {
        let lifetime = Duration::from_secs(self.ticket.lifetime.min(MAX_TICKET_LIFETIME).into());
        self.ticket.lifetime > 0 && now >= self.received_at && now.since(self.received_at) < lifetime
    }

    /// Whether the ticket is good, and the full handshake behind it not too far back.
    pub fn is_within(&self, limit: &ChainLimit, now: Timestamp) -> bool {
        self.is_good(now) && limit.admits(self.ticket.resumptions, self.server.authenticated_at, now)
    }

    /// What is offered now, with the age of the ticket, if it is still good (RFC 8446 §4.2.11.1).
    pub fn offer(&self, now: Timestamp) -> Option<OfferedPsk> {
        if !self.is_good(now) {
            return None;
        }
        // At most seven days, so it fits.
        let age = u32::try_from(now.since(self.received_at).as_millis()).ok()?;
        Some(OfferedPsk {
            identity: self.ticket.ticket.clone(),
            obfuscated_ticket_age: age.wrapping_add(self.ticket.age_add),
            psk: self.ticket.psk.clone(),
            hash: self.ticket.hash,
            kind: BinderKind::Resumption,
            early_data: self.ticket.early_data.clone(),
            resumptions: self.ticket.resumptions,
        })
    }
}

/// Which sessions may be resumed by which connections: those to the same server, under the same configuration.
///
/// ```
/// use surehand::session::ServerKey;
///
/// let one = ServerKey::new(&"example.com".try_into()?, b"pinned");
/// assert_eq!(one, ServerKey::new(&"EXAMPLE.com".try_into()?, b"pinned"));
/// assert_ne!(one, ServerKey::new(&"example.com".try_into()?, b"public roots"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ServerKey {
    server_name: String,
    configuration: Vec<u8>,
}

impl ServerKey {
    /// The server of that name. `configuration` stands for whom the client trusts, and for everything else that another
    /// connection must share with this one to resume its sessions.
    pub fn new(server_name: &ServerName<'_>, configuration: &[u8]) -> Self {
        let server_name = server_name.to_str().to_ascii_lowercase();
        Self { server_name, configuration: configuration.to_vec() }
    }

    /// The server's name, in lower case.
    pub fn server_name(&self) -> &str {
        &self.server_name
    }

    /// The bytes that stand for the configuration.
    pub fn configuration(&self) -> &[u8] {
        &self.configuration
    }
}
