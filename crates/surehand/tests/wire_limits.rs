//! RFC 8446 §5.5, C.3: bounds on what a peer makes us do, and on what one key protects.

mod peer;

use peer::{Known, Pair, Rigged, breaks, keeps, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, CipherSuite, ExtensionType as E};
use surehand_core::connection::Error;
use surehand_core::handshake::Question;

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
    breaks(Alert::ILLEGAL_PARAMETER, &["6.2-i10"]);
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
        keeps(&["5.3-2"], "the limit of an AEAD, at most 2^64 - 1, comes before the number wraps");
    }
}

#[test]
fn a_receiver_does_not_count_the_records_of_a_key() {
    let client = Pair::client_with(Rigged::limited(8), |_| {});
    for pair in [client, Pair::server_with(Rigged::limited(8), |_| {})] {
        let mut pair = pair.to("Connected");
        for _ in 0..100 {
            pair.give_record(23, b"more").unwrap();
        }
        assert_eq!(pair.local.data.len(), 400);
    }
    keeps(&["9846:5.5-3"], "a hundred records under a key that may write eight");
}

#[test]
fn each_suite_has_the_limit_of_its_aead() {
    for suite in Rigged::new().suites {
        match suite.cipher_suite {
            CipherSuite::TLS_CHACHA20_POLY1305_SHA256 => assert_eq!(suite.confidentiality_limit, u64::MAX),
            // 2^24.5, rounded down.
            _ => assert!(suite.confidentiality_limit <= 23_726_566),
        }
    }
    keeps(&["5.5-i1"], "AES-GCM at most 2^24.5 records, ChaCha20-Poly1305 until the sequence number ends");
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

#[test]
fn the_extensions_of_a_client_hello_are_bounded() {
    for limit in [4, 10, 128] {
        let hello = |number: u16| {
            let mut pair = Pair::server_with(Rigged::new(), |config| config.limits.client_hello_extensions = limit);
            let mut hello = pair.client_hello();
            let more = number - hello.extensions.len() as u16;
            hello.extensions.extend((0..more).map(|each| (E(0xf000 + each), vec![])));
            (pair, hello.bytes())
        };
        let (mut pair, bytes) = hello(limit as u16);
        pair.tell(bytes).unwrap();
        pair.to("Connected").agree();
        let (pair, bytes) = hello(limit as u16 + 1);
        pair.refuses_message(&bytes, Alert::DECODE_ERROR, "4.2-i1");
    }
    // The same at the second ClientHello.
    let mut pair = Pair::server_with(Rigged::new(), |config| config.limits.client_hello_extensions = 6);
    pair.retry = true;
    let mut pair = pair.to("WaitSecondClientHello");
    let first = pair.peer.hello.clone().unwrap();
    let mut second = pair.peer.second_client_hello(&first);
    second.extensions.extend((0..4).map(|each| (E(0xf000 + each), vec![])));
    pair.refuses_message(&second.bytes(), Alert::DECODE_ERROR, "4.2-i1");
}

#[test]
fn the_chain_of_a_server_is_bounded() {
    for limit in [1, 3, 16] {
        let chain = |number: usize| {
            let list = [&vector(3, peer::key::CERTIFICATE)[..], &[0, 0]].concat().repeat(number);
            let pair = Pair::client_with(Rigged::new(), |config| config.limits.certificate_chain = limit);
            (pair.to("WaitCertificateOrRequest"), message(11, &[&[0][..], &vector(3, &list)].concat()))
        };
        let (mut pair, certificate) = chain(limit);
        pair.tell(certificate).unwrap();
        pair.to("Connected").agree();
        let (pair, certificate) = chain(limit + 1);
        pair.refuses_message(&certificate, Alert::BAD_CERTIFICATE, "6.2-i5");
    }
}

#[test]
fn the_identities_that_are_looked_up_are_bounded() {
    let psks: Vec<_> = (0..20_u8).map(|number| Known::ticket(&[number; 9])).collect();
    for (limit, known, by_psk) in [(8, 7, true), (8, 8, false), (1, 0, true), (1, 1, false), (0, 0, false)] {
        let mut pair = Pair::server_knowing(&psks, false, |config| config.limits.psk_identities = limit);
        pair.local.known = vec![psks[known].clone()];
        let mut pair = pair.to("Connected");
        pair.agree();
        assert_eq!(pair.local.connection.connected().unwrap().by_psk, by_psk);
        let Some(Question::FindPsks(question)) = pair.local.asked.first() else { panic!("not asked") };
        assert_eq!(question.identities.len(), limit);
    }
}
