//! The world: sessions of honest agents, and a network that is the attacker. A step is one thing that the attacker, or an agent, does.

mod act;
pub mod agent;
mod answer;
mod external;
mod halves;
mod message;
mod model;
mod plan;
mod record;
mod reply;
mod reveal;
mod session;
mod settle;

pub use model::{Made, Model};
pub use plan::{Attempts, Flaws, Plan, REVEALS, Reveal, Role, Setting};
pub use record::{Outside, Record, records};
pub use reply::Reply;
pub use session::{Asked, Bytes, Data, Ending, Facts, Installed, Phase, Session, Writer};

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use crate::attacker::{Deducer, Knowledge};
use crate::term::Id;

/// A state of everything.
#[derive(Clone)]
pub struct World {
    /// The sessions, in the order of their plans.
    pub sessions: Vec<Arc<Session>>,
    /// What the attacker has been told.
    pub knowledge: Arc<Knowledge>,
    /// Which reveals have been made: a bit for each.
    pub revealed: u32,
    /// The binders whose early data a server has taken.
    pub used: Arc<Vec<Id>>,
}

impl World {
    /// A 128-bit name for the state.
    pub fn fingerprint(&self) -> u128 {
        let mut bytes = Vec::with_capacity(256);
        for session in &self.sessions {
            bytes.extend_from_slice(&session.fingerprint.to_be_bytes());
        }
        bytes.extend_from_slice(&self.revealed.to_be_bytes());
        for binder in self.used.iter() {
            bytes.extend_from_slice(&binder.0.to_be_bytes());
        }
        // The basis follows from the reveals and the states in which they were made.
        let mut basis = Bytes(bytes);
        std::hash::Hash::hash(&*self.knowledge, &mut basis);
        xxh3_128(&basis.0)
    }

    /// What follows from the attacker's knowledge.
    pub fn deducer<'a>(&'a self, model: &'a Model) -> Deducer<'a> {
        Deducer::new(&model.provider.book, &self.knowledge)
    }

    /// A session and its plan, by number.
    pub fn session<'a>(&'a self, model: &'a Model, number: usize) -> Option<(&'a Session, &'a Plan)> {
        Some((self.sessions.get(number)?, model.setting.plans.get(number)?))
    }

    /// All sessions with their numbers and plans.
    pub fn all<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = (usize, &'a Session, &'a Plan)> {
        self.sessions
            .iter()
            .zip(&model.setting.plans)
            .enumerate()
            .map(|(number, (session, plan))| (number, &**session, plan))
    }
}

/// What a step leads to.
#[derive(Clone)]
pub enum Outcome {
    /// Another state.
    Next(World),
    /// A session has refused what it got; the attacker gains nothing by that.
    Rejected,
    /// The step cannot be made here.
    Impossible,
}

/// One step.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// A client starts; with a ticket that an earlier session received.
    Start(u8, Option<(u8, u8)>),
    /// The attacker hands a session these bytes.
    Deliver(u8, Delivery),
    /// The transport of a session ends.
    Cut(u8),
    /// A session updates its write keys, and asks the peer to do so too or does not.
    Update(u8, bool),
    /// A session ends its direction.
    Close(u8),
    /// The sending half of a split session hands over what is to be transmitted.
    Drain(u8),
    /// The sending half of a split session sends data.
    Send(u8),
    /// A server asks for a certificate after the handshake.
    Request(u8),
    /// A session's question is answered, where that is a step of its own.
    Answer(u8, Reply),
    /// Something is revealed: its number in the setting.
    Reveal(u8),
}

/// What is handed to a session: where it comes from, and the bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Delivery {
    /// Who sent it, and which of its records it is; `None` for what the attacker made.
    pub from: Option<(u8, u8)>,
    /// What it is, in words.
    pub what: &'static str,
    /// The record.
    pub bytes: Arc<[u8]>,
}
