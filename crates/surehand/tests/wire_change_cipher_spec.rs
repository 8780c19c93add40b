//! RFC 8446 §5, D.4: change_cipher_spec and the rest of middlebox compatibility mode.

mod peer;

use peer::bytes::plaintext;
use peer::pair::{CLIENT_STATES, SERVER_STATES};
use peer::{Hello, Pair, Rigged, keeps};
use surehand_codec::code_point::AlertDescription as Alert;

fn ccs() -> Vec<u8> {
    plaintext(20, 0x0303, &[1])
}

/// Both roles where change_cipher_spec may come.
fn tolerant() -> Vec<Pair> {
    let over = |state: &str| state == "Connected" || state.contains("PostHandshake");
    let client = CLIENT_STATES.iter().filter(|state| !over(state)).map(|state| Pair::client_at(state));
    let server = SERVER_STATES.iter().filter(|state| **state != "WaitClientHello" && !over(state));
    client.chain(server.map(|state| Pair::server_at(state))).collect()
}

#[test]
fn it_is_dropped_from_the_first_hello_to_finished() {
    for mut pair in tolerant() {
        pair.local.answers = false;
        let state = pair.local.state();
        pair.give(&ccs()).unwrap();
        assert_eq!(pair.local.state(), state);
        pair.local.answers = true;
        pair.to("Connected").agree();
    }
    surehand_evidence::property("5-1", "change_cipher_spec is dropped without further processing");
    surehand_evidence::property("5-i1", "an unprotected change_cipher_spec is dropped while records are protected");
}

#[test]
fn before_and_after_that_it_is_refused() {
    let pairs = [Pair::server_at("WaitClientHello"), Pair::server_at("Connected"), Pair::client_at("Connected")];
    let late = SERVER_STATES.iter().filter(|state| state.contains("PostHandshake")).map(|state| Pair::server_at(state));
    for mut pair in pairs.into_iter().chain(late) {
        pair.local.answers = false;
        pair.refuses(&ccs(), Alert::UNEXPECTED_MESSAGE, "5-3");
    }
}

#[test]
fn any_other_content_is_refused() {
    for content in [&[][..], &[0], &[2], &[1, 1]] {
        for mut pair in tolerant() {
            pair.local.answers = false;
            pair.refuses(&plaintext(20, 0x0303, content), Alert::UNEXPECTED_MESSAGE, "5-2");
        }
    }
}

#[test]
fn a_flood_is_refused() {
    for mut pair in tolerant() {
        pair.local.answers = false;
        pair.give(&ccs().repeat(32)).unwrap();
        pair.refuses(&ccs(), Alert::UNEXPECTED_MESSAGE, "5-1");
    }
}

/// The outer types of what the peer has heard, a run of protected records as one.
fn heard(pair: &Pair) -> Vec<(u8, usize)> {
    let mut types: Vec<_> = pair.peer.seen.iter().map(|seen| (seen.content_type, seen.epoch)).collect();
    types.dedup();
    types
}

#[test]
fn a_client_sends_it_once_before_its_second_flight() {
    let plain = Pair::client().to("Connected");
    assert_eq!(heard(&plain), [(22, 0), (20, 0), (22, 1)]);
    let mut retried = Pair::client();
    retried.retry = true;
    assert_eq!(heard(&retried.to("Connected")), [(22, 0), (20, 0), (22, 0), (22, 1)]);
    for retry in [false, true] {
        let mut without = Pair::client_with(Rigged::new(), |config| config.carrier.compatibility_mode = false);
        without.retry = retry;
        let without = without.to("Connected");
        assert_eq!(heard(&without), [(22, 0), (22, 1)]);
        assert_eq!(without.peer.hello.unwrap().session_id, b"");
    }
    surehand_evidence::property("D.4-i1", "one change_cipher_spec before the client's second flight");
    surehand_evidence::property("4.1.2-11", "outside compatibility mode the session ID is empty");
}

#[test]
fn a_server_sends_it_once_after_its_first_message() {
    assert_eq!(heard(&Pair::server().to("Connected")), [(22, 0), (20, 0), (22, 1)]);
    let mut retried = Pair::server();
    retried.retry = true;
    assert_eq!(heard(&retried.to("Connected")), [(22, 0), (20, 0), (22, 0), (22, 1)]);
    surehand_evidence::property("D.4-i2", "one change_cipher_spec after the server's first message");
    surehand_evidence::property("D.4-1", "a session ID draws a change_cipher_spec from the server");
}

#[test]
fn the_session_id_is_echoed_and_none_means_no_change_cipher_spec() {
    for length in [0, 1, 31, 32] {
        for retry in [false, true] {
            let mut pair = Pair::server();
            pair.retry = retry;
            let hello = pair.client_hello().with(|hello| hello.session_id = vec![8; length]);
            pair.tell(hello.bytes()).unwrap();
            let mut pair = pair.to("Connected");
            pair.agree();
            for message in pair.peer.messages.iter().filter(|message| message[0] == 2) {
                assert_eq!(Hello::parse(message).session_id, vec![8; length]);
            }
            let sent = heard(&pair).iter().filter(|(content_type, _)| *content_type == 20).count();
            assert_eq!(sent, usize::from(length > 0));
        }
    }
    surehand_evidence::property("4.1.3-i1", "legacy_session_id_echo is the client's legacy_session_id");
}

#[test]
fn a_client_in_compatibility_mode_sends_32_fresh_bytes() {
    let (one, two) = (Pair::client().peer.hello.unwrap(), Pair::client().peer.hello.unwrap());
    assert_eq!((one.session_id.len(), two.session_id.len()), (32, 32));
    assert_ne!(one.session_id, two.session_id);
    assert_ne!(one.random, two.random);
    surehand_evidence::property("4.1.2-8", "the session ID is not empty in compatibility mode");
    surehand_evidence::property("4.1.2-9", "the session ID is 32 new bytes");
    keeps(&["4.1.2-10"], "the session IDs of two connections differ");
}

#[test]
fn the_first_flight_of_a_client_has_its_own_record_version() {
    let mut pair = Pair::client();
    pair.retry = true;
    let pair = pair.to("Connected");
    let versions: Vec<_> = pair.peer.seen.iter().map(|seen| seen.version).collect();
    assert_eq!(versions[0], 0x0301);
    assert!(versions[1..].iter().all(|version| *version == 0x0303));
    let server = Pair::server().to("Connected");
    assert!(server.peer.seen.iter().all(|seen| seen.version == 0x0303));
    surehand_evidence::property("5.1-20", "the initial ClientHello's record says 0x0301");
    surehand_evidence::property("5.1-15", "every other record says 0x0303");
    surehand_evidence::property("5.1-21", "the second ClientHello's record and the ServerHello's say 0x0303");
    keeps(&["D.5-11"], "no record says less than 0x0301");
}
