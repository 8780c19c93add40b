//! Who takes part: names, certificates and keys. A certificate is a token that says whose it is and which key is in it.

use crate::term::Agent;

/// The honest servers and clients of the scenarios, and the insider.
pub const ALICE: Agent = Agent(0);
/// Another honest client.
pub const BOB: Agent = Agent(1);
/// An honest server.
pub const SERVER: Agent = Agent(2);
/// Another honest server, with another name.
pub const OTHER: Agent = Agent(3);
/// The attacker as an insider: a name, a valid certificate and keys of its own.
pub const EVE: Agent = Agent(4);

const NAMES: [&str; 5] = ["alice", "bob", "server", "other", "eve"];

/// An agent's name, as it stands in certificates and in server_name.
pub fn name(agent: Agent) -> &'static str {
    NAMES.get(usize::from(agent.0)).copied().unwrap_or("nobody")
}

/// Whose name it is.
pub fn named(name: &[u8]) -> Option<Agent> {
    (0..).zip(NAMES).find(|(_, each)| each.as_bytes() == name).map(|(number, _)| Agent(number))
}

/// A certificate: whose name, and whose key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Certificate {
    /// The name in it.
    pub subject: Agent,
    /// Whose key is in it.
    pub key: Agent,
}

const TITLE: &[u8] = b"certificate ";

impl Certificate {
    /// An honest one.
    pub const fn of(agent: Agent) -> Self {
        Self { subject: agent, key: agent }
    }

    /// What stands in a Certificate message.
    pub fn bytes(self) -> Vec<u8> {
        [TITLE, &[self.subject.0, self.key.0]].concat()
    }

    /// Reads one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.strip_prefix(TITLE)? {
            [subject, key] => Some(Self { subject: Agent(*subject), key: Agent(*key) }),
            _ => None,
        }
    }
}
