//! RFC 8446 §4.1.4: HelloRetryRequests that a client refuses, and second ClientHellos that a server refuses.

mod peer;

use peer::bytes::{numbers, share};
use peer::pair::{GROUP, OTHER_GROUP};
use peer::{Broken, Hello, Pair, Rigged, breaks, keeps, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E};
use surehand_core::config::Retry;
use surehand_core::crypto::Purpose;

type Case = (Alert, &'static str, fn(Hello) -> Hello);

fn selects(hello: Hello, group: u16) -> Hello {
    hello.set(E::KEY_SHARE, group.to_be_bytes().to_vec())
}

const RETRIES: &[Case] = &[
    (Alert::MISSING_EXTENSION, "4.1.4-1", |hello| hello.without(E::SUPPORTED_VERSIONS)),
    (Alert::ILLEGAL_PARAMETER, "4.2.1-18", |hello| hello.set(E::SUPPORTED_VERSIONS, vec![3, 3])),
    (Alert::PROTOCOL_VERSION, "9846:4.2.3-1", |hello| hello.with(|hello| hello.legacy_version = 0x0304)),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-5", |hello| hello.with(|hello| hello.session_id.clear())),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-6", |hello| hello.with(|hello| hello.suites = vec![0x1305])),
    (Alert::ILLEGAL_PARAMETER, "9846:4.2.3-2", |hello| hello.with(|hello| hello.compression = vec![1])),
    (Alert::UNSUPPORTED_EXTENSION, "4.1.4-3", |hello| hello.set(E(0xfafa), vec![])),
    (Alert::ILLEGAL_PARAMETER, "4.1.4-5", |hello| hello.without(E::KEY_SHARE)),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-12", |hello| selects(hello, 0x001e)),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-11", |hello| selects(hello, GROUP.0)),
];

#[test]
fn each_retry_is_refused_by_its_rule() {
    for (alert, rule, change) in RETRIES {
        let pair = Pair::client();
        let retry = change(pair.peer.hello_retry_request(OTHER_GROUP));
        pair.refuses_message(&retry.bytes(), *alert, rule);
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.1.4-4", "4.1.4-8"]);
    breaks(Alert::MISSING_EXTENSION, &["9.2-3"]);
    breaks(Alert::UNSUPPORTED_EXTENSION, &["4.2-3", "9846:4.3-3"]);
}

#[test]
fn a_second_retry_is_refused() {
    let pair = Pair::client_at("WaitSecondServerHello");
    let retry = pair.peer.hello_retry_request(OTHER_GROUP).bytes();
    pair.refuses_message(&retry, Alert::UNEXPECTED_MESSAGE, "4.1.4-6");
}

#[test]
fn the_server_hello_keeps_to_the_retry() {
    let mut pair = Pair::client_at("WaitSecondServerHello");
    let hello = pair.peer.server_hello().with(|hello| hello.suites = vec![0x1303]);
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.1.4-10");
    let mut pair = Pair::client_at("WaitSecondServerHello");
    let hello = pair.peer.server_hello().set(E::KEY_SHARE, share(GROUP, &[9; 32]));
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.8-18");
    let mut pair = Pair::client_at("WaitSecondServerHello");
    let hello = pair.peer.server_hello().set(E::SUPPORTED_VERSIONS, vec![3, 3]);
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.1-18");
    breaks(Alert::ILLEGAL_PARAMETER, &["4.1.4-13", "4.2.8-17"]);
    // Without a share there would be no secret.
    let mut pair = Pair::client_at("WaitSecondServerHello");
    let hello = pair.peer.server_hello().without(E::KEY_SHARE);
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "4.1.3-i2");
    breaks(Alert::MISSING_EXTENSION, &["4.1.1-i4"]);
}

#[test]
fn a_cookie_alone_is_reason_enough() {
    let mut pair = Pair::client();
    let cookie = vector(2, b"come again");
    let retry = pair.peer.hello_retry_request(GROUP).without(E::KEY_SHARE).set(E::COOKIE, cookie.clone());
    let first = pair.peer.hello.clone().unwrap();
    pair.tell(retry.bytes()).unwrap();
    let second = pair.peer.hello.clone().unwrap();
    assert_eq!(second.get(E::COOKIE), Some(&cookie[..]));
    assert_eq!(second.without(E::COOKIE), first);
    pair.to("Connected").agree();
}

#[test]
fn the_second_client_hello_repeats_the_first() {
    let mut pair = Pair::client();
    let first = pair.peer.hello.clone().unwrap();
    let retry = pair.peer.hello_retry_request(OTHER_GROUP).set(E::COOKIE, vector(2, &[7; 500]));
    pair.tell(retry.bytes()).unwrap();
    let second = pair.peer.hello.clone().unwrap();
    let groups: Vec<_> = second.shares().into_iter().map(|(group, _)| group).collect();
    assert_eq!(groups, [OTHER_GROUP]);
    assert_eq!(second.without(E::COOKIE).without(E::KEY_SHARE), first.clone().without(E::KEY_SHARE));
    surehand_evidence::property("4.1.2-2", "everything but key_share and cookie is as it was");
    surehand_evidence::property("4.1.2-i1", "the second ClientHello has one share, for the group asked for");
    surehand_evidence::property("4.1.2-i3", "the cookie is repeated");
    // Neither cookie nor shares outlive their connection.
    let other = Pair::client().peer.hello.unwrap();
    assert_eq!(other.get(E::COOKIE), None);
    for (_, share) in first.shares() {
        assert!(other.shares().iter().all(|(_, other)| *other != share));
    }
    keeps(&["4.2.2-3"], "the next connection's ClientHello has no cookie");
    keeps(&["9846:4.3.8-2"], "the next connection has other shares");
}

#[test]
fn fresh_shares_that_cannot_be_had_are_an_internal_error() {
    let pair = Pair::client_with(Rigged::broken(Broken::Offer(Purpose::ClientShares(2))), |_| {});
    let retry = pair.peer.hello_retry_request(OTHER_GROUP).bytes();
    pair.refuses_message(&retry, Alert::INTERNAL_ERROR, "6.2-i17");
}

const SECOND_HELLOS: &[Case] = &[
    (Alert::ILLEGAL_PARAMETER, "4.2.10-7", |hello| hello.set(E::EARLY_DATA, vec![])),
    (Alert::ILLEGAL_PARAMETER, "4.2.2-2", |hello| hello.without(E::COOKIE)),
    (Alert::ILLEGAL_PARAMETER, "4.2.2-2", |hello| hello.set(E::COOKIE, vector(2, b"another"))),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", |hello| hello.with(|hello| hello.random[31] ^= 1)),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", |hello| hello.with(|hello| hello.session_id.clear())),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", |hello| hello.with(|hello| hello.suites.push(0x1305))),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", |hello| hello.with(|hello| hello.suites.reverse())),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", |hello| hello.set(E(0xfafa), vec![])),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", |hello| hello.set(E::SUPPORTED_GROUPS, numbers(2, &[OTHER_GROUP.0]))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| hello.set(E::KEY_SHARE, vector(2, &[]))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| hello.set(E::KEY_SHARE, vector(2, &share(GROUP, &[9; 32])))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", |hello| {
        let both = [share(OTHER_GROUP, &[4; 65]), share(GROUP, &[9; 32])].concat();
        hello.set(E::KEY_SHARE, vector(2, &both))
    }),
    (Alert::PROTOCOL_VERSION, "D.2-3", |hello| hello.without(E::SUPPORTED_VERSIONS)),
    (Alert::MISSING_EXTENSION, "9.2-12", |hello| hello.without(E::KEY_SHARE)),
];

/// A server that has asked for a share of the other group and for its cookie.
fn asked() -> (Pair, Hello) {
    let mut pair = Pair::server_with(Rigged::new(), |config| config.retry = Retry::RandomCookie(32));
    pair.retry = true;
    let mut pair = pair.to("WaitSecondClientHello");
    let first = pair.peer.hello.clone().unwrap();
    let second = pair.peer.second_client_hello(&first);
    (pair, second)
}

#[test]
fn each_second_client_hello_is_refused_by_its_rule() {
    for (alert, rule, change) in SECOND_HELLOS {
        let (pair, hello) = asked();
        assert!(hello.get(E::COOKIE).is_some());
        pair.refuses_message(&change(hello).bytes(), *alert, rule);
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.1.2-i2", "4.2.8-13"]);
}

#[test]
fn what_may_change_may_change() {
    let (mut pair, hello) = asked();
    let hello = hello.set(E::PADDING, vec![0; 40]);
    pair.tell(hello.bytes()).unwrap();
    pair.to("Connected").agree();
}

#[test]
fn a_cookie_of_no_length_is_none() {
    let mut pair = Pair::server_with(Rigged::new(), |config| config.retry = Retry::RandomCookie(0));
    pair.retry = true;
    let mut pair = pair.to("WaitSecondClientHello");
    assert_eq!(Hello::parse(pair.peer.messages.last().unwrap()).get(E::COOKIE), None);
    pair = pair.to("Connected");
    pair.agree();
}

#[test]
fn a_cookie_without_randomness_is_an_internal_error() {
    let mut pair = Pair::server_with(Rigged::broken(Broken::Random(Purpose::Cookie)), |config| {
        config.retry = Retry::RandomCookie(32);
    });
    pair.retry = true;
    let hello = pair.client_hello().bytes();
    pair.refuses_message(&hello, Alert::INTERNAL_ERROR, "6.2-i17");
}
