//! All steps that are worth making in a state. What is under a MAC, an AEAD or a signature is either right or it is not: no more is tried.

use std::sync::Arc;

use super::forgeries::forgeries;
use crate::world::{Action, Delivery, Model, Outside, Phase, Plan, Reply, Role, Session, World, agent};

/// The steps from a state, in an order that depends on nothing else.
pub fn moves(model: &Model, world: &World) -> Vec<Action> {
    let mut actions = Vec::new();
    for (number, session, plan) in world.all(model) {
        if model.setting.reduced && stands_for_another(model, world, number) {
            continue;
        }
        let place = number as u8;
        match session.phase {
            Phase::Planned => starts(model, world, place, plan, &mut actions),
            Phase::Alive => {
                deliveries(model, world, place, session, plan, &mut actions);
                forgeries(model, world, place, (session, plan), &mut actions);
                own_steps(model, place, session, plan, &mut actions);
            }
            Phase::Dead => sender_steps(model, place, session, plan, &mut actions),
            Phase::Over => {}
        }
    }
    let free = world.revealed.count_ones() < model.setting.most_reveals;
    let open = (0..model.setting.reveals.len()).filter(|number| free && world.revealed >> number & 1 == 0);
    actions.extend(open.map(|number| Action::Reveal(number as u8)));
    actions
}

/// Sessions that are alike start in the order of their numbers.
fn stands_for_another(model: &Model, world: &World, number: usize) -> bool {
    let untouched = |session: &Session| match session.phase {
        Phase::Planned => true,
        Phase::Alive => session.sent.is_empty() && session.messages.is_empty() && session.facts.hellos.is_none(),
        _ => false,
    };
    let Some((session, plan)) = world.session(model, number) else { return true };
    untouched(session)
        && world.all(model).take(number).any(|(_, other, other_plan)| untouched(other) && alike(plan, other_plan))
}

fn alike(one: &Plan, two: &Plan) -> bool {
    let same = match (&one.role, &two.role) {
        (Role::Server { config: one }, Role::Server { config: two }) => Arc::ptr_eq(one, two),
        (
            Role::Client { config: one, peer, resumes: true, early_data },
            Role::Client { config: two, peer: other, resumes: true, early_data: more },
        ) => Arc::ptr_eq(one, two) && peer == other && early_data == more,
        _ => false,
    };
    same && one.agent == two.agent && one.psks == two.psks && one.certificate == two.certificate && one.data == two.data
}

fn starts(model: &Model, world: &World, place: u8, plan: &Plan, actions: &mut Vec<Action>) {
    let Role::Client { peer, .. } = &plan.role else { return };
    for (from, session, other) in world.all(model) {
        for (which, ticket) in session.facts.tickets.iter().enumerate() {
            let named = ticket.server_name.as_deref() == Some(agent::name(*peer).as_bytes());
            if other.agent == plan.agent && (named || model.setting.flaws.ticket_for_any_name) {
                actions.push(Action::Start(place, Some((from as u8, which as u8))));
            }
        }
    }
}

/// Records that honest sessions have sent, to whoever could make something of them.
fn deliveries(model: &Model, world: &World, place: u8, session: &Session, plan: &Plan, actions: &mut Vec<Action>) {
    let Some(connection) = &session.connection else { return };
    let key = connection.opening().map(|keys| keys.keys().key.id());
    let fits = |outside: Outside| match (outside, key) {
        _ if !model.setting.reduced => true,
        (Outside::Sealed(with, _), Some(key)) => with == key || model.setting.attempts.illegal,
        (Outside::ClientHello, None) => !plan.is_client(),
        (Outside::ServerHello, None) => plan.is_client(),
        _ => false,
    };
    for (from, other) in world.sessions.iter().enumerate() {
        for (which, record) in other.sent.iter().enumerate() {
            if fits(record.outside) && other.sent.iter().take(which).all(|earlier| earlier.id != record.id) {
                let delivery =
                    Delivery { from: Some((from as u8, which as u8)), what: "", bytes: record.bytes.clone() };
                actions.push(Action::Deliver(place, delivery));
            }
        }
    }
}

/// What an honest agent does by itself.
fn own_steps(model: &Model, place: u8, session: &Session, plan: &Plan, actions: &mut Vec<Action>) {
    if model.setting.attempts.answers
        && let Some((_, question)) = session.connection.as_ref().and_then(|connection| connection.question())
    {
        let replies = Reply::ALL.into_iter().filter(|reply| reply.fits(question));
        actions.extend(replies.map(|reply| Action::Answer(place, reply)));
    }
    if model.setting.attempts.cut {
        actions.push(Action::Cut(place));
    }
    if session.facts.complete.is_none() {
        return;
    }
    sender_steps(model, place, session, plan, actions);
    if session.facts.done.1 < plan.requests && !session.facts.closed {
        actions.push(Action::Request(place));
    }
}

/// What the sending half of a session does by itself; where the halves are apart, it may not know that it is over.
fn sender_steps(model: &Model, place: u8, session: &Session, plan: &Plan, actions: &mut Vec<Action>) {
    let split = model.setting.attempts.halves && session.connection.is_some();
    if split {
        actions.push(Action::Drain(place));
        let more = session.facts.sent.len() < usize::from(plan.data);
        actions.extend(more.then_some(Action::Send(place)));
    }
    if session.facts.closed || session.phase == Phase::Dead && !split {
        return;
    }
    let writes = session.connection.as_ref().is_some_and(|connection| connection.sealing().is_some());
    if session.facts.done.0 < plan.updates && writes {
        actions.push(Action::Update(place, false));
        actions.push(Action::Update(place, true));
    }
    if plan.close {
        actions.push(Action::Close(place));
    }
}
