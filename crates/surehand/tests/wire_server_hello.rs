//! RFC 8446 §4.1.3: ServerHellos that a client refuses, each with its alert and rule.

mod peer;

use peer::bytes::{HELLO_RETRY_REQUEST_RANDOM, share};
use peer::pair::{GROUP, OTHER_GROUP, client_config};
use peer::{Broken, Hello, Pair, Rigged, breaks, keeps};
use std::sync::Arc;
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E, NamedGroup};
use surehand_core::connection::{Connection, Error};
use surehand_core::crypto::Purpose;
use surehand_core::handshake::client::Intent;

type Case = (Alert, &'static str, fn(Hello) -> Hello);

fn ends_with(hello: Hello, tail: &[u8; 8]) -> Hello {
    hello.without(E::SUPPORTED_VERSIONS).with(|hello| hello.random[24..].copy_from_slice(tail))
}

const REFUSED: &[Case] = &[
    (Alert::ILLEGAL_PARAMETER, "4.2.1-18", |hello| hello.set(E::SUPPORTED_VERSIONS, vec![3, 3])),
    (Alert::ILLEGAL_PARAMETER, "4.2.1-18", |hello| hello.set(E::SUPPORTED_VERSIONS, vec![3, 5])),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-17", |hello| ends_with(hello, b"DOWNGRD\x01")),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-17", |hello| ends_with(hello, b"DOWNGRD\x00")),
    (Alert::PROTOCOL_VERSION, "4.1.3-9", |hello| ends_with(hello, b"DOWNGRD\x02")),
    (Alert::PROTOCOL_VERSION, "4.1.3-9", |hello| ends_with(hello, b"DOWNGRE\x01")),
    (Alert::PROTOCOL_VERSION, "4.1.3-9", |hello| hello.without(E::SUPPORTED_VERSIONS)),
    (Alert::PROTOCOL_VERSION, "4.1.3-9", |hello| hello.with(|hello| hello.extensions.clear())),
    (Alert::PROTOCOL_VERSION, "9846:4.2.3-1", |hello| hello.with(|hello| hello.legacy_version = 0x0304)),
    (Alert::PROTOCOL_VERSION, "9846:4.2.3-1", |hello| hello.with(|hello| hello.legacy_version = 0x0301)),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-5", |hello| hello.with(|hello| hello.session_id[0] ^= 1)),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-5", |hello| hello.with(|hello| hello.session_id.clear())),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-6", |hello| hello.with(|hello| hello.suites = vec![0x1305])),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-6", |hello| hello.with(|hello| hello.suites = vec![0xc02f])),
    (Alert::ILLEGAL_PARAMETER, "9846:4.2.3-2", |hello| hello.with(|hello| hello.compression = vec![1])),
    (Alert::UNSUPPORTED_EXTENSION, "4.2-4", |hello| hello.set(E(0xfafa), vec![])),
    (Alert::UNSUPPORTED_EXTENSION, "4.2-4", |hello| hello.set(E::PRE_SHARED_KEY, vec![0, 0])),
    (Alert::MISSING_EXTENSION, "4.1.3-i2", |hello| hello.without(E::KEY_SHARE)),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-14", |hello| hello.set(E::KEY_SHARE, share(OTHER_GROUP, &[4; 65]))),
    // A group that was not offered at all, and two of the ranges that are no longer used.
    (Alert::ILLEGAL_PARAMETER, "4.2.8-14", |hello| hello.set(E::KEY_SHARE, share(NamedGroup::X448, &[9; 56]))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-14", |hello| hello.set(E::KEY_SHARE, share(NamedGroup(0x0016), &[4; 65]))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-14", |hello| hello.set(E::KEY_SHARE, share(NamedGroup(0xff01), &[4; 65]))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8.2-1", |hello| hello.set(E::KEY_SHARE, share(GROUP, &[9; 31]))),
    (Alert::ILLEGAL_PARAMETER, "7.4.2-3", |hello| hello.set(E::KEY_SHARE, share(GROUP, &[0; 32]))),
];

#[test]
fn each_is_refused_by_its_rule() {
    for (alert, rule, change) in REFUSED {
        let mut pair = Pair::client();
        let hello = change(pair.peer.server_hello());
        pair.refuses_message(&hello.bytes(), *alert, rule);
    }
    let illegal =
        ["2-1", "3.7-i1", "4.1.3-7", "4.2.1-7", "4.2.8-15", "4.2.8.2-i2", "6.2-i10", "B.3.1.4-1", "B.4-i1", "C.3-i10"];
    breaks(Alert::ILLEGAL_PARAMETER, &illegal);
    breaks(Alert::PROTOCOL_VERSION, &["6.2-i15", "9.2-3", "D.1-3", "9846:E.5-2"]);
    breaks(Alert::UNSUPPORTED_EXTENSION, &["4.1.3-8", "4.2-3", "6.2-i20", "9846:6.2-1", "9846:4.3-3"]);
    breaks(Alert::MISSING_EXTENSION, &["4.1.1-i4", "9.2-6", "6.2-i19"]);
    keeps(&["4.2.1-17"], "legacy_version is the same with the extension and without: only the former is TLS 1.3");
}

#[test]
fn a_retry_is_told_by_its_random_before_anything_else() {
    for (alert, rule, change) in [
        // A HelloRetryRequest's key_share is no more than a group.
        (Alert::DECODE_ERROR, "9846:4.3-2", (|hello| hello) as fn(Hello) -> Hello),
        // A HelloRetryRequest without supported_versions lacks it; a ServerHello would be one of an older version.
        (Alert::MISSING_EXTENSION, "4.1.4-1", |hello| hello.without(E::SUPPORTED_VERSIONS)),
        (Alert::MISSING_EXTENSION, "4.1.4-1", |hello| {
            hello.without(E::SUPPORTED_VERSIONS).with(|it| it.suites = vec![1])
        }),
    ] {
        let mut pair = Pair::client();
        let hello = change(pair.peer.server_hello()).with(|hello| hello.random = HELLO_RETRY_REQUEST_RANDOM);
        pair.refuses_message(&hello.bytes(), alert, rule);
    }
    keeps(&["4.1.3-10", "9846:4.3.1-1"], "random says how the rest is read, then supported_versions");
}

#[test]
fn a_suite_that_was_not_offered_is_refused() {
    let mut pair = Pair::client_with(Rigged::new(), |config| config.cipher_suites.truncate(1));
    let other = pair.peer.provider.suites[1].cipher_suite;
    let hello = pair.peer.server_hello().with(|hello| hello.suites = vec![other.0]);
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.1.3-6");
}

#[test]
fn what_fails_in_the_crypto_library_is_an_internal_error() {
    for broken in [Broken::Finish, Broken::SealingKey(0), Broken::OpeningKey(0)] {
        let mut pair = Pair::client_with(Rigged::broken(broken), |_| {});
        let hello = pair.peer.server_hello().bytes();
        pair.refuses_message(&hello, Alert::INTERNAL_ERROR, "6.2-i17");
    }
    for broken in [Broken::SealingKey(1), Broken::OpeningKey(1)] {
        let pair = Pair::client_with(Rigged::broken(broken), |_| {}).to("WaitFinished");
        let finished = pair.peer.finished();
        pair.refuses_message(&finished, Alert::INTERNAL_ERROR, "6.2-i17");
    }
}

#[test]
fn a_client_that_cannot_start_says_nothing() {
    let purposes = [Purpose::ClientRandom, Purpose::LegacySessionId];
    let broken = purposes.map(Broken::Random).into_iter().chain([Broken::Offer(Purpose::ClientShares(1))]);
    for broken in broken {
        let provider = Arc::new(Rigged::broken(broken));
        let config = Arc::new(client_config(&provider));
        match Connection::client(provider, (), config, Intent::default()).err() {
            Some(Error::Rejected(reject)) => {
                assert_eq!((reject.alert, reject.rule.0), (Alert::INTERNAL_ERROR, "6.2-i17"));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_configuration_that_does_not_fit_the_format_is_an_internal_error() {
    let provider = Arc::new(Rigged::new());
    let mut config = client_config(&provider);
    config.application_layer_protocols = vec![vec![b'a'; 256]];
    match Connection::client(provider, (), Arc::new(config), Intent::default()).err() {
        Some(Error::Rejected(reject)) => {
            assert_eq!((reject.alert, reject.rule.0), (Alert::INTERNAL_ERROR, "6.2-i17"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_extension_twice_in_a_configuration_is_an_internal_error() {
    let provider = Arc::new(Rigged::new());
    let mut config = client_config(&provider);
    config.carrier.extensions = vec![(E(0xfafa), vec![]), (E(0xfafa), vec![])];
    match Connection::client(provider, (), Arc::new(config), Intent::default()).err() {
        Some(Error::Rejected(reject)) => {
            assert_eq!((reject.alert, reject.rule.0), (Alert::INTERNAL_ERROR, "6.2-i17"));
            breaks(reject.alert, &["6.2-i17"]);
        }
        other => panic!("{other:?}"),
    }
}
