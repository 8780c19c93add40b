//! A server's answers to the questions about pre-shared keys, tickets and early data.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use surehand_core::handshake::{AdmitEarlyData, ClientStatus, FindPsks, FoundPsk, OfferedIdentity, SealTicket};
use surehand_core::key_schedule::BinderKind;

use super::tickets::is_good;
use super::{AntiReplay, ChainLimit, ExternalPsks, Freshness, KnownPsk, OpenedTicket, TicketUse, Tickets, Timestamp};
use crate::provider::Mixed;

/// What a server knows of pre-shared keys, and what keeps it from taking early data twice.
///
/// ```
/// use std::sync::Arc;
/// use surehand::session::{ClientHelloRecording, ServerSessions, TicketKeys, Timestamp};
///
/// let sessions = ServerSessions {
///     tickets: Some(Arc::new(TicketKeys::new())),
///     anti_replay: Some(Arc::new(ClientHelloRecording::new(Timestamp::now()))),
///     ..ServerSessions::default()
/// };
/// # let _ = sessions;
/// ```
#[derive(Clone)]
pub struct ServerSessions {
    /// Makes and reads tickets.
    pub tickets: Option<Arc<dyn Tickets>>,
    /// Knows external pre-shared keys.
    pub external_psks: Option<Arc<dyn ExternalPsks>>,
    /// Knows the hellos whose early data has been taken.
    pub anti_replay: Option<Arc<dyn AntiReplay>>,
    /// Which hellos are fresh enough for early data.
    pub freshness: Freshness,
    /// Whether a ticket counts only if the client has authenticated on the connection that it continues. A server that
    /// requires client certificates and shares its tickets with one that does not needs this.
    pub only_authenticated_clients: bool,
    /// How many of a client's identities are looked at.
    pub max_identities: usize,
}

/// What is known under an identity that a client has offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// A pre-shared key from outside TLS.
    External(KnownPsk),
    /// A ticket.
    Ticket(OpenedTicket),
}

impl ServerSessions {
    /// Each identity may cost a decryption, and a ClientHello has room for thousands.
    pub const DEFAULT_MAX_IDENTITIES: usize = 8;

    /// Those of the client's pre-shared keys that are known, in its order.
    ///
    /// A ticket counts only under the server name that it was given out under. Early data is admitted only if the ticket
    /// is as old as the client says; the rest of the handshake takes no note of that (RFC 8446 §4.2.10).
    pub fn find(&self, provider: &Mixed, question: &FindPsks, now: Timestamp) -> Vec<FoundPsk> {
        self.find_with(question, now, |offered| {
            let external = self.external_psks.as_ref().and_then(|psks| psks.find(provider, &offered.identity));
            let ticket = || self.tickets.as_ref()?.open(provider, &offered.identity, now);
            external.map(Known::External).or_else(|| ticket().map(Known::Ticket))
        })
    }

    /// The same among those that somebody else has looked up, each under its identity.
    pub(crate) fn find_among(&self, known: &[(Vec<u8>, Known)], question: &FindPsks, now: Timestamp) -> Vec<FoundPsk> {
        self.find_with(question, now, |offered| {
            let (_, known) = known.iter().find(|(identity, _)| *identity == offered.identity)?;
            match known {
                Known::Ticket(ticket) if !is_good(ticket, &ChainLimit::default(), now) => None,
                known => Some(known.clone()),
            }
        })
    }

    fn find_with(
        &self,
        question: &FindPsks,
        now: Timestamp,
        find: impl Fn(&OfferedIdentity) -> Option<Known>,
    ) -> Vec<FoundPsk> {
        let identities = question.identities.iter().take(self.max_identities).zip(0u16..);
        let found = identities.filter_map(|(offered, index)| match find(offered)? {
            Known::External(known) => {
                let early_data = known.early_data;
                Some(FoundPsk { index, psk: known.psk, hash: known.hash, kind: known.kind, early_data, session: None })
            }
            Known::Ticket(ticket) => self.ticket(ticket, question, offered, index, now),
        });
        found.collect()
    }

    fn ticket(
        &self,
        ticket: OpenedTicket,
        question: &FindPsks,
        offered: &OfferedIdentity,
        index: u16,
        now: Timestamp,
    ) -> Option<FoundPsk> {
        let has_authenticated = matches!(ticket.session.client, ClientStatus::Authenticated(_));
        if !is_same_name(ticket.session.server_name.as_deref(), question.server_name.as_deref())
            || (self.only_authenticated_clients && !has_authenticated)
        {
            return None;
        }
        let is_fresh = self.freshness.admits(&ticket, offered.obfuscated_ticket_age, now);
        Some(FoundPsk {
            index,
            psk: ticket.psk,
            hash: ticket.hash,
            kind: BinderKind::Resumption,
            early_data: ticket.early_data.filter(|_| is_fresh),
            session: Some(ticket.session),
        })
    }

    /// Whether early data may be taken from this hello, whose binder has been verified. It is asked once a hello: the
    /// answer uses the ticket up, or records the hello. Whether the hello is fresh is looked at once more, as the answer
    /// may have taken its time.
    ///
    /// Freshness alone is no protection (RFC 8446 §8.3), so without single-use tickets and without recording the answer
    /// is no.
    pub fn admit(&self, provider: &Mixed, hello: &AdmitEarlyData, now: Timestamp) -> bool {
        let external = self.external_psks.as_ref();
        if external.is_some_and(|external| external.find(provider, &hello.identity).is_some()) {
            return self.is_new(hello, None, now);
        }
        let Some(tickets) = &self.tickets else { return false };
        let ticket = tickets.open(provider, &hello.identity, now);
        if !ticket.is_some_and(|ticket| self.freshness.admits(&ticket, hello.obfuscated_ticket_age, now)) {
            return false;
        }
        let window = Some(self.freshness.window());
        match tickets.take(&hello.identity, now) {
            TicketUse::First => self.anti_replay.is_none() || self.is_new(hello, window, now),
            TicketUse::Again => false,
            TicketUse::Uncounted => self.is_new(hello, window, now),
        }
    }

    /// Asks who remembers for long enough: as long as the hello can come again.
    fn is_new(&self, hello: &AdmitEarlyData, least: Option<Duration>, now: Timestamp) -> bool {
        self.anti_replay.as_ref().is_some_and(|anti_replay| {
            let remembers = anti_replay.remembers();
            (remembers.is_none() || least.is_some_and(|least| remembers >= Some(least)))
                && anti_replay.admit(hello, now)
        })
    }

    /// A ticket, if there shall be one.
    pub fn seal(&self, provider: &Mixed, ticket: &SealTicket, now: Timestamp) -> Option<Vec<u8>> {
        self.tickets.as_ref()?.seal(provider, ticket, now)
    }
}

/// Host names do not differ in the case of their letters (RFC 6066 §3).
fn is_same_name(one: Option<&[u8]>, other: Option<&[u8]>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (None, None) => true,
        _ => false,
    }
}

impl Default for ServerSessions {
    fn default() -> Self {
        Self {
            tickets: None,
            external_psks: None,
            anti_replay: None,
            freshness: Freshness::DEFAULT,
            only_authenticated_clients: false,
            max_identities: Self::DEFAULT_MAX_IDENTITIES,
        }
    }
}

impl fmt::Debug for ServerSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerSessions")
            .field("tickets", &self.tickets.is_some())
            .field("external_psks", &self.external_psks.is_some())
            .field("anti_replay", &self.anti_replay.is_some())
            .field("freshness", &self.freshness)
            .finish_non_exhaustive()
    }
}
