//! RFC 8446 §4.2.2: cookies.

use std::time::Duration;

use proptest::prelude::{any, proptest};
use surehand::session::{CookieKeys, RetryState, TicketKeys, Tickets, Timestamp};
use surehand::{AlertDescription, CipherSuite, ConfigError, NamedGroup, Rule};
use surehand_core::crypto::Digest;

use crate::sample::{NOW, after, before, provider, seal_ticket};

const ADDRESS: &[u8] = b"192.0.2.1";

fn state(byte: u8) -> RetryState {
    RetryState {
        client_hello1: Digest::new(&[byte; 48]),
        cipher_suite: CipherSuite::TLS_AES_256_GCM_SHA384,
        group: NamedGroup::SECP256R1,
    }
}

fn seal(keys: &CookieKeys, now: Timestamp) -> Vec<u8> {
    keys.seal(&provider(), &state(1), ADDRESS, now).unwrap()
}

/// Expects the refusal of a cookie.
fn refused(keys: &CookieKeys, cookie: &[u8], address: &[u8], now: Timestamp) {
    let reject = keys.open(&provider(), cookie, address, now).unwrap_err();
    assert_eq!((reject.alert, reject.rule), (AlertDescription::ILLEGAL_PARAMETER, Rule("4.2.2-i2")));
    surehand_evidence::saw("4.2.2-i2", "illegal_parameter");
}

#[test]
fn what_is_sealed_is_opened() {
    let keys = CookieKeys::new();
    let cookie = seal(&keys, NOW);
    assert_eq!(keys.open(&provider(), &cookie, ADDRESS, after(1)), Ok(state(1)));
    let [one, two] = [(); 2].map(|()| CookieKeys::from_secret(&[1; 32]).unwrap());
    assert_eq!(two.open(&provider(), &seal(&one, NOW), ADDRESS, NOW), Ok(state(1)), "by another server as well");
    assert!(matches!(CookieKeys::from_secret(&[1; 31]), Err(ConfigError::Secret(_))));
}

#[test]
fn a_changed_cookie_is_refused() {
    let keys = CookieKeys::new();
    let cookie = seal(&keys, NOW);
    for at in 0..cookie.len() {
        let mut changed = cookie.clone();
        changed[at] ^= 1;
        refused(&keys, &changed, ADDRESS, NOW);
        refused(&keys, &cookie[..at], ADDRESS, NOW);
    }
    refused(&keys, &[&cookie[..], &[0]].concat(), ADDRESS, NOW);
    let other = keys.seal(&provider(), &state(2), ADDRESS, NOW).unwrap();
    for at in 18..cookie.len() - 1 {
        let halves = [&cookie[..at], &other[at..]].concat();
        // Where the two have a byte in common by chance, this may be one of them.
        if halves != cookie && halves != other {
            refused(&keys, &halves, ADDRESS, NOW);
        }
    }
}

#[test]
fn a_cookie_is_for_one_address() {
    let keys = CookieKeys::new();
    let cookie = seal(&keys, NOW);
    for address in [&b"192.0.2.2"[..], b"", b"192.0.2.1 "] {
        refused(&keys, &cookie, address, NOW);
    }
}

#[test]
fn a_cookie_has_its_time() {
    for keys in [CookieKeys::new(), CookieKeys::from_secret(&[1; 32]).unwrap()] {
        let cookie = seal(&keys, NOW);
        assert!(keys.open(&provider(), &cookie, ADDRESS, after(60)).is_ok());
        assert!(keys.open(&provider(), &cookie, ADDRESS, before(60)).is_ok());
        refused(&keys, &cookie, ADDRESS, after(61));
        refused(&keys, &cookie, ADDRESS, before(61));
    }
    let short = CookieKeys::new().lifetime(Duration::from_secs(5));
    let cookie = seal(&short, NOW);
    assert!(short.open(&provider(), &cookie, ADDRESS, after(5)).is_ok());
    refused(&short, &cookie, ADDRESS, after(6));
}

#[test]
fn keys_follow_each_other() {
    let keys = CookieKeys::new().rotate_every(Duration::from_secs(100));
    let first = seal(&keys, NOW);
    let second = seal(&keys, after(100));
    assert_ne!(first[1..17], second[1..17]);
    let last = seal(&keys, after(199));
    keys.rotate(&provider(), after(200)).unwrap();
    assert_ne!(seal(&keys, after(200))[1..17], last[1..17]);
    assert!(keys.open(&provider(), &last, ADDRESS, after(259)).is_ok(), "the key before still opens");
    keys.rotate_to(&[1; 32], after(201)).unwrap();
    let shared = CookieKeys::from_secret(&[1; 32]).unwrap();
    shared.accept_secret(&[2; 32], NOW).unwrap();
    let ahead = CookieKeys::from_secret(&[2; 32]).unwrap();
    assert!(shared.open(&provider(), &seal(&ahead, after(9_000)), ADDRESS, after(9_000)).is_ok(), "it waits for long");
    assert_eq!(seal(&shared, after(9_000))[1..17], seal(&keys, after(202))[1..17]);
    shared.rotate_to(&[3; 32], after(9_000)).unwrap();
    assert!(
        shared.open(&provider(), &seal(&ahead, after(9_100)), ADDRESS, after(9_100)).is_ok(),
        "and goes on waiting"
    );
    let shared = CookieKeys::from_secret(&[1; 32]).unwrap();
    assert!(shared.open(&provider(), &seal(&keys, after(202)), ADDRESS, after(202)).is_ok());
}

#[test]
fn a_ticket_is_no_cookie() {
    let (cookies, tickets) = (CookieKeys::from_secret(&[1; 32]).unwrap(), TicketKeys::from_secret(&[1; 32]).unwrap());
    let ticket = tickets.for_context(ADDRESS).seal(&provider(), &seal_ticket(), NOW).unwrap();
    refused(&cookies, &ticket, ADDRESS, NOW);
    assert!(tickets.for_context(ADDRESS).open(&provider(), &seal(&cookies, NOW), NOW).is_none());
    refused(&CookieKeys::default(), &seal(&cookies, NOW), ADDRESS, NOW);
    assert!(!format!("{cookies:?}").contains("1, 1"));
}

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let keys = CookieKeys::from_secret(&[1; 32]).unwrap();
        refused(&keys, &bytes, ADDRESS, NOW);
        refused(&keys, &[&seal(&keys, NOW)[..17], &bytes].concat(), ADDRESS, NOW);
    }
}
