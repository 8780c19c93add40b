//! An honest endpoint of ours: it does at once what a session of the model does at once.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use surehand::{Connection, Direction, EarlyData, Error, Event, Observation};
use surehand_model::world::agent;
use surehand_model::world::{Plan, Role};

use super::stand_ins::Shelf;
use crate::exit::Failure;
use crate::identity;

/// A connection of ours over TCP.
pub struct Own {
    connection: Connection,
    tcp: TcpStream,
    plan: Plan,
    input: Vec<u8>,
    /// Its tickets, if it is a client.
    pub shelf: Arc<Shelf>,
    /// How often it has updated its keys, and for how many of these it has sent its data.
    updates: (usize, usize),
    sent_early: u8,
    closed: bool,
    /// With whom its handshake is complete, once it is.
    complete: Option<String>,
    /// The data that was delivered.
    pub delivered: Vec<Vec<u8>>,
    /// Why it refused what it got.
    pub refused: Option<Error>,
    /// How its peer's direction has ended: whether with close_notify.
    pub ended: Option<bool>,
}

/// What the agent does by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    /// It updates its keys, and asks for the same or not.
    Updates(bool),
    /// It closes.
    Closes,
    /// It asks for a certificate.
    Requests,
}

impl Own {
    /// A connection that has not said anything.
    pub fn new(connection: Connection, tcp: TcpStream, plan: &Plan, shelf: Arc<Shelf>) -> Self {
        Self {
            connection,
            tcp,
            plan: plan.clone(),
            input: Vec::new(),
            shelf,
            updates: (0, 0),
            sent_early: 0,
            closed: false,
            complete: None,
            delivered: Vec::new(),
            refused: None,
            ended: None,
        }
    }

    /// Whether its handshake is complete.
    pub fn is_complete(&self) -> bool {
        self.complete.is_some()
    }

    /// Whether it is a server that takes early data.
    pub fn takes_early_data(&self) -> bool {
        !self.plan.is_client() && self.connection.early_data() == EarlyData::Accepted
    }

    /// Takes so many bytes from the transport; how many it has sent then.
    pub fn take(&mut self, length: usize) -> Result<usize, Failure> {
        let from = self.input.len();
        self.input.resize(from + length, 0);
        self.tcp.read_exact(self.input.get_mut(from..).unwrap_or_default())?;
        while self.refused.is_none() && self.ended.is_none() && self.receive() {}
        self.settle()
    }

    /// Takes one record, if there is one.
    fn receive(&mut self) -> bool {
        let received = match self.connection.receive(&mut self.input) {
            Ok(received) => received,
            Err(error) => {
                self.refused = Some(error);
                return false;
            }
        };
        match received.event {
            Event::WantInput => return false,
            Event::ApplicationData(data) | Event::EarlyData(data) => {
                self.delivered.push(self.input.get(data).unwrap_or_default().to_vec());
            }
            Event::Closed => self.ended = Some(true),
            _ => {}
        }
        self.input.drain(..received.consumed);
        !self.input.is_empty()
    }

    /// The transport has ended.
    pub fn end(&mut self) -> Result<usize, Failure> {
        match self.connection.end_of_input() {
            Err(Error::Truncated) => self.ended = Some(false),
            Err(error) => self.refused = Some(error),
            Ok(()) => self.ended = Some(true),
        }
        self.settle()
    }

    /// Does something by itself.
    pub fn act(&mut self, does: Does) -> Result<usize, Failure> {
        match does {
            Does::Updates(request) => self.connection.update_keys(request)?,
            Does::Closes => {
                self.connection.close();
                self.closed = true;
            }
            Does::Requests => self.connection.request_certificate()?,
        }
        self.settle()
    }

    /// Sends what is due, and the data of the plan; how many bytes.
    pub fn settle(&mut self) -> Result<usize, Failure> {
        let mut out = Vec::new();
        let _ = self.connection.output(&mut out);
        if let Some(session) = self.connection.session() {
            let peer = session.peer_identity.map_or_else(|| "somebody".to_owned(), identity::name);
            let by = session.peer_authenticated.map(|by| format!(" by {by}")).unwrap_or_default();
            self.complete = Some(format!("is complete with {peer}{by}"));
        }
        if self.refused.is_none() && !self.closed {
            if self.plan.half_rtt {
                let _ = self.connection.half_rtt();
            }
            self.send(&mut out)?;
        }
        self.tcp.write_all(&out)?;
        Ok(out.len())
    }

    fn send(&mut self, out: &mut Vec<u8>) -> Result<(), Failure> {
        let early = match self.plan.role {
            Role::Client { early_data, .. } => early_data,
            Role::Server { .. } => 0,
        };
        while self.sent_early < early && self.connection.early_data() == EarlyData::Offered {
            let content = format!("early data {} of {}", self.sent_early, agent::name(self.plan.agent));
            self.connection.send_early(content.as_bytes(), out)?;
            self.sent_early += 1;
        }
        let seen = self.connection.observations();
        let updated = |each: &&Observation<()>| {
            matches!(each, Observation::Message { name: "KeyUpdate", direction: Direction::Sent, .. })
        };
        self.updates.0 += seen.iter().filter(updated).count();
        while self.updates.1 <= self.updates.0 {
            let number = if self.updates.1 == 0 { self.plan.data } else { self.plan.data.min(1) };
            for which in 0..number {
                let content = format!("data {which} of {}", agent::name(self.plan.agent));
                // Not yet: nothing is sent before the handshake is complete, unless the server was allowed to.
                if self.connection.send(content.as_bytes(), out).is_err() {
                    return Ok(());
                }
            }
            self.updates.1 += 1;
        }
        Ok(())
    }

    /// Where it stands, in words.
    pub fn standing(&self) -> String {
        let mut words = match (&self.refused, &self.complete) {
            (Some(error), _) => error.to_string(),
            (None, None) => "waits, its handshake is not complete".to_owned(),
            (None, Some(complete)) => complete.clone(),
        };
        if self.takes_early_data() {
            words.push_str("; takes early data");
        }
        for data in &self.delivered {
            words.push_str(&format!("; delivered {:?}", String::from_utf8_lossy(data)));
        }
        match self.ended {
            Some(true) => words.push_str("; its peer has closed"),
            Some(false) => words.push_str("; its transport has ended without close_notify"),
            None => {}
        }
        words
    }
}
