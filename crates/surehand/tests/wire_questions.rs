//! RFC 8446 §4.4.2, §4.4.3: questions answered late, wrongly, twice or with a refusal.

mod peer;

use peer::bytes::plaintext;
use peer::pair::{CLIENT_STATES, SERVER_STATES};
use peer::{Pair, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_codec::reject;
use surehand_core::connection::{Error, Event};
use surehand_core::handshake::{Answer, Question};

const STATES: [&str; 3] = ["AskVerifyPeer", "AskCredential", "AskSign"];

fn asking(state: &str) -> Pair {
    let mut pair = if state == "AskVerifyPeer" { Pair::client_at(state) } else { Pair::server_at(state) };
    pair.local.answers = false;
    pair
}

/// Every state that waits for an answer, of either role.
fn every_question() -> impl Iterator<Item = (Pair, &'static str)> {
    let asks = |state: &&&str| state.starts_with("Ask");
    let client = CLIENT_STATES.iter().filter(asks).map(|state| (Pair::client_at(state), *state));
    let server = SERVER_STATES.iter().filter(asks).map(|state| (Pair::server_at(state), *state));
    client.chain(server).map(|(mut pair, state)| {
        pair.local.answers = false;
        (pair, state)
    })
}

/// The rest of the handshake, or of what came after it.
fn finish(mut pair: Pair) {
    for _ in 0..20 {
        pair.settle();
        if pair.local.state() == "Connected" {
            break;
        }
        pair.step().unwrap();
    }
    pair.agree();
}

/// An answer of another kind than the open question asks for.
fn wrong_kind(question: &Question) -> Answer<peer::Rigged> {
    let refusal = reject!(INTERNAL_ERROR, "6.2-i17");
    match question {
        Question::VerifyPeer(_) => Answer::Signature(Err(refusal)),
        Question::ChooseCredential(_) => Answer::Peer(Err(refusal)),
        _ => Answer::Credential(Err(refusal)),
    }
}

#[test]
fn a_late_answer_is_as_good() {
    for (mut pair, state) in every_question() {
        for _ in 0..5 {
            pair.give(b"").unwrap();
            assert_eq!(pair.local.state(), state);
        }
        pair.local.answer().unwrap();
        finish(pair);
    }
}

#[test]
fn an_answer_of_another_kind_changes_nothing() {
    for (mut pair, state) in every_question() {
        let (id, question) = pair.local.connection.question().unwrap();
        let answer = wrong_kind(question);
        assert_eq!(pair.local.connection.answer(id, answer), Err(Error::StaleAnswer));
        assert_eq!(pair.local.state(), state);
        finish(pair);
    }
}

#[test]
fn an_answer_to_no_open_question_changes_nothing() {
    for (mut pair, _) in every_question() {
        let (old, answer) = pair.local.good_answer().unwrap();
        let (_, again) = pair.local.good_answer().unwrap();
        pair.local.connection.answer(old, answer).unwrap();
        assert_eq!(pair.local.connection.answer(old, again), Err(Error::StaleAnswer));
        finish(pair);
    }
}

#[test]
fn an_old_id_does_not_answer_a_new_question() {
    let mut pair = asking("AskCredential");
    let (old, answer) = pair.local.good_answer().unwrap();
    pair.local.connection.answer(old, answer).unwrap();
    assert_eq!(pair.local.state(), "AskSign");
    let (new, answer) = pair.local.good_answer().unwrap();
    assert_ne!(old, new);
    assert_eq!(pair.local.connection.answer(old, answer), Err(Error::StaleAnswer));
    pair.to("Connected").agree();
}

#[test]
fn a_refusal_goes_out_with_its_alert() {
    let refusals = [
        reject!(UNKNOWN_CA, "6.2-i11"),
        reject!(CERTIFICATE_EXPIRED, "6.2-i8"),
        reject!(BAD_CERTIFICATE, "6.2-i5"),
        reject!(UNRECOGNIZED_NAME, "6.2-i20"),
        reject!(INTERNAL_ERROR, "6.2-i17"),
    ];
    for state in STATES {
        for refusal in refusals {
            let mut pair = asking(state);
            let (id, question) = pair.local.connection.question().unwrap();
            let answer = match question {
                Question::VerifyPeer(_) => Answer::Peer(Err(refusal)),
                Question::ChooseCredential(_) => Answer::Credential(Err(refusal)),
                _ => Answer::Signature(Err(refusal)),
            };
            let result = pair.local.connection.answer(id, answer);
            assert_eq!(result, Err(Error::Rejected(refusal)));
            // The rule is the answerer's own, so that nothing is noted as evidence of a check here.
            pair.settle();
            assert_eq!(pair.peer.unopened, 0);
            let (level, description, epoch) = pair.peer.alert().unwrap();
            assert_eq!((level, description, epoch), (2, refusal.alert.0, pair.peer.epoch()));
            pair.dead();
        }
    }
}

#[test]
fn an_answerer_has_alerts_for_reasons_of_its_own() {
    for (state, refusal) in [
        ("AskVerifyPeer", reject!(ACCESS_DENIED, "6.2-i12")),
        ("AskCredential", reject!(INSUFFICIENT_SECURITY, "6.2-i16")),
        ("AskCredential", reject!(UNRECOGNIZED_NAME, "6.2-i21")),
    ] {
        let mut pair = asking(state);
        let (id, question) = pair.local.connection.question().unwrap();
        let answer = match question {
            Question::VerifyPeer(_) => Answer::Peer(Err(refusal)),
            _ => Answer::Credential(Err(refusal)),
        };
        let result = pair.local.connection.answer(id, answer).map(drop);
        // Access, strength and names are the answerer's to judge; that the peer is told so is ours.
        pair.refused(result, refusal.alert, refusal.rule.0);
    }
}

#[test]
fn later_messages_wait() {
    let mut pair = asking("AskVerifyPeer");
    let verify = pair.peer.certificate_verify();
    let one = pair.peer.tell(verify);
    let finished = pair.peer.finished();
    let two = pair.peer.tell(finished);
    pair.give(&[one, two.clone()].concat()).unwrap();
    assert_eq!(pair.local.state(), "AskVerifyPeer");
    assert_eq!(pair.local.events.last(), Some(&Event::Question));
    assert_eq!(pair.local.input, two, "no more than one record is taken over");
    for _ in 0..3 {
        pair.give(b"").unwrap();
        assert_eq!(pair.local.input, two);
    }
    pair.local.answers = true;
    pair.give(b"").unwrap();
    pair.agree();
}

#[test]
fn what_is_buffered_is_bounded() {
    for state in STATES {
        let mut pair = asking(state);
        let mut record = match state {
            "AskCredential" => plaintext(22, 0x0303, &[1; 1 << 14]),
            _ => pair.peer.record(22, &[1; 1 << 14]),
        };
        pair.give(&record).unwrap();
        assert_eq!(pair.local.input, b"");
        for _ in 0..3 {
            record = match state {
                "AskCredential" => plaintext(22, 0x0303, &[1; 1 << 14]),
                _ => pair.peer.record(22, &[1; 1 << 14]),
            };
            let before = pair.local.input.len();
            pair.give(&record).unwrap();
            assert_eq!(pair.local.input.len(), before + record.len());
        }
    }
}

#[test]
fn an_alert_is_read_while_a_question_is_open() {
    for state in STATES {
        let mut pair = asking(state);
        assert_eq!(pair.give_record(21, &[2, 80]), Err(Error::AlertReceived(Alert::INTERNAL_ERROR)));
        pair.dead();
    }
}

#[test]
fn close_notify_is_read_while_a_question_is_open() {
    for state in STATES {
        let mut pair = asking(state);
        pair.give_record(21, &[1, 0]).unwrap();
        assert_eq!(pair.local.events.last(), Some(&Event::Closed));
        assert_eq!(pair.local.connection.end_of_input(), Ok(()));
        // The answer may still come, and nothing panics.
        pair.local.answer().unwrap();
        pair.settle();
        assert_eq!(pair.peer.unopened, 0);
    }
}

#[test]
fn application_data_while_a_question_is_open_is_refused() {
    for state in ["AskVerifyPeer", "AskSign"] {
        asking(state).refuses_record(23, b"early", Alert::UNEXPECTED_MESSAGE, "4.4.4-i2");
    }
}

#[test]
fn a_message_that_waited_is_judged_in_the_state_after_the_answer() {
    let mut pair = asking("AskVerifyPeer");
    pair.give_record(22, &message(24, &[0])).unwrap();
    let result = pair.local.answer();
    pair.refused(result, Alert::UNEXPECTED_MESSAGE, "4.6.3-1");
}
