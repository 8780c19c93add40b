//! What is planned: who runs which sessions, with what configuration, and what may be revealed.

use std::sync::Arc;

use surehand_core::config::{ClientConfig, ServerConfig};
use surehand_core::connection::Direction;

use super::agent::Certificate;
use crate::provider::Weakness;
use crate::term::Agent;

/// One session that somebody will run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who runs it.
    pub agent: Agent,
    /// In which role.
    pub role: Role,
    /// External pre-shared keys that it uses: their numbers.
    pub psks: Vec<u8>,
    /// How many records of application data it sends once it is complete.
    pub data: u8,
    /// Whether it sends them as soon as it may, before the peer's Finished.
    pub half_rtt: bool,
    /// Whether it closes after its data.
    pub close: bool,
    /// How often it may update its keys, and whether it asks the peer to do so too.
    pub updates: u8,
    /// How often a server may ask for a certificate after the handshake.
    pub requests: u8,
    /// The certificate that it shows.
    pub certificate: Option<Certificate>,
}

/// Either role with its configuration.
#[derive(Clone, Debug)]
pub enum Role {
    /// A client, and whom it means to talk to.
    Client {
        /// What it offers.
        config: Arc<ClientConfig>,
        /// Whom it wants.
        peer: Agent,
        /// Whether it waits for a ticket of an earlier session, and resumes that.
        resumes: bool,
        /// How many records of early data it sends, where it can.
        early_data: u8,
    },
    /// A server.
    Server {
        /// What it accepts.
        config: Arc<ServerConfig>,
    },
}

impl Plan {
    /// Whether it is a client's.
    pub fn is_client(&self) -> bool {
        matches!(self.role, Role::Client { .. })
    }

    /// Whether a session waits for an earlier one before it starts.
    pub fn resumes(&self) -> bool {
        matches!(self.role, Role::Client { resumes: true, .. })
    }
}

/// What may be revealed to the attacker. Sessions are counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reveal {
    /// Somebody's private signing key.
    LongTerm(Agent),
    /// The exponents of a session.
    Exponents(u8),
    /// An external pre-shared key.
    Psk(u8),
    /// The key of a server's tickets: all that is in them.
    TicketKey(Agent),
    /// The AEAD keys of a session's handshake, not its traffic secrets.
    HandshakeKeys(u8),
    /// A session's application traffic secret in use, of one direction.
    Traffic(u8, Direction),
    /// A session's exporter secret.
    Exporter(u8),
    /// The key of the ticket of this number that a session received.
    Ticket(u8, u8),
    /// Everything that a session holds.
    State(u8),
}

/// How much the attacker tries beside what is goal-directed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attempts {
    /// ClientHellos and server flights of its own.
    pub forge: bool,
    /// Honest ClientHellos with one field changed.
    pub edit: bool,
    /// Choices that nobody offered: groups, suites, pre-shared keys.
    pub illegal: bool,
    /// One unusable record for each session: it has to end there.
    pub garbage: bool,
    /// The transport ends.
    pub cut: bool,
    /// It stands between two connections of its own, and passes on hellos, cookies and the identities of tickets.
    pub between: bool,
    /// Answers to questions are steps of their own, and may be refusals.
    pub answers: bool,
}

impl Attempts {
    /// Everything that could lead anywhere.
    pub const USUAL: Self = Self { forge: true, edit: true, illegal: true, ..Self::NONE };
    /// Deliveries only.
    pub const NONE: Self =
        Self { forge: false, edit: false, illegal: false, garbage: false, cut: false, between: false, answers: false };
}

/// What is explored.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The sessions.
    pub plans: Vec<Plan>,
    /// What may be revealed.
    pub reveals: Vec<Reveal>,
    /// At most so many of them at a time.
    pub most_reveals: u32,
    /// What the attacker tries.
    pub attempts: Attempts,
    /// The certificates that verifiers take, with which names.
    pub certificates: Vec<Certificate>,
    /// Whether a server takes a ClientHello's early data once only.
    pub single_use: bool,
    /// Whether external pre-shared keys are imported for a client and a server (RFC 9258).
    pub imports: bool,
    /// Whether steps that lead to nothing new are left out: every record to everybody otherwise, and every failure of a session a state.
    pub reduced: bool,
    /// What is wrong on purpose.
    pub flaws: Flaws,
}

/// What is wrong with the world on purpose: nothing, unless a seeded flaw is explored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flaws {
    /// With the provider.
    pub weakness: Weakness,
    /// Verifiers do not look at names.
    pub any_name: bool,
    /// Clients offer tickets whatever the name of the server.
    pub ticket_for_any_name: bool,
    /// Tickets say that the client has authenticated.
    pub tickets_authenticate: bool,
    /// Sessions keep their exponents.
    pub exponents_kept: bool,
    /// Servers take early data that they have taken before.
    pub early_data_again: bool,
    /// Servers take the cookies of other servers.
    pub any_cookie: bool,
    /// Pre-shared keys are imported without a context.
    pub imports_without_context: bool,
}
