//! After every step of a session: questions are answered, data is sent, records and beliefs are collected.

use std::sync::Arc;

use surehand_codec::code_point::{AlertDescription, CipherSuite};
use surehand_core::connection::{Direction, Event, Observation};
use surehand_core::crypto::Provider;
use surehand_core::handshake::{Claim, Question};
use surehand_core::key_schedule::{Epoch, write_keys};

use super::message::take_message;
use super::model::Model;
use super::plan::{Plan, Role};
use super::record::records;
use super::reply::Reply;
use super::session::{Data, Ending, Installed, Phase, Session, Writer};
use crate::attacker::{Deducer, Knowledge};
use crate::provider::Secret;
use crate::term::Id;

/// A failure of a session: what it refused.
pub(super) struct Refused;

/// What the attacker has been told when a step is made.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) revealed: u32,
    pub(super) knowledge: &'a Knowledge,
}

impl Model {
    /// Hands bytes to a session.
    pub(super) fn receive(
        &self,
        session: &mut Session,
        plan: &Plan,
        bytes: &[u8],
        used: &mut Vec<Id>,
        told: Told<'_>,
    ) -> Result<(), Refused> {
        let mut bytes = bytes.to_vec();
        let split = self.is_split(session);
        let Some(connection) = session.connection.as_mut() else { return Err(Refused) };
        let epoch = connection.epoch();
        let received = match split {
            true => connection.halves().1.receive(&mut bytes),
            false => connection.receive(&mut bytes),
        };
        match received {
            Ok(received) => match received.event {
                Event::ApplicationData(range) | Event::EarlyData(range) => {
                    let content = bytes.get(range).unwrap_or_default().to_vec();
                    session.facts.delivered.push(Data { epoch, content });
                }
                Event::Closed => session.facts.ending = Some(Ending::Clean),
                _ => {}
            },
            Err(_) => {
                self.fail(session);
                return Err(Refused);
            }
        }
        // What was received comes before what is sent now.
        self.take_up(session);
        self.settle(session, plan, used, told)
    }

    /// Collects what a failed session leaves, and forgets its state.
    pub(super) fn fail(&self, session: &mut Session) {
        if self.is_split(session) {
            return self.fail_half(session);
        }
        self.collect(session);
        session.phase = Phase::Dead;
        session.connection = None;
        session.messages.clear();
    }

    /// Answers questions until none is open, and does what a complete session does at once.
    pub(super) fn settle(
        &self,
        session: &mut Session,
        plan: &Plan,
        used: &mut Vec<Id>,
        told: Told<'_>,
    ) -> Result<(), Refused> {
        while !self.setting.attempts.answers && self.reply(session, plan, used, None)? {}
        if self.is_split(session) {
            self.take_up(session);
            return Ok(());
        }
        let Some(connection) = session.connection.as_mut() else { return Err(Refused) };
        let mut completed = false;
        if session.facts.complete.is_none() && connection.connected().is_some() {
            session.facts.complete = Some(told.revealed);
            let question = connection.question().map(|(_, question)| question);
            session.facts.complete_too_soon = question.is_some_and(|open| !matches!(open, Question::SealTicket(_)));
            completed = true;
        }
        if plan.half_rtt {
            let _ = connection.half_rtt();
        }
        self.send_data(session, plan);
        self.collect(session);
        if completed {
            let psk = session.psk_identity().and_then(|identity| self.psk(identity));
            let deducer = Deducer::new(&self.provider.book, told.knowledge);
            session.facts.psk = psk.map(|psk| (psk, deducer.knows(psk)));
        }
        if session.facts.ending.is_some() && session.facts.closed {
            session.phase = Phase::Over;
            session.connection = None;
            session.messages.clear();
        }
        Ok(())
    }

    /// Answers the open question, if there is one: by what the agent has, or by what else it may say.
    pub(super) fn reply(
        &self,
        session: &mut Session,
        plan: &Plan,
        used: &mut Vec<Id>,
        reply: Option<Reply>,
    ) -> Result<bool, Refused> {
        let split = self.is_split(session);
        let Some(connection) = session.connection.as_mut() else { return Err(Refused) };
        let Some((id, question)) = connection.question() else { return Ok(false) };
        let other = reply.and_then(|reply| reply.answer(question));
        let answer = other.unwrap_or_else(|| self.answer(plan, question, used));
        let answered = match split {
            true => connection.halves().1.answer(id, answer),
            false => connection.answer(id, answer),
        };
        match answered {
            Ok(_) => Ok(true),
            Err(_) => {
                self.fail(session);
                Err(Refused)
            }
        }
    }

    /// Honest application data: so many records once the session is complete, and one more under each later key.
    fn send_data(&self, session: &mut Session, plan: &Plan) {
        let Some(connection) = session.connection.as_mut() else { return };
        let mut output = Vec::new();
        let _ = connection.output(&mut output);
        while let Some(epoch) = connection.sealing().map(|keys| keys.keys().epoch) {
            let sent = session.facts.sent.iter().filter(|data| data.epoch == epoch).count();
            let most = match epoch {
                Epoch::Application(_) if self.setting.attempts.halves => 0,
                Epoch::Application(0) => usize::from(plan.data),
                Epoch::Application(_) => usize::from(plan.data).min(1),
                Epoch::Early => usize::from(early_data(plan)),
                _ => 0,
            };
            if sent >= most || session.facts.closed {
                break;
            }
            let content = format!("{:?} {sent} of {:?}", epoch, plan.agent).into_bytes();
            let result = match epoch {
                Epoch::Early => connection.send_early(&content, &mut output),
                _ => connection.send(&content, &mut output),
            };
            if result.is_err() {
                break;
            }
            session.facts.sent.push(Data { epoch, content });
        }
        self.keep(session, &output);
    }

    pub(super) fn keep(&self, session: &mut Session, output: &[u8]) {
        session.sent.extend(records(output, &self.provider.book).into_iter().map(Arc::new));
    }

    /// Takes up output, and everything else.
    pub(super) fn collect(&self, session: &mut Session) {
        let Some(connection) = session.connection.as_mut() else { return };
        let mut output = Vec::new();
        let _ = connection.output(&mut output);
        self.keep(session, &output);
        self.take_up(session);
    }

    /// Takes up tickets and observations.
    pub(super) fn take_up(&self, session: &mut Session) {
        let Some(connection) = session.connection.as_mut() else { return };
        session.facts.tickets.append(&mut connection.take_tickets());
        let observations = connection.observations();
        let keys = [connection.sealing().map(|keys| (keys.keys().epoch, keys.secret().copied(), keys.keys().key.id()))];
        let mut secrets = Vec::new();
        for observation in observations {
            match observation {
                Observation::Claim(claim) => session.facts.claims.push(claim),
                Observation::Secret { label, secret, .. } => secrets.push((label, self.provider.secret(&secret))),
                Observation::Message { bytes, epoch, direction, .. } => take_message(session, bytes, epoch, direction),
                Observation::Alert { direction: Direction::Sent, description, .. } => {
                    session.facts.last_words |= description != AlertDescription::USER_CANCELED;
                }
                _ => {}
            }
        }
        for (label, secret) in secrets {
            self.take_secret(session, label, &secret);
        }
        // Later generations are not in the key log.
        for (epoch, secret, key) in keys.into_iter().flatten() {
            let known = session.facts.installed.iter().any(|each| each.key == key);
            if let (false, Some(secret), Epoch::Application(_)) = (known, secret, epoch) {
                let writer = if session.is_client() { Writer::Client } else { Writer::Server };
                session.facts.installed.push(Installed { epoch, writer, secret: secret.id(), key });
            }
        }
    }

    fn take_secret(&self, session: &mut Session, label: &str, secret: &Secret) {
        let (writer, epoch) = match label {
            "CLIENT_EARLY_TRAFFIC_SECRET" => (Writer::Client, Epoch::Early),
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET" => (Writer::Client, Epoch::Handshake),
            "SERVER_HANDSHAKE_TRAFFIC_SECRET" => (Writer::Server, Epoch::Handshake),
            "CLIENT_TRAFFIC_SECRET_0" => (Writer::Client, Epoch::Application(0)),
            "SERVER_TRAFFIC_SECRET_0" => (Writer::Server, Epoch::Application(0)),
            "EARLY_EXPORTER_SECRET" => {
                session.facts.exporters = [Some(secret.id()), session.facts.exporters[1]];
                return;
            }
            _ => {
                session.facts.exporters = [session.facts.exporters[0], Some(secret.id())];
                return;
            }
        };
        let number = session.facts.claims.iter().rev().find_map(|claim| match (claim, epoch) {
            (Claim::EarlyKeys { cipher_suite, .. }, Epoch::Early) => Some(*cipher_suite),
            (Claim::HandshakeKeys { cipher_suite, .. }, _) if epoch != Epoch::Early => Some(*cipher_suite),
            _ => None,
        });
        let key = number.and_then(|number| self.key_of(number, epoch, secret));
        if let Some(key) = key {
            session.facts.installed.push(Installed { epoch, writer, secret: secret.id(), key });
        }
    }

    /// The AEAD key of a traffic secret, derived as the production code does.
    fn key_of(&self, number: CipherSuite, epoch: Epoch, secret: &Secret) -> Option<Id> {
        let suite = self.provider.suites().iter().find(|suite| suite.cipher_suite == number)?;
        write_keys(&*self.provider, *suite, epoch, secret).ok().map(|keys| keys.key.id())
    }
}

fn early_data(plan: &Plan) -> u8 {
    match plan.role {
        Role::Client { early_data, .. } => early_data,
        Role::Server { .. } => 0,
    }
}
