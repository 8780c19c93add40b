//! RFC 8446 §4.1.4, §4.2.2: HelloRetryRequests whose state is in the cookie.

use std::sync::Arc;
use std::time::Duration;

use surehand::session::CookieKeys;
use surehand::{AlertDescription, Connection, NamedGroup, ServerConfig};
use surehand_evidence::{property, saw};

use crate::made::{Authority, recording};
use crate::rig::{End, agree, connected, run};

/// No default client has a share for its group.
fn server(authority: &Authority, keys: &Arc<CookieKeys>) -> ServerConfig {
    authority.serving().stateless_retry(keys.clone()).groups([NamedGroup::SECP256R1]).build().unwrap()
}

/// A client up to its second ClientHello; with it the server connection that has answered the first.
fn second_hello(authority: &Authority, server: &ServerConfig, address: &[u8]) -> (End, Vec<u8>) {
    let mut client = End::client(&authority.trusting().build().unwrap(), "localhost");
    let mut first = End::new(Connection::server_for(server, address));
    first.hear(&client.say());
    client.hear(&first.say());
    assert!(client.error.is_none() && first.error.is_none());
    let hello = client.say();
    assert_eq!(hello[0], 20, "change_cipher_spec comes before it (RFC 8446 D.4)");
    (client, hello)
}

#[test]
fn another_connection_goes_on() {
    let authority = Authority::new("A");
    let keys = Arc::new(CookieKeys::new());
    let (one, two) = (server(&authority, &keys), server(&authority, &keys));
    for other in [&one, &two] {
        let (mut client, hello) = second_hello(&authority, &one, b"");
        let mut second = End::server(other);
        second.hear(&hello);
        run(&mut client, &mut second);
        agree(&mut client, &mut second);
        assert_eq!(client.connection.session().unwrap().group, Some(NamedGroup::SECP256R1));
    }
    // Two processes with the same key material; and the same connection, which has forgotten everything.
    let shared = || Arc::new(CookieKeys::from_secret(&[7; 32]).unwrap());
    let (mut client, hello) = second_hello(&authority, &server(&authority, &shared()), b"192.0.2.1");
    let mut second = End::new(Connection::server_for(&server(&authority, &shared()), b"192.0.2.1"));
    second.hear(&hello);
    run(&mut client, &mut second);
    agree(&mut client, &mut second);
    connected(&authority.trusting().build().unwrap(), &one);
    property("4.2.2-4", "the change_cipher_spec before the second ClientHello is the first record of a connection");
    property("4.2.2-1", "a HelloRetryRequest with a cookie");
}

/// A server connection refuses this second ClientHello for its cookie.
#[track_caller]
fn refuses(server: &ServerConfig, address: &[u8], hello: &[u8]) {
    let mut second = End::new(Connection::server_for(server, address));
    second.hear(hello);
    assert_eq!((second.alert(), second.rule()), (Some(AlertDescription::ILLEGAL_PARAMETER), Some("4.2.2-i2")));
    saw("4.2.2-i2", "illegal_parameter");
}

/// Where the bytes of the cookie are.
fn cookie(hello: &[u8]) -> std::ops::Range<usize> {
    let number = |at: usize| usize::from(u16::from_be_bytes([hello[at], hello[at + 1]]));
    let is_cookie = |at: &usize| number(*at) == 44 && number(at + 2) == number(at + 4) + 2 && number(at + 4) >= 32;
    let at = (0..hello.len() - 6).find(is_cookie).unwrap();
    at + 6..at + 6 + number(at + 4)
}

#[test]
fn another_address() {
    let authority = Authority::new("A");
    let server = server(&authority, &Arc::new(CookieKeys::new()));
    let (_, hello) = second_hello(&authority, &server, b"192.0.2.1");
    refuses(&server, b"192.0.2.2", &hello);
    refuses(&server, b"", &hello);
}

#[test]
fn other_keys_and_other_bytes() {
    let authority = Authority::new("A");
    let server_here = server(&authority, &Arc::new(CookieKeys::new()));
    let (mut client, hello) = second_hello(&authority, &server_here, b"");
    refuses(&server(&authority, &Arc::new(CookieKeys::new())), b"", &hello);
    let place = cookie(&hello);
    for at in [place.start, place.start + 20, place.end - 1] {
        let mut changed = hello.clone();
        changed[at] ^= 1;
        refuses(&server_here, b"", &changed);
    }
    let mut second = End::server(&server_here);
    second.hear(&hello);
    run(&mut client, &mut second);
    agree(&mut client, &mut second);
}

#[test]
fn too_late() {
    let authority = Authority::new("A");
    let server = server(&authority, &Arc::new(CookieKeys::new().lifetime(Duration::from_millis(1))));
    let (_, hello) = second_hello(&authority, &server, b"");
    std::thread::sleep(Duration::from_millis(20));
    refuses(&server, b"", &hello);
}

#[test]
fn the_cookie_of_another_client() {
    let authority = Authority::new("A");
    let server = server(&authority, &Arc::new(CookieKeys::new()));
    // Without a session id to tell HelloRetryRequests apart by.
    let config = authority.trusting().compatibility_mode(false).build().unwrap();
    let (mut anna, mut bert) = (End::client(&config, "localhost"), End::client(&config, "localhost"));
    let mut first = End::server(&server);
    first.hear(&anna.say());
    // Bert has said another hello, which goes nowhere, and returns Anna's cookie.
    bert.say();
    bert.hear(&first.say());
    let hello = bert.say();
    let mut second = End::server(&server);
    second.hear(&hello);
    run(&mut bert, &mut second);
    assert!(!bert.is_complete() && !second.is_complete());
    // The cookie is genuine, so that the server goes on; but the transcripts differ, and with them all keys.
    assert_eq!(bert.alert(), Some(AlertDescription::BAD_RECORD_MAC));
    property("4.2.2-i2", "a cookie that stands for another ClientHello leads to other keys, and to nothing else");
}

#[test]
fn resumed_without_state() {
    let authority = Authority::new("A");
    let keys = Arc::new(CookieKeys::new());
    let builder = authority.serving().stateless_retry(keys).groups([NamedGroup::SECP256R1]);
    let server = builder.early_data(1000, recording()).build().unwrap();
    let client = authority.trusting().early_data(true).build().unwrap();
    connected(&client, &server);
    let (mut at_client, mut first) = (End::client(&client, "localhost"), End::server(&server));
    at_client.send_early(b"early");
    first.hear(&at_client.say());
    assert!(first.early.is_empty() && first.error.is_none());
    at_client.hear(&first.say());
    let hello = at_client.say();
    let mut second = End::server(&server);
    for here in [&mut second, &mut first] {
        here.hear(&hello);
        assert!(here.error.is_none(), "{:?}", here.error);
    }
    run(&mut at_client, &mut second);
    agree(&mut at_client, &mut second);
    assert!(at_client.resumed() && second.early.is_empty());
}

#[test]
fn a_cookie_with_state() {
    let authority = Authority::new("A");
    let server = authority.serving().cookie(true).groups([NamedGroup::SECP256R1]).build().unwrap();
    let (_, hello) = second_hello(&authority, &server, b"");
    assert_eq!(cookie(&hello).len(), 32);
    connected(&authority.trusting().build().unwrap(), &server);
    // Another connection knows nothing of it.
    let mut second = End::server(&server);
    second.hear(&hello);
    assert!(second.error.is_some());
}
