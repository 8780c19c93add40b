//! What is revealed to the attacker, and what it learns from that.

use std::hash::Hash;

use surehand_core::crypto::Purpose;
use surehand_core::key_schedule::Epoch;

use super::plan::Reveal;
use super::session::Bytes;
use super::{Model, World};
use crate::attacker::Known;
use crate::provider::{KEY_MARK, SECRET_MARK, SHARES_MARK};
use crate::term::{Agent, Id, SessionName, Term};

impl Model {
    /// What a reveal tells in this state; nothing if there is nothing to be told yet.
    pub(super) fn told(&self, world: &World, reveal: Reveal) -> Vec<Known> {
        let session = |number: u8| world.sessions.get(usize::from(number));
        match reveal {
            Reveal::LongTerm(agent) => vec![Known::LongTerm(agent)],
            Reveal::Psk(number) => vec![Known::Psk(number)],
            Reveal::Exponents(number) => vec![Known::Exponents(self.drawer(SessionName(u16::from(number))))],
            Reveal::TicketKey(agent) => self.in_tickets(world, agent),
            Reveal::HandshakeKeys(number) => {
                let installed = session(number).map(|session| session.facts.installed.as_slice()).unwrap_or_default();
                let keys = installed.iter().filter(|each| each.epoch == Epoch::Handshake);
                keys.map(|each| Known::Secret(each.key)).collect()
            }
            Reveal::Traffic(number, direction) => {
                let connection = session(number).and_then(|session| session.connection.as_ref());
                let key = session(number).and_then(|session| session.key_in_use(direction));
                let secret = connection.and_then(|connection| match direction {
                    surehand_core::connection::Direction::Sent => connection.sealing()?.secret().copied(),
                    surehand_core::connection::Direction::Received => connection.opening()?.secret().copied(),
                });
                key.and(secret).map(|secret| Known::Secret(secret.id())).into_iter().collect()
            }
            Reveal::Exporter(number) => {
                let exporter = session(number).and_then(|session| session.facts.exporters[1]);
                exporter.map(Known::Secret).into_iter().collect()
            }
            Reveal::Ticket(number, which) => {
                let ticket = session(number).and_then(|session| session.facts.tickets.get(usize::from(which)));
                let id = ticket.and_then(|ticket| Id::at_start(ticket.psk.as_ref()));
                id.map(Known::Secret).into_iter().collect()
            }
            Reveal::State(number) => self.in_state(world, number),
        }
    }

    /// The keys in a server's tickets.
    fn in_tickets(&self, world: &World, server: Agent) -> Vec<Known> {
        let tickets = world.sessions.iter().flat_map(|session| &session.facts.tickets);
        let keys = tickets.filter_map(|ticket| self.ticket(server, &ticket.ticket));
        keys.filter_map(|ticket| Id::at_start(ticket.psk.as_ref())).map(Known::Secret).collect()
    }

    /// All secrets that a session holds, wherever in its state: each of them shows itself to a hasher.
    fn in_state(&self, world: &World, number: u8) -> Vec<Known> {
        let Some(session) = world.sessions.get(usize::from(number)) else { return Vec::new() };
        let Some(connection) = &session.connection else { return Vec::new() };
        let mut bytes = Bytes(Vec::new());
        connection.hash(&mut bytes);
        let mut told: Vec<Known> = bytes.0.windows(24).filter_map(known).collect();
        told.extend(
            session.facts.tickets.iter().filter_map(|ticket| Id::at_start(ticket.psk.as_ref())).map(Known::Secret),
        );
        if self.setting.flaws.exponents_kept {
            told.push(Known::Exponents(SessionName(u16::from(number))));
        }
        told
    }

    /// Whose exponents a session really has: a flawed provider draws the same for all.
    fn drawer(&self, session: SessionName) -> SessionName {
        use surehand_codec::code_point::NamedGroup;
        use surehand_core::crypto::Provider;
        let purpose = Purpose::ClientShares(1);
        let mut name = None;
        let mut take = |_: NamedGroup, share: &[u8]| name = Id::at_start(share);
        let _ = self.provider.offer(&session, purpose, &[NamedGroup::X25519], &mut take);
        match name.and_then(|name| self.provider.book.term(name)) {
            Some(Term::Share(drawer, ..)) => drawer,
            _ => session,
        }
    }
}

/// A secret that has shown itself.
fn known(window: &[u8]) -> Option<Known> {
    let (mark, name) = window.split_first_chunk::<8>()?;
    let id = Id::at_start(name)?;
    match *mark {
        SECRET_MARK | KEY_MARK => Some(Known::Secret(id)),
        SHARES_MARK => Some(Known::Exponents(SessionName((id.0 >> 8) as u16))),
        _ => None,
    }
}
