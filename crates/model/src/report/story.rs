//! A trace as it happened: who hands what to whom, who believes what, and what the attacker knows then.

use surehand_core::key_schedule::Epoch;

use super::label::{claim, messages, question, record};
use crate::explore::{Followed, Trace};
use crate::world::agent::name;
use crate::world::{Action, Model, Outside, Plan, Reply, Reveal, Role, Session, World};

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which session it comes from; `None` for the attacker.
    pub from: Option<usize>,
    /// Which session it happens to; `None` for the attacker.
    pub to: Option<usize>,
    /// What happens.
    pub label: String,
    /// What the session does and believes then.
    pub notes: Vec<String>,
}

/// A trace, told.
#[derive(Clone, Debug)]
pub struct Story {
    /// What it is about.
    pub title: String,
    /// The sessions: who, in which role.
    pub lanes: Vec<String>,
    /// What happens, in order.
    pub events: Vec<Event>,
    /// Where everybody stands in the end.
    pub end: Vec<String>,
    /// What is wrong then; nothing if it is empty.
    pub why: String,
}

impl Story {
    /// Tells a trace of a model, as far as it can be followed.
    pub fn of(model: &Model, title: &str, trace: &Trace) -> Option<Self> {
        let Followed { steps, worlds } = Trace::begin(model, &trace.numbers());
        let mut events = Vec::new();
        let first = worlds.first()?;
        for (number, session, _) in first.all(model).filter(|(_, session, _)| !session.sent.is_empty()) {
            let hello = session.sent.iter().find(|record| record.outside == Outside::ClientHello)?;
            let label = messages(hello.content()).join(", ");
            events.push(Event { from: Some(number), to: None, label, notes: Vec::new() });
        }
        for (step, pair) in steps.iter().zip(worlds.windows(2)) {
            let [before, after] = pair else { continue };
            events.push(event(model, &step.action, before, after));
        }
        if let (Some(refused), Some(last)) = (steps.get(worlds.len() - 1), worlds.last()) {
            let notes = vec!["refuses it".to_owned()];
            events.push(Event { notes, ..event(model, &refused.action, last, last) });
        }
        let end = worlds.last().map(|world| standing(model, world)).unwrap_or_default();
        let lanes = model.setting.plans.iter().enumerate().map(|(number, plan)| lane(number, plan)).collect();
        Some(Self { title: title.to_owned(), lanes, events, end, why: trace.why.clone() })
    }
}

fn lane(number: usize, plan: &Plan) -> String {
    match &plan.role {
        Role::Client { peer, .. } => format!("{number}: {}, client of {}", name(plan.agent), name(*peer)),
        Role::Server { .. } => format!("{number}: {}, server", name(plan.agent)),
    }
}

fn event(model: &Model, action: &Action, before: &World, after: &World) -> Event {
    let session = |world: &World, number: u8| world.sessions.get(usize::from(number)).cloned();
    let (from, to, label) = match action {
        Action::Start(number, ticket) => {
            let what = ticket
                .map_or("starts".to_owned(), |(from, which)| format!("starts with ticket {which} of session {from}"));
            (Some(usize::from(*number)), Some(*number), what)
        }
        Action::Deliver(number, delivery) => {
            let content = session(before, *number).map(|session| record(&session, &delivery.bytes)).unwrap_or_default();
            let what = match delivery.from {
                Some(_) => content,
                None => format!("{}: {content}", delivery.what),
            };
            (delivery.from.map(|(from, _)| usize::from(from)), Some(*number), what)
        }
        Action::Cut(number) => (None, Some(*number), "the transport ends".to_owned()),
        Action::Update(number, request) => {
            let what = if *request { "updates its keys and asks for the same" } else { "updates its keys" };
            (Some(usize::from(*number)), Some(*number), what.to_owned())
        }
        Action::Close(number) => (Some(usize::from(*number)), Some(*number), "closes".to_owned()),
        Action::Drain(number) => (Some(usize::from(*number)), Some(*number), "sends what waits".to_owned()),
        Action::Send(number) => (Some(usize::from(*number)), Some(*number), "sends data".to_owned()),
        Action::Request(number) => (Some(usize::from(*number)), Some(*number), "asks for a certificate".to_owned()),
        Action::Answer(number, reply) => {
            let connection = session(before, *number).and_then(|session| session.connection.clone());
            let what = connection.as_ref().and_then(|connection| connection.question()).map(|(_, what)| question(what));
            let how = match reply {
                Reply::Full => "is answered",
                Reply::Nothing => "is answered with nothing",
                Reply::Refusal => "is refused",
            };
            (Some(usize::from(*number)), Some(*number), format!("its question {} {how}", what.unwrap_or_default()))
        }
        Action::Reveal(number) => {
            let what = model.setting.reveals.get(usize::from(*number)).map(|reveal| told(*reveal)).unwrap_or_default();
            (None, None, what)
        }
    };
    let notes = to.and_then(|number| Some(notes(&*session(before, number)?, &*session(after, number)?)));
    Event { from, to: to.map(usize::from), label, notes: notes.unwrap_or_default() }
}

fn told(reveal: Reveal) -> String {
    match reveal {
        Reveal::LongTerm(agent) => format!("the attacker learns the long-term key of {}", name(agent)),
        Reveal::Exponents(number) => format!("the attacker learns the exponents of session {number}"),
        Reveal::Psk(number) => format!("the attacker learns external pre-shared key {number}"),
        Reveal::TicketKey(agent) => format!("the attacker learns the ticket key of {}", name(agent)),
        Reveal::HandshakeKeys(number) => {
            format!("the attacker learns the AEAD keys of the handshake of session {number}")
        }
        Reveal::Traffic(number, direction) => {
            format!("the attacker learns the traffic secret of session {number} for what is {direction:?}")
                .to_lowercase()
        }
        Reveal::Exporter(number) => format!("the attacker learns the exporter secret of session {number}"),
        Reveal::Ticket(number, which) => format!("the attacker learns the key of ticket {which} of session {number}"),
        Reveal::State(number) => format!("the attacker learns all that session {number} holds"),
    }
}

/// What a session does and believes after a step.
fn notes(before: &Session, after: &Session) -> Vec<String> {
    let mut notes: Vec<String> =
        after.facts.claims.get(before.facts.claims.len()..).unwrap_or_default().iter().filter_map(claim).collect();
    let sent = after.sent.len() - before.sent.len();
    if sent > 0 {
        notes.push(format!("sends {sent} record{}", if sent == 1 { "" } else { "s" }));
    }
    if after.state_name() != before.state_name() {
        notes.push(format!("→ {}", after.state_name()));
    }
    notes
}

/// Where everybody stands.
fn standing(model: &Model, world: &World) -> Vec<String> {
    let deducer = world.deducer(model);
    let mut lines = Vec::new();
    for (number, session, plan) in world.all(model) {
        let open: Vec<&str> =
            [("early", Epoch::Early), ("handshake", Epoch::Handshake), ("application", Epoch::Application(0))]
                .into_iter()
                .filter(|(_, epoch)| {
                    session.facts.installed.iter().any(|each| each.epoch == *epoch && deducer.knows(each.key))
                })
                .map(|(name, _)| name)
                .collect();
        let known = match open.is_empty() {
            true => "the attacker has none of its keys".to_owned(),
            false => format!("the attacker has its {} keys", open.join(", ")),
        };
        lines.push(format!("{} is in {}; {known}", lane(number, plan), session.state_name()));
    }
    lines
}
