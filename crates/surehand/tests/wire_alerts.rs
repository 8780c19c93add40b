//! RFC 8446 §6: alerts received, and closure.

mod peer;

use peer::bytes::plaintext;
use peer::pair::{CLIENT_STATES, SERVER_STATES};
use peer::{Pair, Role};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::{Error, Event};

fn every_state() -> impl Iterator<Item = Pair> {
    CLIENT_STATES
        .iter()
        .map(|state| Pair::client_at(state))
        .chain(SERVER_STATES.iter().map(|state| Pair::server_at(state)))
}

/// Whether what arrives is under keys that the answer to the open question brings.
fn reads_after_the_answer(pair: &Pair) -> bool {
    match pair.peer.role {
        Role::Server => matches!(pair.local.state(), "AskCredential" | "AskSign"),
        Role::Client => matches!(pair.local.state(), "AskPsks" | "AskEarlyData"),
    }
}

#[test]
fn an_error_alert_ends_the_connection_whatever_its_level() {
    for description in [10, 20, 40, 47, 50, 70, 80, 100, 116, 255] {
        for level in [0, 1, 2, 77] {
            for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected"), Pair::client(), Pair::server()]
            {
                pair.local.answers = false;
                let heard = pair.peer.seen.len();
                let result = pair.give_record(21, &[level, description]);
                assert_eq!(result, Err(Error::AlertReceived(Alert(description))));
                assert_eq!(pair.peer.seen.len(), heard, "an alert is not answered");
                pair.dead();
            }
        }
    }
    surehand_evidence::property("6-i2", "the level of an alert has no effect");
}

#[test]
fn an_error_alert_is_read_in_every_state() {
    for mut pair in every_state() {
        pair.local.answers = reads_after_the_answer(&pair);
        assert_eq!(pair.give_record(21, &[2, 40]), Err(Error::AlertReceived(Alert::HANDSHAKE_FAILURE)));
        pair.dead();
    }
}

#[test]
fn a_peer_that_could_not_follow_the_hello_alerts_in_the_clear() {
    for mut pair in [Pair::client_at("WaitEncryptedExtensions"), Pair::server_at("WaitFinished")] {
        let result = pair.give(&plaintext(21, 0x0303, &[2, 47]));
        assert_eq!(result, Err(Error::AlertReceived(Alert::ILLEGAL_PARAMETER)));
        pair.dead();
    }
}

#[test]
fn close_notify_closes_one_direction() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.give_record(21, &[1, 0]).unwrap();
        assert_eq!(pair.local.events.last(), Some(&Event::Closed));
        // What follows is ignored, be it well-formed or not (§6.1).
        let late = pair.peer.record(23, b"ignored");
        pair.give(&late).unwrap();
        pair.give(b"not a record at all").unwrap();
        assert_eq!(pair.local.data, b"");
        let sent = pair.local.send(b"still open this way").unwrap();
        pair.peer.hear(&sent);
        assert_eq!(pair.peer.data, b"still open this way");
        pair.local.connection.close();
        pair.settle();
        assert_eq!(pair.peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
        assert_eq!(pair.local.connection.end_of_input(), Ok(()));
        surehand_evidence::property("6.1-1", "data after close_notify is ignored");
        surehand_evidence::property("6.1-5", "close_notify is sent before the write side closes");
    }
}

#[test]
fn close_notify_is_the_last_thing_sent() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.local.connection.close();
        pair.local.connection.close();
        pair.settle();
        assert_eq!(pair.peer.seen.iter().filter(|seen| seen.content_type == 21).count(), 1);
        assert_eq!(pair.local.send(b"more"), Err(Error::Closed));
        assert_eq!(pair.local.connection.update_keys(true), Err(Error::Closed));
        // Reading goes on, and a KeyUpdate that asks for one is not answered any more.
        pair.give_record(23, b"still read").unwrap();
        pair.give_record(22, &peer::message(24, &[1])).unwrap();
        pair.peer.update_writing();
        pair.give_record(23, b", and with new keys").unwrap();
        assert_eq!(pair.local.data, b"still read, and with new keys");
        assert_eq!(pair.local.output(), b"");
        surehand_evidence::property("6.1-3", "half-close: reading goes on after our close_notify");
    }
}

#[test]
fn an_end_without_close_notify_is_an_error() {
    for mut pair in every_state() {
        assert_eq!(pair.local.connection.end_of_input(), Err(Error::Truncated));
        assert_eq!(pair.local.connection.end_of_input(), Err(Error::Failed));
        pair.dead();
    }
    surehand_evidence::property("6.1-i1", "the end of the transport without close_notify is reported as truncation");
}

#[test]
fn user_canceled_is_ignored_a_few_times() {
    for mut pair in every_state() {
        pair.local.answers = reads_after_the_answer(&pair);
        for _ in 0..4 {
            pair.give_record(21, &[1, 90]).unwrap();
        }
        pair.refuses_record(21, &[1, 90], Alert::UNEXPECTED_MESSAGE, "6.2-i1");
    }
}

#[test]
fn close_before_the_handshake_is_complete() {
    for mut pair in every_state() {
        let heard = pair.peer.seen.len();
        pair.local.connection.close();
        pair.settle();
        assert_eq!(pair.peer.unopened, 0);
        // A client may owe a change_cipher_spec before its first protected record (D.4).
        let news: Vec<u8> = pair.peer.seen[heard..].iter().map(|seen| seen.content_type).collect();
        assert!(matches!(news[..], [21] | [20, 21]), "{news:?}");
        assert_eq!(pair.peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
    }
}

#[test]
fn nothing_follows_a_close_notify_in_the_handshake() {
    for mut pair in every_state() {
        pair.local.connection.close();
        pair.settle();
        let heard = pair.peer.seen.len();
        // The peer goes on as if it had not heard; what we would have said to that is not said any more.
        for _ in 0..8 {
            if pair.local.state() == "Connected" || pair.step().is_err() {
                break;
            }
        }
        pair.settle();
        assert_eq!(pair.peer.seen.len(), heard);
        // Where the peer went astray for want of an answer, the connection has failed as well.
        assert!(matches!(pair.local.send(b"data"), Err(Error::Closed | Error::Failed)));
        assert_eq!(pair.local.connection.update_keys(false), Err(Error::Closed));
        assert_eq!(pair.local.output(), b"");
    }
}

#[test]
fn nothing_is_sent_to_a_peer_that_has_given_up() {
    let mut pair = Pair::server();
    let hello = pair.client_hello().bytes();
    let hello = pair.peer.record(22, &hello);
    let alert = pair.peer.record(21, &[2, 80]);
    assert_eq!(pair.local.feed(&[hello, alert].concat()), Err(Error::AlertReceived(Alert::INTERNAL_ERROR)));
    assert_eq!(pair.local.output(), b"");
    let mut pair = Pair::client_at("WaitFinished");
    let finished = pair.peer.finished();
    let finished = pair.peer.tell(finished);
    let alert = pair.peer.record(21, &[2, 80]);
    assert_eq!(pair.local.feed(&[finished, alert].concat()), Err(Error::AlertReceived(Alert::INTERNAL_ERROR)));
    assert_eq!(pair.local.output(), b"");
}
