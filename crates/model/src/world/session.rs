//! One session: the production connection, what it sent, and what it has come to believe.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use surehand_core::connection::{Connection, Direction};
use surehand_core::handshake::{Claim, NewTicket};
use surehand_core::key_schedule::Epoch;
use xxhash_rust::xxh3::xxh3_128;

use super::record::{Outside, Record};
use crate::provider::Symbolic;
use crate::term::Id;

/// How far a session is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// It has not started.
    Planned,
    /// It runs.
    Alive,
    /// It has failed. Where it is split, its sending half may not have found out.
    Dead,
    /// Nothing more can come: the peer has closed, or the transport has.
    Over,
}

/// Whose records a key protects.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Writer {
    /// The client's.
    Client,
    /// The server's.
    Server,
}

/// A traffic secret that a session has derived, with the AEAD key that follows from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Installed {
    /// Which of the keys.
    pub epoch: Epoch,
    /// Whose records it protects.
    pub writer: Writer,
    /// The traffic secret.
    pub secret: Id,
    /// The AEAD key.
    pub key: Id,
}

/// Application data, sent or delivered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Data {
    /// Under which keys.
    pub epoch: Epoch,
    /// What it says.
    pub content: Vec<u8>,
}

/// The first ClientHello and the last.
pub type Hellos = (Arc<[u8]>, Arc<[u8]>);

/// A KeyUpdate that the peer has asked for (§4.6.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Asked {
    /// How many records of data were sent before that.
    pub sent: usize,
    /// Under which keys it was answered.
    pub answer: Option<Epoch>,
}

/// How the peer's direction has ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ending {
    /// With close_notify.
    Clean,
    /// Without.
    Truncated,
}

/// What is known of a session beside its state: properties read this and nothing else.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Facts {
    /// What it believes.
    pub claims: Vec<Claim<Id>>,
    /// The traffic secrets that it has derived.
    pub installed: Vec<Installed>,
    /// Its exporter secrets: the early one, the main one.
    pub exporters: [Option<Id>; 2],
    /// The first ClientHello that it sent or received, and the last.
    pub hellos: Option<Hellos>,
    /// A name for the handshake messages so far, byte by byte, whatever the transcript hash covers.
    pub view: Option<Id>,
    /// What that name was after the server's Finished, and after the client's.
    pub finished: Vec<Id>,
    /// Whether it has shown a certificate.
    pub showed_certificate: bool,
    /// The pre-shared key that authenticates, and whether the attacker knew it when the handshake was complete.
    pub psk: Option<(Id, bool)>,
    /// How many HelloRetryRequests it has sent or received.
    pub retries: u8,
    /// When the handshake was complete: what had been revealed before, by number.
    pub complete: Option<u32>,
    /// Whether a question that its handshake needs was open then.
    pub complete_too_soon: bool,
    /// Whether an answer was a refusal, or led to one.
    pub refused: bool,
    /// Application data that it sent.
    pub sent: Vec<Data>,
    /// Application data that it delivered.
    pub delivered: Vec<Data>,
    /// Whether it has sent close_notify.
    pub closed: bool,
    /// How its peer's direction has ended.
    pub ending: Option<Ending>,
    /// The tickets that it has received.
    pub tickets: Vec<NewTicket>,
    /// Which ticket it resumes: of which session, which of them.
    pub resumed: Option<(u8, u8)>,
    /// How often it has updated its keys, and asked for a certificate.
    pub done: (u8, u8),
    /// How many messages after the handshake it has accepted.
    pub answered: u8,
    /// The last KeyUpdate that was asked of it.
    pub asked: Option<Asked>,
    /// Whether an alert of its own, other than user_canceled, was the last thing that it wanted to say.
    pub last_words: bool,
    /// Where it is split and has failed: how many records of data it had sent and delivered by then.
    pub failed: Option<(usize, usize)>,
}

/// A session between two steps.
#[derive(Clone)]
pub struct Session {
    /// How far it is.
    pub phase: Phase,
    /// The production connection, while it lives.
    pub connection: Option<Connection<Symbolic>>,
    /// Every record that it sent.
    pub sent: Vec<Arc<Record>>,
    /// Every message of its handshake, sent or received, while it lives.
    pub messages: Vec<Arc<[u8]>>,
    /// What is known of it.
    pub facts: Facts,
    /// A name for all of this.
    pub fingerprint: u128,
}

impl Session {
    /// One that has not started.
    pub fn planned() -> Self {
        Self {
            phase: Phase::Planned,
            connection: None,
            sent: Vec::new(),
            messages: Vec::new(),
            facts: Facts::default(),
            fingerprint: 0,
        }
    }

    /// The state's name, as in Appendix A.
    pub fn state_name(&self) -> &'static str {
        match (self.phase, &self.connection) {
            (_, Some(connection)) => connection.state_name(),
            (Phase::Planned, None) => "Planned",
            (Phase::Over, None) => "Over",
            _ => "Failed",
        }
    }

    /// Computes the name anew.
    pub fn seal_fingerprint(&mut self) {
        let mut bytes = Bytes(Vec::with_capacity(4096));
        (self.phase, &self.connection, &self.facts).hash(&mut bytes);
        for record in &self.sent {
            bytes.0.extend_from_slice(&record.id.0.to_be_bytes());
        }
        self.fingerprint = xxh3_128(&bytes.0);
    }

    /// About how many bytes it takes: its own, and those that its state is made of.
    pub fn size(&self) -> usize {
        let mut bytes = Bytes::default();
        (&self.connection, &self.facts).hash(&mut bytes);
        let sent = self.sent.iter().map(|record| size_of::<Record>() + record.bytes.len());
        let messages = self.messages.iter().map(|message| size_of::<Arc<[u8]>>() + message.len());
        size_of::<Self>() + bytes.0.len() + sent.chain(messages).sum::<usize>()
    }

    /// The claim about handshake keys: suite, group, transcript hash and both secrets.
    pub fn handshake_keys(&self) -> Option<&Claim<Id>> {
        self.facts.claims.iter().find(|claim| matches!(claim, Claim::HandshakeKeys { .. }))
    }

    /// Whether it has the keys of early data: a server that has takes it.
    pub fn has_early_keys(&self) -> bool {
        self.facts.claims.iter().any(|claim| matches!(claim, Claim::EarlyKeys { .. }))
    }

    /// The traffic secret of an epoch.
    pub fn installed(&self, epoch: Epoch, writer: Writer) -> Option<&Installed> {
        self.facts.installed.iter().find(|each| each.epoch == epoch && each.writer == writer)
    }

    /// The keys of its records in one direction, in use now.
    pub fn key_in_use(&self, direction: Direction) -> Option<Id> {
        let connection = self.connection.as_ref()?;
        match direction {
            Direction::Sent => connection.sealing().map(|keys| keys.keys().key.id()),
            Direction::Received => connection.opening().map(|keys| keys.keys().key.id()),
        }
    }

    /// The identity of the pre-shared key that authenticates.
    pub fn psk_identity(&self) -> Option<&[u8]> {
        self.facts.claims.iter().find_map(|claim| match claim {
            Claim::PskSelected { identity, .. } | Claim::PskAccepted { identity, .. } => Some(identity.as_slice()),
            _ => None,
        })
    }

    /// Whom it has authenticated by a certificate.
    pub fn authenticated(&self) -> Option<&[u8]> {
        self.facts.claims.iter().rev().find_map(|claim| match claim {
            Claim::PeerAuthenticated { identity, .. } => Some(identity.as_slice()),
            _ => None,
        })
    }

    /// The protected records that it sent: key, nonce, record.
    pub fn sealed(&self) -> impl Iterator<Item = (Id, [u8; 12], &Record)> {
        self.sent.iter().filter_map(|record| match record.outside {
            Outside::Sealed(key, nonce) => Some((key, nonce, &**record)),
            _ => None,
        })
    }
}

/// A hasher that keeps what it is given.
#[derive(Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl Hasher for Bytes {
    fn finish(&self) -> u64 {
        xxh3_128(&self.0) as u64
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}
