//! What does not change while a setting is explored: the plans, symbolic crypto, and what sealed tickets and cookies stand for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use surehand_core::handshake::{RetryState, SealTicket};

use super::plan::Setting;
use crate::book::Kept;
use crate::provider::Symbolic;
use crate::term::{Agent, Id};

/// A record of the attacker's: what it is, in words, and its bytes.
pub type Made = (&'static str, Arc<[u8]>);

/// A setting with its provider.
#[derive(Debug)]
pub struct Model {
    /// What is explored.
    pub setting: Setting,
    /// Symbolic crypto.
    pub provider: Arc<Symbolic>,
    tickets: Mutex<HashMap<Id, (Agent, SealTicket)>>,
    cookies: Mutex<HashMap<Id, (Agent, RetryState)>>,
    /// The certificates that exist, with their public keys.
    pub certificates: Vec<(Vec<u8>, Id)>,
    /// What the attacker has made: each list by a name that covers all that it depends on.
    pub forged: Kept<Arc<[Made]>>,
}

const TICKET_LENGTH: usize = 32;

impl Model {
    /// The model of a setting.
    pub fn new(setting: Setting) -> Self {
        let provider = Arc::new(Symbolic::new(setting.flaws.weakness));
        let certificates = setting.certificates.iter();
        let certificates = certificates.map(|each| (each.bytes(), provider.public_key(each.key))).collect();
        let (tickets, cookies, forged) = (Mutex::default(), Mutex::default(), Kept::default());
        Self { setting, provider, tickets, cookies, certificates, forged }
    }

    /// A ticket is named after its content, and only its server can open it.
    pub(super) fn keep_ticket(&self, server: Agent, ticket: &SealTicket) -> Vec<u8> {
        let id = Id::of_parts(b'k', &[&[server.0], ticket.psk.as_ref(), &ticket.age_add.to_be_bytes()]);
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.entry(id).or_insert_with(|| (server, ticket.clone()));
        id.handle(TICKET_LENGTH)
    }

    /// What a server finds in a ticket.
    pub fn ticket(&self, server: Agent, ticket: &[u8]) -> Option<SealTicket> {
        let id = Id::at_start(ticket)?;
        let tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.get(&id).filter(|(sealer, _)| *sealer == server).map(|(_, ticket)| ticket.clone())
    }

    /// The pre-shared key behind an identity: an external one, or a ticket of whatever server.
    pub fn psk(&self, identity: &[u8]) -> Option<Id> {
        if let Some(external) = self.external(identity) {
            return Id::at_start(external.psk.as_ref());
        }
        let tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.get(&Id::at_start(identity)?).and_then(|(_, ticket)| Id::at_start(ticket.psk.as_ref()))
    }

    pub(super) fn keep_cookie(&self, server: Agent, state: &RetryState) -> Vec<u8> {
        let id = Id::of_parts(
            b'c',
            &[
                &[server.0],
                state.client_hello1.as_ref(),
                &state.cipher_suite.0.to_be_bytes(),
                &state.group.0.to_be_bytes(),
            ],
        );
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.entry(id).or_insert_with(|| (server, state.clone()));
        id.handle(TICKET_LENGTH)
    }

    /// Who has made a cookie, and of what.
    pub fn cookie(&self, cookie: &[u8]) -> Option<(Agent, RetryState)> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.get(&Id::at_start(cookie)?).cloned()
    }
}
