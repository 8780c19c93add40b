//! Without its flaw a scenario gets as far as the attack does, and no further: it is clean because something is refused at the end.

use surehand_model::explore::{Bounds, explore};
use surehand_model::property::{Property, Verdict};
use surehand_model::scenario;
use surehand_model::world::{Model, Phase, Session, World};

/// Whether a state of this kind is reached in a scenario.
fn reaches(scenario: &str, check: fn(&Model, &World) -> Verdict) -> bool {
    let model = Model::new((scenario::named(scenario).unwrap().setting)());
    let phase = Property { name: "phase", rfc: "", statement: "", rules: &[], under: "", expected_false: true, check };
    let run = explore(&model, &[phase], &Bounds::default(), &mut |_| ());
    assert!(run.complete);
    run.properties.iter().any(|(_, found)| found.violation.is_some())
}

fn reached(yes: bool) -> Verdict {
    if yes { Verdict::Violated("it is reached".to_owned()) } else { Verdict::Silent }
}

fn complete(session: &Session) -> bool {
    session.facts.complete.is_some()
}

#[test]
fn a_client_signs_for_the_insider_while_the_insider_has_resumed_with_a_server_that_asks() {
    // The signature is there, and so is the open request: only the server does not take it (seeded flaw 17).
    assert!(reaches("post-resumption", |_, world| {
        let [_, client, _, server] = world.sessions.as_slice() else { return Verdict::Silent };
        let resumed = server.psk_identity().is_some() && server.psk_identity() == client.psk_identity();
        reached(resumed && complete(server) && server.facts.done.1 == 1 && client.facts.showed_certificate)
    }));
}

#[test]
fn imported_keys_authenticate_both_ends() {
    assert!(reaches("psk-imported", |_, world| {
        let [alice, bob, bobs, alices, other] = world.sessions.as_slice() else { return Verdict::Silent };
        reached([alice, bob, bobs, alices].into_iter().all(|session| complete(session)) && !complete(other))
    }));
}

#[test]
fn a_client_returns_the_cookie_of_another_and_of_another_server() {
    // Under flaws 39 and 40 it completes with it.
    assert!(reaches("retry-cookies", |model, world| {
        let cookies = world.sessions.iter().flat_map(|session| &session.sent).filter_map(|record| {
            match surehand_codec::message::Message::read(record.content()) {
                Ok(surehand_codec::message::Message::ClientHello(hello)) => hello.extensions.cookie.map(<[u8]>::to_vec),
                _ => None,
            }
        });
        let makers: Vec<_> = cookies.filter_map(|cookie| model.cookie(&cookie)).collect();
        let [(one, first), (two, second)] = makers.as_slice() else { return Verdict::Silent };
        reached(one != two && first.client_hello1 == second.client_hello1)
    }));
}

#[test]
fn answers_that_take_time_or_are_refused_are_steps() {
    for name in ["answers-mutual", "answers-later", "answers-retry", "answers-resume"] {
        assert!(reaches(name, |_, world| reached(world.sessions.iter().any(|each| each.facts.refused))), "{name}");
        assert!(
            reaches(name, |_, world| reached(world.sessions.iter().filter(|each| complete(each)).count() > 1)),
            "{name}"
        );
    }
}

/// A session of which a KeyUpdate was asked, and which has not answered.
fn owes(session: &Session) -> bool {
    session.facts.asked.is_some_and(|asked| asked.answer.is_none())
}

/// A session that has failed and still has keys to send with.
fn goes_on(session: &Session) -> bool {
    session.phase == Phase::Dead && session.connection.as_ref().is_some_and(|each| each.sealing().is_some())
}

#[test]
fn a_half_finds_out_later_what_the_other_has_met() {
    for name in ["halves-update", "halves-close", "halves-later"] {
        assert!(reaches(name, |_, world| reached(world.sessions.iter().any(|each| owes(each)))), "{name}");
        assert!(reaches(name, |_, world| reached(world.sessions.iter().any(|each| goes_on(each)))), "{name}");
    }
}
