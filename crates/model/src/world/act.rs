//! The steps of the world.

use std::sync::Arc;

use surehand_core::connection::Connection;
use surehand_core::handshake::OfferedPsk;
use surehand_core::handshake::client::Intent;
use surehand_core::key_schedule::BinderKind;

use super::agent;
use super::plan::{Plan, Reveal, Role};
use super::session::{Ending, Phase, Session};
use super::settle::Told;
use super::{Action, Model, Outcome, Reply, World};
use crate::attacker::Knowledge;
use crate::term::SessionName;

impl Model {
    /// The first state: every session that waits for nothing has started.
    pub fn start(&self) -> World {
        let mut world = World {
            sessions: self.setting.plans.iter().map(|_| Arc::new(Session::planned())).collect(),
            knowledge: Arc::new(self.insider()),
            revealed: 0,
            used: Arc::default(),
        };
        for (number, plan) in self.setting.plans.iter().enumerate() {
            if !plan.resumes()
                && let Outcome::Next(next) = self.begin(&world, number, None)
            {
                world = next;
            }
        }
        world
    }

    /// What the attacker knows at first: the insider's key.
    fn insider(&self) -> Knowledge {
        let mut knowledge = Knowledge::default();
        knowledge.learn(crate::attacker::Known::LongTerm(agent::EVE), &self.provider.book);
        knowledge
    }

    /// Makes a step.
    pub fn act(&self, world: &World, action: &Action) -> Outcome {
        let told = Told { revealed: world.revealed, knowledge: &world.knowledge };
        let outcome = match action {
            Action::Start(number, ticket) => self.begin(world, usize::from(*number), *ticket),
            Action::Deliver(number, delivery) => self.change(world, *number, |session, plan, used| {
                self.receive(session, plan, &delivery.bytes, used, told).is_ok()
            }),
            Action::Cut(number) => self.change(world, *number, |session, _, _| {
                let ended = session.connection.as_mut().map(|connection| connection.end_of_input());
                if self.is_split(session) {
                    let clean = matches!(ended, Some(Ok(())));
                    if !clean {
                        session.facts.ending = Some(Ending::Truncated);
                        self.fail_half(session);
                    }
                    return !clean;
                }
                self.collect(session);
                session.facts.ending =
                    Some(if matches!(ended, Some(Ok(()))) { Ending::Clean } else { Ending::Truncated });
                session.phase = Phase::Over;
                session.connection = None;
                session.messages.clear();
                true
            }),
            Action::Update(number, request) => self.change(world, *number, |session, plan, used| {
                session.facts.done.0 += 1;
                let updated = session.connection.as_mut().map(|connection| connection.update_keys(*request));
                matches!(updated, Some(Ok(()))) && self.settle(session, plan, used, told).is_ok()
            }),
            Action::Close(number) => self.change(world, *number, |session, plan, used| {
                if let Some(connection) = session.connection.as_mut() {
                    connection.close();
                }
                session.facts.closed |= session.phase == Phase::Alive;
                self.settle(session, plan, used, told).is_ok()
            }),
            Action::Drain(number) => self.change(world, *number, |session, _, _| self.transmit(session, false)),
            Action::Send(number) => self.change(world, *number, |session, _, _| self.transmit(session, true)),
            Action::Request(number) => self.change(world, *number, |session, plan, used| {
                session.facts.done.1 += 1;
                let split = self.is_split(session);
                let requested = session.connection.as_mut().map(|connection| match split {
                    true => connection.halves().1.request_certificate(),
                    false => connection.request_certificate(),
                });
                matches!(requested, Some(Ok(()))) && self.settle(session, plan, used, told).is_ok()
            }),
            Action::Answer(number, reply) => self.change(world, *number, |session, plan, used| {
                let failed = self.reply(session, plan, used, Some(*reply)).is_err();
                session.facts.refused |= failed || *reply == Reply::Refusal;
                failed || self.settle(session, plan, used, told).is_ok()
            }),
            Action::Reveal(number) => self.reveal(world, *number),
        };
        match outcome {
            Outcome::Next(next) => Outcome::Next(self.read_tickets(next)),
            other => other,
        }
    }

    fn change(
        &self,
        world: &World,
        number: u8,
        change: impl FnOnce(&mut Session, &Plan, &mut Vec<crate::term::Id>) -> bool,
    ) -> Outcome {
        let Some((session, plan)) = world.session(self, usize::from(number)) else { return Outcome::Impossible };
        let mut session = session.clone();
        let mut used = world.used.to_vec();
        let accepted = change(&mut session, plan, &mut used);
        if !accepted && self.setting.reduced && !self.setting.attempts.garbage && !self.is_split(&session) {
            return Outcome::Rejected;
        }
        session.seal_fingerprint();
        let mut next = world.clone();
        if let Some(place) = next.sessions.get_mut(usize::from(number)) {
            *place = Arc::new(session);
        }
        if used.len() != world.used.len() {
            next.used = Arc::new(used);
        }
        Outcome::Next(next)
    }

    fn begin(&self, world: &World, number: usize, ticket: Option<(u8, u8)>) -> Outcome {
        let Some(plan) = self.setting.plans.get(number) else { return Outcome::Impossible };
        let name = SessionName(number as u16);
        let connection = match &plan.role {
            Role::Server { config } => Connection::server(self.provider.clone(), name, config.clone()),
            Role::Client { config, peer, early_data, .. } => {
                let external = plan.psks.iter().map(|number| self.offered(*number, plan.agent, *peer));
                let resumed = ticket.and_then(|(from, which)| ticket_of(world, from, which));
                let intent = Intent {
                    server_name: Some(agent::name(*peer).as_bytes().to_vec()),
                    psks: resumed.into_iter().chain(external).collect(),
                    early_data: *early_data > 0,
                };
                match Connection::client(self.provider.clone(), name, config.clone(), intent) {
                    Ok(connection) => connection,
                    Err(_) => return Outcome::Impossible,
                }
            }
        };
        let number = number as u8;
        let told = Told { revealed: world.revealed, knowledge: &world.knowledge };
        self.change(world, number, |session, plan, used| {
            session.phase = Phase::Alive;
            session.connection = Some(connection);
            session.facts.resumed = ticket;
            self.settle(session, plan, used, told).is_ok()
        })
    }

    fn reveal(&self, world: &World, number: u8) -> Outcome {
        let Some(reveal) = self.setting.reveals.get(usize::from(number)) else { return Outcome::Impossible };
        let bit = 1 << number;
        if world.revealed & bit != 0 || world.revealed.count_ones() >= self.setting.most_reveals {
            return Outcome::Impossible;
        }
        let told = self.told(world, *reveal);
        let lasting = matches!(reveal, Reveal::TicketKey(_));
        if told.is_empty() && !lasting {
            return Outcome::Impossible;
        }
        let mut next = world.clone();
        next.revealed |= bit;
        let mut knowledge = (*world.knowledge).clone();
        told.into_iter().for_each(|known| knowledge.learn(known, &self.provider.book));
        next.knowledge = Arc::new(knowledge);
        Outcome::Next(next)
    }

    /// Whoever has the key of a server's tickets reads those to come too.
    fn read_tickets(&self, mut world: World) -> World {
        for (number, reveal) in self.setting.reveals.iter().enumerate() {
            if matches!(reveal, Reveal::TicketKey(_)) && world.revealed >> number & 1 == 1 {
                let told = self.told(&world, *reveal);
                let mut knowledge = (*world.knowledge).clone();
                told.into_iter().for_each(|known| knowledge.learn(known, &self.provider.book));
                world.knowledge = Arc::new(knowledge);
            }
        }
        world
    }
}

/// A ticket that an earlier session has received, on offer.
fn ticket_of(world: &World, from: u8, which: u8) -> Option<OfferedPsk> {
    let ticket = world.sessions.get(usize::from(from))?.facts.tickets.get(usize::from(which))?;
    Some(OfferedPsk {
        identity: ticket.ticket.clone(),
        obfuscated_ticket_age: ticket.age_add,
        psk: ticket.psk.clone(),
        hash: ticket.hash,
        kind: BinderKind::Resumption,
        early_data: ticket.early_data.clone(),
        resumptions: ticket.resumptions,
    })
}
