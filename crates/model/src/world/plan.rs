//! What is planned: who runs which sessions, with what configuration, and what may be revealed.

use std::sync::Arc;

use surehand_codec::extension::PskKeyExchangeMode;
use surehand_core::config::{ClientConfig, Retry, ServerConfig};
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

    /// Whether it takes a pre-shared key without a key exchange.
    pub fn takes_psk_alone(&self) -> bool {
        let modes = match &self.role {
            Role::Client { config, .. } => &config.psk_key_exchange_modes,
            Role::Server { config } => &config.psk_key_exchange_modes,
        };
        modes.contains(&PskKeyExchangeMode::PSK_KE)
    }

    /// Whether it is a server that keeps nothing of a ClientHello which it answers with a HelloRetryRequest.
    pub fn retries_without_state(&self) -> bool {
        matches!(&self.role, Role::Server { config } if config.retry == Retry::Stateless)
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

/// The kinds of reveals: their names on the command line, and what they are.
pub const REVEALS: [(&str, &str); 9] = [
    ("ltk", "somebody's private signing key"),
    ("dh", "the exponents of a session"),
    ("psk", "an external pre-shared key"),
    ("ticket-key", "the key of a server's tickets"),
    ("ticket", "the key of one ticket that a session has received"),
    ("handshake-keys", "the AEAD keys of a session's handshake"),
    ("traffic", "a session's application traffic secret in use, of one direction"),
    ("exporter", "a session's exporter secret"),
    ("state", "everything that a session holds"),
];

impl Reveal {
    /// The name of its kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::LongTerm(_) => "ltk",
            Self::Exponents(_) => "dh",
            Self::Psk(_) => "psk",
            Self::TicketKey(_) => "ticket-key",
            Self::Ticket(..) => "ticket",
            Self::HandshakeKeys(_) => "handshake-keys",
            Self::Traffic(..) => "traffic",
            Self::Exporter(_) => "exporter",
            Self::State(_) => "state",
        }
    }

    /// All that could be revealed of some sessions.
    fn all(plans: &[Plan]) -> Vec<Self> {
        let mut all: Vec<Self> = plans.iter().map(|plan| Self::LongTerm(plan.agent)).collect();
        all.extend(plans.iter().flat_map(|plan| &plan.psks).map(|number| Self::Psk(*number)));
        let mut tickets = 0;
        for plan in plans {
            if let Role::Server { config } = &plan.role
                && config.tickets > 0
            {
                tickets = tickets.max(config.tickets);
                all.push(Self::TicketKey(plan.agent));
            }
        }
        for (number, plan) in (0..).zip(plans) {
            let of_session = [Self::Exponents, Self::HandshakeKeys, Self::Exporter, Self::State];
            all.extend(of_session.map(|reveal| reveal(number)));
            all.extend([Direction::Sent, Direction::Received].map(|direction| Self::Traffic(number, direction)));
            all.extend((0..tickets).filter(|_| plan.is_client()).map(|which| Self::Ticket(number, which)));
        }
        let mut seen = Vec::new();
        all.retain(|reveal| {
            !seen.contains(reveal) && {
                seen.push(*reveal);
                true
            }
        });
        all
    }
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
    /// A complete session is split: its halves move one by one, and what one has for the other waits between them.
    pub halves: bool,
}

impl Attempts {
    /// Everything that could lead anywhere.
    pub const USUAL: Self = Self { forge: true, edit: true, illegal: true, ..Self::NONE };
    /// Deliveries only.
    pub const NONE: Self = Self {
        forge: false,
        edit: false,
        illegal: false,
        garbage: false,
        cut: false,
        between: false,
        answers: false,
        halves: false,
    };
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

impl Setting {
    /// There is a bit for each reveal in [`super::World::revealed`].
    pub const MOST_REVEALS: usize = 32;

    /// Allows reveals of these kinds and no others: those of the scenario, or all that there are where it has none of a kind.
    pub fn reveal_only(&mut self, kinds: &[&str]) {
        let all = Reveal::all(&self.plans);
        let of = |reveals: &[Reveal], kind: &str| -> Vec<Reveal> {
            reveals.iter().copied().filter(|reveal| reveal.kind() == kind).collect()
        };
        let chosen = |kind: &&str| match of(&self.reveals, kind) {
            none if none.is_empty() => of(&all, kind),
            own => own,
        };
        self.reveals = kinds.iter().flat_map(chosen).collect();
        self.most_reveals = self.most_reveals.max(1);
    }
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
