//! RFC 8446 §4.2.2: a server that remembers nothing between a HelloRetryRequest and the second ClientHello.

mod peer;

use peer::bytes::numbers;
use peer::pair::{GROUP, OTHER_GROUP};
use peer::{Hello, Known, Pair, Rigged, vector};
use surehand_codec::code_point::{AlertDescription as Alert, CipherSuite, ExtensionType as E};
use surehand_codec::extension::PskKeyExchangeMode as Mode;
use surehand_codec::reject;
use surehand_core::config::{Retry, ServerConfig};
use surehand_core::crypto::Digest;
use surehand_core::handshake::{Answer, OpenCookie, Question, RetryState};

fn stateless(change: impl FnOnce(&mut ServerConfig)) -> Pair {
    Pair::server_with(Rigged::new(), |config| {
        config.retry = Retry::Stateless;
        change(config);
    })
}

/// A server that has sent its HelloRetryRequest, and the ClientHello that answers it.
fn retried() -> (Pair, Hello) {
    let mut pair = stateless(|_| {});
    pair.retry = true;
    let hello = pair.client_hello();
    pair.tell(hello.bytes()).unwrap();
    assert_eq!(pair.local.state(), "WaitCookie");
    let second = pair.peer.second_client_hello(&hello);
    (pair, second)
}

/// The peer of one connection goes on with another one.
fn moved(pair: Pair, other: Pair) -> Pair {
    Pair { local: other.local, ..pair }
}

#[test]
fn the_same_connection_goes_on() {
    let (mut pair, second) = retried();
    let retry = Hello::parse(pair.peer.messages.last().unwrap());
    assert!(retry.is_retry());
    let Some(Question::SealCookie(state)) = pair.local.asked.first().cloned() else { panic!("not asked") };
    let mut transcript = surehand_core::transcript::Transcript::new(&*pair.peer.provider, pair.peer.suite.hash);
    transcript.add(&pair.peer.messages[0]);
    let expected = RetryState { client_hello1: transcript.hash(), cipher_suite: retry.suite(), group: OTHER_GROUP };
    assert_eq!(state, expected);
    pair.tell(second.bytes()).unwrap();
    let cookie = retry.get(E::COOKIE).unwrap()[2..].to_vec();
    assert!(pair.local.asked.contains(&Question::OpenCookie(OpenCookie { cookie })));
    let mut pair = pair.to("Connected");
    pair.agree();
    let records: Vec<_> = pair.peer.seen.iter().map(|seen| seen.content_type).collect();
    assert_eq!(records[..3], [22, 20, 22], "change_cipher_spec once, after the HelloRetryRequest");
    assert_eq!(records.iter().filter(|content_type| **content_type == 20).count(), 1);
}

#[test]
fn another_connection_goes_on() {
    let (pair, second) = retried();
    let mut pair = moved(pair, stateless(|_| {}));
    // A change_cipher_spec of the client may come first.
    pair.give(&[20, 3, 3, 0, 1, 1]).unwrap();
    pair.tell(second.bytes()).unwrap();
    pair.to("Connected").agree();
    surehand_evidence::property("4.2.2-4", "a change_cipher_spec before the second ClientHello is ignored");
}

#[test]
fn with_a_pre_shared_key_too() {
    for same in [true, false] {
        let known = |config: &mut ServerConfig| {
            config.retry = Retry::Stateless;
            config.psk_key_exchange_modes = vec![Mode::PSK_DHE_KE];
        };
        let psk = [Known::ticket(b"ticket")];
        let mut pair = Pair::server_knowing(&psk, false, known);
        pair.retry = true;
        let hello = pair.client_hello();
        pair.tell(hello.bytes()).unwrap();
        let second = pair.peer.second_client_hello(&hello);
        if !same {
            pair = moved(pair, Pair::server_knowing(&psk, false, known));
        }
        pair.tell(second.bytes()).unwrap();
        let mut pair = pair.to("Connected");
        assert!(pair.local.connection.connected().unwrap().by_psk);
        pair.agree();
    }
}

#[test]
fn a_pre_shared_key_alone_needs_no_share() {
    let alone = |config: &mut ServerConfig| {
        config.retry = Retry::Stateless;
        config.psk_key_exchange_modes = vec![Mode::PSK_KE];
    };
    let mut pair = Pair::server_knowing(&[Known::ticket(b"ticket")], false, alone);
    pair.retry = true;
    let psks = std::mem::take(&mut pair.peer.psks);
    let hello = pair.client_hello().set(E::PSK_KEY_EXCHANGE_MODES, vec![1, 0]);
    pair.tell(hello.bytes()).unwrap();
    pair.peer.psks = psks;
    let second = pair.peer.second_client_hello(&hello);
    let second = pair.peer.bound(second);
    pair.tell(second.bytes()).unwrap();
    let mut pair = pair.to("Connected");
    assert!(pair.local.connection.connected().unwrap().by_psk);
    pair.agree();
}

#[test]
fn early_data_is_skipped_on_the_way() {
    let early = [&[23, 3, 3, 1, 0][..], &[9; 256]].concat();
    let mut pair = stateless(|_| {});
    pair.retry = true;
    let hello = pair.client_hello().set(E::EARLY_DATA, vec![]);
    pair.local.answers = false;
    pair.tell(hello.bytes()).unwrap();
    assert_eq!(pair.local.state(), "AskSealCookie");
    pair.give(&early).unwrap();
    assert_eq!(pair.local.input, early, "nothing is skipped before the answer");
    pair.local.answers = true;
    pair.give(&early).unwrap();
    assert_eq!(pair.local.state(), "WaitCookie");
    let second = pair.peer.second_client_hello(&hello.without(E::EARLY_DATA));
    pair.tell(second.bytes()).unwrap();
    pair.refuses(&early, Alert::BAD_RECORD_MAC, "5.2-3");
}

#[test]
fn a_cookie_that_nobody_knows_is_refused() {
    for cookie in [&b"another"[..], b"a cookie of ourz", &[0; 300]] {
        let (pair, second) = retried();
        let hello = second.clone().set(E::COOKIE, vector(2, cookie));
        pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.2-i2");
        let pair = moved(retried().0, stateless(|_| {}));
        let hello = second.set(E::COOKIE, vector(2, cookie));
        pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.2-i2");
    }
    // Not even a first ClientHello has one that is not ours.
    let mut pair = stateless(|_| {});
    let hello = pair.client_hello().set(E::COOKIE, vector(2, b"another"));
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.2-i2");
}

#[test]
fn the_second_client_hello_brings_the_cookie() {
    let (pair, second) = retried();
    pair.refuses_message(&second.without(E::COOKIE).bytes(), Alert::ILLEGAL_PARAMETER, "4.2.2-2");
    let (pair, second) = retried();
    let empty = second.set(E::COOKIE, vector(2, b""));
    pair.refuses_message(&empty.bytes(), Alert::DECODE_ERROR, "4.2.2-i1");
}

type Case = (Alert, &'static str, fn(Hello) -> Hello);

const SECOND_HELLOS: &[Case] = &[
    (Alert::ILLEGAL_PARAMETER, "4.2.10-7", |hello| hello.set(E::EARLY_DATA, vec![])),
    (Alert::ILLEGAL_PARAMETER, "4.1.4-9", |hello| hello.with(|hello| hello.suites = vec![0x1303])),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| hello.set(E::KEY_SHARE, vector(2, &[]))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| {
        let share = peer::bytes::share(GROUP, &[9; 32]);
        hello.set(E::KEY_SHARE, vector(2, &share))
    }),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| {
        let shares = hello.get(E::KEY_SHARE).unwrap()[2..].to_vec();
        let both = [shares, peer::bytes::share(GROUP, &[9; 32])].concat();
        hello.set(E::KEY_SHARE, vector(2, &both))
    }),
    // Nobody remembers that the groups of the first one were others.
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| {
        let share = peer::bytes::share(GROUP, &[9; 32]);
        hello.set(E::SUPPORTED_GROUPS, numbers(2, &[GROUP.0])).set(E::KEY_SHARE, vector(2, &share))
    }),
    (Alert::MISSING_EXTENSION, "9.2-12", |hello| hello.without(E::KEY_SHARE)),
];

#[test]
fn each_second_client_hello_is_refused_by_its_rule() {
    for (alert, rule, change) in SECOND_HELLOS {
        for same in [true, false] {
            let (pair, second) = retried();
            let pair = if same { pair } else { moved(pair, stateless(|_| {})) };
            pair.refuses_message(&change(second).bytes(), *alert, rule);
        }
    }
}

#[test]
fn what_the_first_hello_said_is_bound_by_the_transcript() {
    // Another first ClientHello under the same cookie: both ends have another transcript.
    let (mut pair, second) = retried();
    pair.peer.messages[0][10] ^= 1;
    pair.tell(second.bytes()).unwrap();
    let mut pair = pair;
    pair.settle();
    assert!(pair.peer.unopened > 0, "the peer cannot read what it is told");
    // The session ID is part of the HelloRetryRequest.
    let (mut pair, second) = retried();
    pair.tell(second.with(|hello| hello.session_id = vec![9; 32]).bytes()).unwrap();
    pair.settle();
    assert!(pair.peer.unopened > 0);
}

#[test]
fn a_suite_that_is_no_longer_on_is_refused() {
    let (pair, second) = retried();
    let other = stateless(|config| config.cipher_suites = vec![CipherSuite::TLS_CHACHA20_POLY1305_SHA256]);
    moved(pair, other).refuses_message(&second.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.2-i2");
}

#[test]
fn an_answer_that_refuses_ends_the_handshake() {
    let refusal = reject!(INTERNAL_ERROR, "6.2-i17");
    for state in ["AskSealCookie", "AskOpenCookie"] {
        let mut pair = Pair::server_at(state);
        let (id, question) = pair.local.connection.question().unwrap();
        let answer = match question {
            Question::SealCookie(_) => Answer::SealedCookie(Err(refusal)),
            _ => Answer::OpenedCookie(Err(refusal)),
        };
        let result = pair.local.connection.answer(id, answer).map(drop);
        pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
    }
    // A cookie that fits into no message is our own failure.
    for cookie in [vec![], vec![0; 1 << 16]] {
        let mut pair = Pair::server_at("AskSealCookie");
        let (id, _) = pair.local.connection.question().unwrap();
        let result = pair.local.connection.answer(id, Answer::SealedCookie(Ok(cookie))).map(drop);
        pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
    }
}

#[test]
fn a_state_that_was_never_sealed_leads_nowhere() {
    // The answerer is believed: what follows from a wrong answer is a transcript that no client has.
    let (mut pair, second) = retried();
    pair.local.answers = false;
    pair.tell(second.bytes()).unwrap();
    let (id, _) = pair.local.connection.question().unwrap();
    let state = RetryState {
        client_hello1: Digest::new(&[7; 32]),
        cipher_suite: pair.peer.suite.cipher_suite,
        group: OTHER_GROUP,
    };
    pair.local.connection.answer(id, Answer::OpenedCookie(Ok(state))).unwrap();
    pair.local.answers = true;
    pair.give(b"").unwrap();
    assert!(pair.peer.unopened > 0);
}

#[test]
fn a_server_with_state_pays_no_heed_to_a_cookie_in_a_first_hello() {
    let mut pair = Pair::server();
    let hello = pair.client_hello().set(E::COOKIE, vector(2, b"of somebody else"));
    pair.tell(hello.bytes()).unwrap();
    pair.to("Connected").agree();
}

#[test]
fn without_a_missing_share_there_is_no_cookie() {
    let pair = stateless(|_| {}).to("Connected");
    assert!(!pair.local.asked.iter().any(|question| matches!(question, Question::SealCookie(_))));
}
