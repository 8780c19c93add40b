//! RFC 8446 §5.5, C.3: bounds on what a peer makes us do, and on what one key protects.

mod peer;

use peer::{Pair, Rigged, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::Error;

fn connected() -> [Pair; 2] {
    [Pair::client_at("Connected"), Pair::server_at("Connected")]
}

#[test]
fn a_message_that_is_too_long_is_refused_by_its_header() {
    let header = [11, 2, 0, 0];
    let long = |state: &str| Pair::client_at(state);
    for pair in [long("WaitServerHello"), long("WaitCertificateOrRequest"), long("Connected"), Pair::server()] {
        pair.refuses_record(22, &header, Alert::ILLEGAL_PARAMETER, "6-10");
    }
    let small = Pair::client_with(Rigged::new(), |config| config.limits.handshake_message = 100);
    small.refuses_record(22, &[2, 0, 0, 97], Alert::ILLEGAL_PARAMETER, "6-10");
}

#[test]
fn empty_records_are_bounded() {
    for mut pair in connected() {
        for round in 0..3 {
            for padding in 0..32 {
                let record = pair.peer.writing.as_mut().unwrap().seal(23, b"", padding * round);
                pair.give(&record).unwrap();
            }
            pair.give_record(23, b"data").unwrap();
        }
        for _ in 0..32 {
            pair.give_record(23, b"").unwrap();
        }
        pair.refuses_record(23, b"", Alert::UNEXPECTED_MESSAGE, "5.1-13");
    }
    surehand_evidence::property("5.1-13", "empty application data records are accepted");
}

#[test]
fn key_updates_are_bounded() {
    for mut pair in connected() {
        for _ in 0..3 {
            for _ in 0..32 {
                pair.give_record(22, &message(24, &[0])).unwrap();
                pair.peer.update_writing();
            }
            pair.give_record(23, b"data").unwrap();
        }
        for _ in 0..32 {
            pair.give_record(22, &message(24, &[0])).unwrap();
            pair.peer.update_writing();
        }
        pair.refuses_message(&message(24, &[0]), Alert::UNEXPECTED_MESSAGE, "4.6.3-i3");
    }
}

#[test]
fn keys_are_updated_before_they_are_used_up() {
    let client = Pair::client_with(Rigged::limited(8), |_| {});
    for pair in [client, Pair::server_with(Rigged::limited(8), |_| {})] {
        let mut pair = pair.to("Connected");
        let before = pair.peer.epoch();
        for number in 0..100_u8 {
            let sent = pair.local.send(&[number; 100]).unwrap();
            pair.peer.hear(&sent);
        }
        let long = pair.local.send(&[7; 200_000]).unwrap();
        pair.peer.hear(&long);
        assert_eq!(pair.peer.data.len(), 210_000);
        assert_eq!(pair.peer.unopened, 0);
        for epoch in before..=pair.peer.epoch() {
            assert!(pair.peer.seen.iter().filter(|seen| seen.epoch == epoch).count() <= 8);
        }
        assert!(pair.peer.epoch() - before >= 13);
        pair.agree();
        surehand_evidence::property("5.5-1", "keys are updated before the limit of their AEAD");
        surehand_evidence::property("9846:5.5-1", "keys are updated before the limit of their AEAD");
    }
}

#[test]
fn close_notify_and_replies_find_room_under_the_limit() {
    let client = Pair::client_with(Rigged::limited(8), |_| {});
    for pair in [client, Pair::server_with(Rigged::limited(8), |_| {})] {
        for records in 0..20 {
            let mut pair = if pair.peer.role == peer::Role::Server {
                Pair::client_with(Rigged::limited(8), |_| {}).to("Connected")
            } else {
                Pair::server_with(Rigged::limited(8), |_| {}).to("Connected")
            };
            for _ in 0..records {
                let sent = pair.local.send(b"x").unwrap();
                pair.peer.hear(&sent);
            }
            pair.give_record(22, &message(24, &[1])).unwrap();
            pair.peer.update_writing();
            pair.agree();
            pair.local.connection.close();
            pair.settle();
            assert_eq!(pair.peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
            assert_eq!(pair.local.send(b"x"), Err(Error::Closed));
        }
    }
}
