//! What the attacker makes for a session: once for each state of the session and each knowledge.

use std::hash::Hash;
use std::sync::Arc;

use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::{Claim, OfferedPsk, Psk};
use surehand_core::key_schedule::{BinderKind, Epoch};

use crate::attacker::forge::{
    EDITS, Edit, Forgery, Stolen, Target, answers, client_hellos, cookie, disordered, edited, opened, own_hello,
    own_shares, post_handshake, requests, server_hellos, spliced, tickets, to_client, to_server,
};
use crate::term::Id;
use crate::world::{Action, Bytes, Delivery, Made, Model, Outside, Plan, Role, Session, World, Writer, agent};

/// Records that the attacker makes for a session.
pub(super) fn forgeries(
    model: &Model,
    world: &World,
    place: u8,
    (session, plan): (&Session, &Plan),
    actions: &mut Vec<Action>,
) {
    let attempts = model.setting.attempts;
    let Some(connection) = &session.connection else { return };
    let mut forged: Vec<Made> = Vec::new();
    let in_the_clear = connection.opening().is_none();
    if attempts.forge {
        if !plan.is_client() && in_the_clear && session.facts.hellos.is_none() {
            forged.extend_from_slice(&hellos(model, world, plan));
        }
        let mut knowledge = Bytes::default();
        world.knowledge.hash(&mut knowledge);
        let name = Id::of_parts(b'f', &[&[place], &session.fingerprint.to_be_bytes(), &knowledge.0]);
        let make =
            || target(model, world, session, plan).map_or_else(Vec::new, |target| aimed(model, &target, session, plan));
        forged.extend_from_slice(&model.forged.or_make(name, || made(make())));
        if connection.connected().is_some() && asks_later(model) {
            forged.extend(relayed(model, world, session, plan).into_iter().map(kept));
        }
    }
    if attempts.between {
        forged.extend(between(model, world, session, plan).into_iter().map(kept));
    }
    if attempts.edit && !plan.is_client() && in_the_clear {
        edits(model, world, plan, &mut forged);
    }
    if attempts.garbage {
        let bytes: Vec<u8> = vec![23, 3, 3, 0, 32].into_iter().chain([0x5a; 32]).collect();
        forged.push(kept(("bytes of the attacker", bytes)));
    }
    let deliver = |(what, bytes)| Action::Deliver(place, Delivery { from: None, what, bytes });
    actions.extend(forged.into_iter().map(deliver));
}

fn kept((what, bytes): Forgery) -> Made {
    (what, bytes.into())
}

fn made(forged: Vec<Forgery>) -> Arc<[Made]> {
    forged.into_iter().map(kept).collect()
}

/// A session as the attacker sees it.
fn target<'a>(model: &'a Model, world: &'a World, session: &'a Session, plan: &Plan) -> Option<Target<'a>> {
    Some(Target {
        provider: &model.provider,
        deducer: world.deducer(model),
        connection: session.connection.as_ref()?,
        messages: &session.messages,
        suite: session.handshake_keys().and_then(|claim| match claim {
            Claim::HandshakeKeys { cipher_suite, .. } => Some(*cipher_suite),
            _ => None,
        }),
        peer_secret: session
            .installed(Epoch::Handshake, if plan.is_client() { Writer::Server } else { Writer::Client })
            .map(|installed| installed.secret),
        by_psk: session.facts.claims.iter().any(|claim| matches!(claim, Claim::PskSelected { .. })),
        certificates: &model.certificates,
        illegal: model.setting.attempts.illegal,
    })
}

/// What depends on nothing but the session and what the attacker knows.
fn aimed(model: &Model, target: &Target<'_>, session: &Session, plan: &Plan) -> Vec<Forgery> {
    let mut forged = match (plan.is_client(), target.connection.opening().is_none()) {
        (true, true) => server_hellos(target),
        (true, false) => to_client(target),
        (false, true) => Vec::new(),
        (false, false) => to_server(target),
    };
    forged.extend(disordered(target));
    let delivered = session.facts.delivered.iter().any(|data| data.content == b"data of the attacker");
    // Between two connections it makes neither data nor tickets up.
    let between = model.setting.attempts.between;
    forged.extend(post_handshake(target, delivered || between, is_ticket_due(session, plan) && !between));
    forged
}

fn is_ticket_due(session: &Session, plan: &Plan) -> bool {
    plan.is_client() && session.facts.tickets.is_empty() && takes_tickets(plan)
}

/// What the attacker takes from one connection into another.
fn between(model: &Model, world: &World, session: &Session, plan: &Plan) -> Vec<Forgery> {
    let Some(target) = target(model, world, session, plan) else { return Vec::new() };
    match plan.is_client() {
        true if is_ticket_due(session, plan) && target.has_read_key() => tickets(&target, &readable(model, world)),
        false if target.connection.opening().is_none() => passed_on(model, world, plan),
        _ => Vec::new(),
    }
}

/// Authentication after the handshake, from other connections that the attacker reads.
fn relayed(model: &Model, world: &World, session: &Session, plan: &Plan) -> Vec<Forgery> {
    let Some(target) = target(model, world, session, plan).filter(Target::has_read_key) else { return Vec::new() };
    match plan.is_client() {
        true if !session.facts.showed_certificate => requests(&target, &readable(model, world)),
        true => Vec::new(),
        false => answers(&target, &readable(model, world)),
    }
}

/// Whether any server of the setting may ask for a certificate after the handshake.
fn asks_later(model: &Model) -> bool {
    model.setting.plans.iter().any(|plan| plan.requests > 0)
}

/// The handshake messages after the handshake that the attacker can read: what honest sessions sent it, and no record twice.
fn readable(model: &Model, world: &World) -> Vec<Vec<u8>> {
    let deducer = world.deducer(model);
    let sealed = world.sessions.iter().flat_map(|session| session.sealed());
    let known = sealed.filter(|(key, _, _)| deducer.knows(*key));
    known.filter_map(|(key, nonce, record)| opened(&model.provider, key, &nonce, &record.bytes)).collect()
}

/// Honest ClientHellos as the attacker's own, and with cookies of others.
fn passed_on(model: &Model, world: &World, plan: &Plan) -> Vec<Forgery> {
    let deducer = world.deducer(model);
    let ticket = |identity: &[u8]| Id::at_start(model.ticket(plan.agent, identity)?.psk.as_ref());
    let key = |identity: &[u8]| ticket(identity).filter(|key| deducer.knows(*key));
    let sent = || world.sessions.iter().flat_map(|session| &session.sent);
    let cookies: Vec<Vec<u8>> = sent().filter_map(|record| cookie(record.content())).collect();
    let hellos = sent().filter(|record| record.outside == Outside::ClientHello);
    hellos
        .flat_map(|record| {
            let spliced = cookies.iter().filter_map(|cookie| spliced(record.content(), cookie));
            own_hello(&model.provider, record.content(), key).into_iter().chain(spliced)
        })
        .collect()
}

/// Whether a client can use tickets.
fn takes_tickets(plan: &Plan) -> bool {
    matches!(&plan.role, Role::Client { config, .. } if !config.psk_key_exchange_modes.is_empty())
}

/// Honest ClientHellos with one change each.
fn edits(model: &Model, world: &World, plan: &Plan, forged: &mut Vec<Made>) {
    let other = if plan.agent == agent::SERVER { agent::OTHER } else { agent::SERVER };
    let name = agent::name(other).as_bytes();
    let hellos = world.sessions.iter().flat_map(|session| &session.sent);
    for record in hellos.filter(|record| record.outside == Outside::ClientHello) {
        let edited = |(edit, what): &(Edit, &'static str)| {
            edited(record.content(), *edit, name, |groups| own_shares(&model.provider, groups))
                .map(|bytes| (*what, bytes))
        };
        let made = || made(EDITS.iter().filter_map(edited).collect());
        let edits = Id::of_parts(b'e', &[name, &record.id.0.to_be_bytes()]);
        forged.extend_from_slice(&model.forged.or_make(edits, made));
    }
}

/// ClientHellos of the attacker for a server.
fn hellos(model: &Model, world: &World, plan: &Plan) -> Arc<[Made]> {
    let stolen = stolen(model, world, plan);
    let offers: Vec<&[u8]> =
        stolen.iter().flat_map(|offer| [offer.psk.identity.as_slice(), offer.psk.psk.as_ref()]).collect();
    let name = agent::name(plan.agent).as_bytes();
    let made = || made(client_hellos(&model.provider, name, &stolen));
    model.forged.or_make(Id::of_parts(b'o', &[&[name], offers.as_slice()].concat()), made)
}

/// Pre-shared keys that the attacker may offer to a server, with the right key or without.
fn stolen(model: &Model, world: &World, plan: &Plan) -> Vec<Stolen> {
    let deducer = world.deducer(model);
    let offer = |psk: OfferedPsk, resumed: bool| {
        let known = Id::at_start(psk.psk.as_ref()).is_some_and(|id| deducer.knows(id));
        let wrong = OfferedPsk { psk: Psk::new(&[0x5a; 32]), ..psk.clone() };
        match (known, resumed) {
            (true, _) => Some(Stolen { psk, known }),
            (false, true) => Some(Stolen { psk: wrong, known }),
            (false, false) => None,
        }
    };
    let external = model.offers(plan).into_iter().filter_map(|psk| offer(psk, true));
    let mut stolen: Vec<Stolen> = external.collect();
    for (from, session, _) in world.all(model) {
        for (which, ticket) in session.facts.tickets.iter().enumerate() {
            let shown = Some((from as u8, which as u8));
            let shown = world.sessions.iter().any(|other| other.facts.resumed == shown);
            if model.ticket(plan.agent, &ticket.ticket).is_some() {
                let psk = OfferedPsk {
                    identity: ticket.ticket.clone(),
                    obfuscated_ticket_age: ticket.age_add,
                    psk: ticket.psk.clone(),
                    hash: HashAlgorithm::Sha256,
                    kind: BinderKind::Resumption,
                    early_data: None,
                    resumptions: ticket.resumptions,
                };
                stolen.extend(offer(psk, shown));
            }
        }
    }
    stolen
}
