//! What properties ask of a state.

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_codec::message::{ClientHello, Message, Received};
use surehand_core::connection::Direction;
use surehand_core::handshake::{Claim, ClientStatus};
use surehand_core::key_schedule::Epoch;

use super::Verdict;
use crate::term::{Agent, Id};
use crate::world::agent::{EVE, named};
use crate::world::{Model, Plan, Reveal, Role, Session, World};

/// A state with its model.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) model: &'a Model,
    pub(super) world: &'a World,
}

/// A session in it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) number: usize,
    pub(super) session: &'a Session,
    pub(super) plan: &'a Plan,
}

/// One verdict out of those on each session: a violation counts before everything else.
pub(super) fn all(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut whole = Verdict::Silent;
    for verdict in verdicts {
        match verdict {
            Verdict::Silent => {}
            Verdict::Holds => whole = Verdict::Holds,
            violated @ Verdict::Violated(_) => return violated,
        }
    }
    whole
}

/// A verdict on a premise that holds.
pub(super) fn holds(good: bool, why: impl FnOnce() -> String) -> Verdict {
    if good { Verdict::Holds } else { Verdict::Violated(why()) }
}

impl<'a> View<'a> {
    pub(super) fn sessions(self) -> impl Iterator<Item = Seen<'a>> {
        self.world.all(self.model).map(|(number, session, plan)| Seen { number, session, plan })
    }

    /// The sessions of a role whose handshake is complete.
    pub(super) fn complete(self, client: bool) -> impl Iterator<Item = Seen<'a>> {
        self.sessions().filter(move |seen| seen.plan.is_client() == client && seen.session.facts.complete.is_some())
    }

    /// Whether one of these reveals had been made.
    pub(super) fn made(self, mask: u32, which: impl Fn(Reveal) -> bool) -> bool {
        let reveals = self.model.setting.reveals.iter().enumerate();
        reveals.into_iter().any(|(number, reveal)| mask >> number & 1 == 1 && which(*reveal))
    }

    /// Whether one of these reveals has been made by now.
    pub(super) fn ever(self, which: impl Fn(Reveal) -> bool) -> bool {
        self.made(self.world.revealed, which)
    }

    pub(super) fn knows(self, id: Id) -> bool {
        self.world.deducer(self.model).knows(id)
    }

    /// The sessions of the other role that saw the same handshake, byte by byte, up to a Finished: the server's (0) or the client's (1).
    pub(super) fn partners(self, of: Seen<'a>, finished: usize) -> impl Iterator<Item = Seen<'a>> {
        let view = of.session.facts.finished.get(finished).copied();
        self.sessions().filter(move |other| {
            other.plan.is_client() != of.plan.is_client()
                && view.is_some()
                && other.session.facts.finished.get(finished).copied() == view
        })
    }

    /// Whether somebody's key was the attacker's.
    pub(super) fn corrupt(self, mask: u32, agent: Agent) -> bool {
        agent == EVE || self.made(mask, |reveal| reveal == Reveal::LongTerm(agent))
    }

    /// Whether anything was revealed from which a pre-shared key may follow.
    pub(super) fn psks_corrupt(self, mask: u32) -> bool {
        self.made(mask, |reveal| {
            matches!(
                reveal,
                Reveal::Psk(_) | Reveal::TicketKey(_) | Reveal::Ticket(..) | Reveal::State(_) | Reveal::Exponents(_)
            )
        })
    }

    /// Whether a client had every reason to believe in its server when its handshake was complete.
    pub(super) fn server_was_honest(self, client: Seen<'a>) -> bool {
        let Some(mask) = client.session.facts.complete else { return false };
        let Some(peer) = client.peer() else { return false };
        !(self.corrupt(mask, peer) || client.by_psk() && self.psks_corrupt(mask))
    }

    /// The client that a server believes in, if it had every reason to.
    pub(super) fn honest_client(self, server: Seen<'a>) -> Option<Agent> {
        let asked_later = server.session.facts.done.1 > 0;
        let mask = if asked_later { self.world.revealed } else { server.session.facts.complete? };
        let client = named(server.client_identity()?)?;
        let corrupt = self.corrupt(mask, client) || server.by_psk() && self.psks_corrupt(mask);
        (!corrupt).then_some(client)
    }

    /// Whether a session had every reason to believe in its peer.
    pub(super) fn honest(self, seen: Seen<'a>) -> bool {
        match seen.plan.is_client() {
            true => self.server_was_honest(seen),
            false => self.partners(seen, 1).next().is_some(),
        }
    }

    /// Whether a session's secrets are out by reveals that no protocol withstands: exponents or state, of either end.
    pub(super) fn laid_open(self, seen: Seen<'a>) -> bool {
        let either: Vec<u8> = self.partners(seen, 0).chain([seen]).map(|each| each.number as u8).collect();
        self.ever(|reveal| match reveal {
            Reveal::Exponents(number) | Reveal::State(number) => either.contains(&number),
            _ => false,
        })
    }

    /// Whether a session's whole state was revealed before this one was complete: whoever has it goes on in its place.
    pub(super) fn taken_over(self, seen: Seen<'a>) -> bool {
        let before = seen.session.facts.complete.unwrap_or(self.world.revealed);
        self.made(before, |reveal| matches!(reveal, Reveal::State(_)))
    }

    /// Whether an end's traffic secrets were revealed on their own.
    pub(super) fn traffic_revealed(self, seen: Seen<'a>) -> bool {
        let either: Vec<u8> =
            self.sessions().filter(|other| other.shares_keys(seen)).map(|each| each.number as u8).collect();
        self.ever(|reveal| matches!(reveal, Reveal::Traffic(number, Direction::Sent | Direction::Received) if either.contains(&number)))
    }

    /// A secret of a complete session that the attacker knows, leaving out those revealed on their own.
    pub(super) fn known_secret(self, seen: Seen<'a>) -> Option<&'static str> {
        let traffic = self.traffic_revealed(seen);
        let exporter = self.ever(|reveal| matches!(reveal, Reveal::Exporter(_)));
        let installed = &seen.session.facts.installed;
        let application = installed.iter().filter(|each| matches!(each.epoch, Epoch::Application(_)));
        if !traffic && application.into_iter().any(|each| self.knows(each.secret)) {
            return Some("an application traffic secret");
        }
        let main = seen.session.facts.exporters[1].filter(|_| !exporter);
        main.is_some_and(|main| self.knows(main)).then_some("the exporter secret")
    }
}

impl<'a> Seen<'a> {
    /// Whom a client means to talk to.
    pub(super) fn peer(self) -> Option<Agent> {
        match &self.plan.role {
            Role::Client { peer, .. } => Some(*peer),
            Role::Server { .. } => None,
        }
    }

    pub(super) fn by_psk(self) -> bool {
        self.session.psk_identity().is_some()
    }

    /// Who a server believes its client is, by a certificate now or before.
    pub(super) fn client_identity(self) -> Option<&'a [u8]> {
        self.session.facts.claims.iter().rev().find_map(|claim| match claim {
            Claim::Client(ClientStatus::Authenticated(identity)) => Some(identity.as_slice()),
            _ => None,
        })
    }

    /// Suite and group of its key exchange.
    pub(super) fn parameters(self) -> Option<(CipherSuite, Option<NamedGroup>)> {
        self.session.handshake_keys().and_then(|claim| match claim {
            Claim::HandshakeKeys { cipher_suite, group, .. } => Some((*cipher_suite, *group)),
            _ => None,
        })
    }

    /// The application protocol.
    pub(super) fn protocol(self) -> Option<&'a [u8]> {
        self.session.facts.claims.iter().find_map(|claim| match claim {
            Claim::Complete { application_layer_protocol, .. } => application_layer_protocol.as_deref(),
            _ => None,
        })
    }

    /// The first ClientHello, as it sent or received it.
    pub(super) fn first_hello(self) -> Option<Received<'a, ClientHello<'a>>> {
        hello(&self.session.facts.hellos.as_ref()?.0)
    }

    /// The last ClientHello.
    pub(super) fn last_hello(self) -> Option<Received<'a, ClientHello<'a>>> {
        hello(&self.session.facts.hellos.as_ref()?.1)
    }

    /// Whether both have an application traffic secret in common.
    pub(super) fn shares_keys(self, other: Seen<'_>) -> bool {
        let application = |seen: Seen<'_>| {
            let installed = &seen.session.facts.installed;
            installed
                .iter()
                .filter(|each| matches!(each.epoch, Epoch::Application(0)))
                .map(|each| each.secret)
                .collect::<Vec<_>>()
        };
        let (ours, theirs) = (application(self), application(other));
        ours.iter().any(|secret| theirs.contains(secret))
    }

    /// It, for a report.
    pub(super) fn named(self) -> String {
        let role = if self.plan.is_client() { "client" } else { "server" };
        format!("session {} ({}, {role})", self.number, crate::world::agent::name(self.plan.agent))
    }
}

fn hello(bytes: &[u8]) -> Option<Received<'_, ClientHello<'_>>> {
    match Message::read(bytes) {
        Ok(Message::ClientHello(hello)) => Some(hello),
        _ => None,
    }
}
