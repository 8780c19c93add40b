//! What the attacker makes for real: edited ClientHellos, and messages of endpoints of its own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use surehand::pki_types::ServerName;
use surehand::{Connection, NamedGroup};
use surehand_model::attacker::forge::{Chosen, Edit, Shares, answering, chosen, edited, shares};
use surehand_model::report::messages;
use surehand_model::term::Agent;
use surehand_model::world::agent;

use super::agents::{Agents, Purpose};
use super::end::{End, HEADER_LENGTH, record_length};
use crate::exit::Failure;

/// What the attacker makes at a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Made {
    /// A ClientHello of a session with one change; the other server's name.
    Edited(usize, usize, Edit, &'static str),
    /// Bytes with nothing in them that depends on a key.
    Plain(Vec<u8>),
    /// The first message of a server of its own, which chooses this.
    Server(Chosen, Purpose),
    /// A ClientHello of its own, for a server of this name.
    Client(Agent, Purpose),
    /// What its endpoint says next.
    Flight,
    /// Application data of its endpoint.
    Data,
    /// A KeyUpdate of its endpoint.
    Update,
}

/// The attacker's endpoints: one for each session that talks to it.
pub struct Attacker<'a> {
    agents: &'a Agents<'a>,
    endpoints: BTreeMap<usize, Endpoint>,
}

struct Endpoint {
    connection: Connection,
    /// How much of the session it has read.
    read: usize,
    /// What it has said, and the attacker has kept back.
    rest: Vec<u8>,
}

impl Endpoint {
    fn new(connection: Connection, read: usize) -> Self {
        Self { connection, read, rest: Vec::new() }
    }

    /// Reads what its session has sent since, and says what it has to say.
    fn go_on(&mut self, end: &End) -> Result<Vec<u8>, Failure> {
        for unit in end.units.get(self.read..).unwrap_or_default() {
            let mut bytes = unit.clone().unwrap_or_default();
            while !bytes.is_empty() {
                let received = self.connection.receive(&mut bytes)?;
                if received.consumed == 0 {
                    break;
                }
                bytes.drain(..received.consumed);
            }
        }
        self.read = end.units.len();
        let mut out = std::mem::take(&mut self.rest);
        self.connection.output(&mut out)?;
        Ok(out)
    }
}

/// What an endpoint of the attacker does not say as the trace has it.
fn otherwise(what: &str) -> Failure {
    Failure::model(format!("the attacker's endpoint does not make {what}"))
}

impl<'a> Attacker<'a> {
    /// An attacker with no endpoint yet.
    pub fn new(agents: &'a Agents<'a>) -> Self {
        Self { agents, endpoints: BTreeMap::new() }
    }

    /// Makes something for a session.
    pub fn make(&mut self, made: &Made, session: usize, ends: &[Option<End>]) -> Result<Vec<u8>, Failure> {
        let end = ends.get(session).and_then(Option::as_ref).ok_or_else(|| otherwise("anything without a peer"))?;
        match made {
            Made::Edited(from, unit, edit, name) => self.edited((*from, *unit), *edit, name, ends),
            Made::Plain(record) => Ok(match end.hello().and_then(|hello| answering(record, hello)) {
                Some(record) => record,
                None => record.clone(),
            }),
            Made::Server(choice, purpose) => self.server(session, *choice, purpose, end),
            Made::Client(server, purpose) => {
                let config = self.agents.evil_client(purpose, *server, &[NamedGroup::X25519, NamedGroup::SECP256R1])?;
                let connection = Connection::client(&config, named(*server)?)?;
                let endpoint = self.endpoints.entry(session).or_insert(Endpoint::new(connection, end.units.len()));
                endpoint.go_on(end)
            }
            Made::Flight | Made::Data | Made::Update => {
                let endpoint = self.endpoints.get_mut(&session).ok_or_else(|| otherwise("a flight"))?;
                let mut out = endpoint.go_on(end)?;
                match made {
                    Made::Data => endpoint.connection.send(b"data of the attacker", &mut out)?,
                    Made::Update => {
                        endpoint.connection.update_keys(false)?;
                        endpoint.connection.output(&mut out)?;
                    }
                    _ => {}
                }
                if out.is_empty() { Err(otherwise("anything here")) } else { Ok(out) }
            }
        }
    }

    fn edited(
        &self,
        (from, unit): (usize, usize),
        edit: Edit,
        name: &str,
        ends: &[Option<End>],
    ) -> Result<Vec<u8>, Failure> {
        let sent = ends.get(from).and_then(Option::as_ref).and_then(|end| end.units.get(unit)).cloned().flatten();
        let sent = sent.ok_or_else(|| Failure::unreal("the ClientHello that is changed was not sent"))?;
        let own = |groups: &[NamedGroup]| -> Option<Shares> {
            let config = self.agents.evil_client(&Purpose::default(), agent::EVE, groups).ok()?;
            let mut record = Vec::new();
            Connection::client(&config, named(agent::EVE).ok()?).ok()?.output(&mut record).ok()?;
            shares(record.get(HEADER_LENGTH..)?)
        };
        let hello = sent.get(HEADER_LENGTH..).unwrap_or_default();
        edited(hello, edit, name.as_bytes(), own)
            .ok_or_else(|| Failure::unreal("the ClientHello has nothing that could be changed like this"))
    }

    /// The first message of a server of the attacker, or its second after a HelloRetryRequest.
    fn server(&mut self, session: usize, choice: Chosen, purpose: &Purpose, end: &End) -> Result<Vec<u8>, Failure> {
        let endpoint = match self.endpoints.entry(session) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let group = choice.group.unwrap_or(NamedGroup::X25519);
                let config = self.agents.evil_server(purpose, choice.suite, group)?;
                entry.insert(Endpoint::new(Connection::server(&config), end.last_hello().unwrap_or_default()))
            }
        };
        let mut out = endpoint.go_on(end)?;
        endpoint.rest = out.split_off(record_length(&out).min(out.len()));
        match chosen(&out) == Some(choice) {
            true => Ok(out),
            false => Err(otherwise(&format!(
                "this, but {}",
                messages(out.get(HEADER_LENGTH..).unwrap_or_default()).join(", ")
            ))),
        }
    }
}

fn named(agent: Agent) -> Result<ServerName<'static>, Failure> {
    agent::name(agent).try_into().map_err(|_| Failure::local("an agent without a name"))
}
