//! RFC 8446 §4.2.11.1, §4.6.1, C.4: a client's sessions.

use std::sync::Arc;
use std::time::Duration;

use surehand::pki_types::{CertificateDer, ServerName};
use surehand::session::{
    BinderKind, ChainLimit, ClientSession, HashAlgorithm, MemorySessions, NewTicket, Psk, ServerIdentity, ServerKey,
    SessionStore, Timestamp,
};

use crate::sample::{AGE_ADD, NOW, after, before, terms};

const DAY: u64 = 24 * 60 * 60;

fn new_ticket(name: u8) -> NewTicket {
    NewTicket {
        ticket: vec![name; 40],
        lifetime: 7_200,
        age_add: AGE_ADD,
        psk: Psk::new(&[5; 48]),
        hash: HashAlgorithm::Sha384,
        early_data: Some(terms()),
        server_name: Some(b"example.com".to_vec()),
        resumptions: 2,
    }
}

fn identity(authenticated_at: Timestamp) -> Arc<ServerIdentity> {
    let certificates = [CertificateDer::from(vec![1, 2, 3])].into();
    let identity = surehand::PeerIdentity::ServerName(b"example.com".to_vec());
    Arc::new(ServerIdentity { certificates, identity, authenticated_by: "a test".into(), authenticated_at })
}

fn session(name: u8, received: Timestamp) -> ClientSession {
    ClientSession::new(new_ticket(name), received, identity(received))
}

fn changed(change: impl FnOnce(&mut NewTicket)) -> ClientSession {
    let mut ticket = new_ticket(1);
    change(&mut ticket);
    ClientSession::new(ticket, NOW, identity(NOW))
}

fn key(name: &'static str) -> ServerKey {
    ServerKey::new(&ServerName::try_from(name).unwrap(), b"configuration")
}

/// The first byte of the ticket that is taken.
fn take(store: &MemorySessions, name: &'static str, now: Timestamp) -> Option<u8> {
    store.take(&key(name), now).map(|session| session.ticket().ticket[0])
}

#[test]
fn a_session_is_offered_with_its_age() {
    let session = session(7, NOW);
    let offer = session.offer(NOW + Duration::from_millis(0x1234)).unwrap();
    assert_eq!(offer.identity, [7; 40]);
    assert_eq!(offer.obfuscated_ticket_age, 0x0000_0234, "modulo 2^32");
    assert_eq!(offer.psk, Psk::new(&[5; 48]));
    assert_eq!((offer.hash, offer.kind, offer.resumptions), (HashAlgorithm::Sha384, BinderKind::Resumption, 2));
    assert_eq!(offer.early_data, Some(terms()));
    assert_eq!(session.offer(NOW).unwrap().obfuscated_ticket_age, AGE_ADD);
    assert_eq!(session.received_at(), NOW);
    assert_eq!(&*session.server().certificates, [CertificateDer::from(vec![1, 2, 3])]);
    surehand_evidence::property("4.2.11.1-i1", "age in milliseconds plus ticket_age_add, over the edge of 2^32");
    surehand_evidence::property("4.2.11-i3", "a ticket's PSK keeps the hash of its connection");
}

#[test]
fn a_ticket_is_not_used_for_longer_than_it_is_good() {
    let short = session(1, NOW);
    assert!(short.offer(after(7_199)).is_some() && short.offer(after(7_200)).is_none());
    assert!(short.offer(before(1)).is_none(), "nor before it was received");
    let long = changed(|ticket| ticket.lifetime = u32::MAX);
    assert!(long.offer(after(7 * DAY - 1)).is_some() && long.offer(after(7 * DAY)).is_none());
    assert!(changed(|ticket| ticket.lifetime = 0).offer(NOW).is_none());
    surehand_evidence::property("4.2.11.1-1", "no offer once the ticket is older than its lifetime");
    surehand_evidence::property("4.6.1-11", "no offer after 7 days, whatever the lifetime says");
    surehand_evidence::property("9846:4.7.1-4", "no offer after 7 days, whatever the lifetime says");
}

#[test]
fn a_session_is_handed_over_once_the_newest_first() {
    let store = MemorySessions::new();
    assert!(store.is_empty());
    for name in 1..=3 {
        store.put(&key("example.com"), session(name, NOW), NOW);
    }
    assert_eq!(store.len(), 3);
    let taken: Vec<Option<u8>> = (0..4).map(|_| take(&store, "EXAMPLE.com", after(1))).collect();
    assert_eq!(taken, [Some(3), Some(2), Some(1), None]);
    assert!(store.is_empty());
    surehand_evidence::property("C.4-1", "the store forgets a session when it hands it over");
}

#[test]
fn a_session_belongs_to_a_name_and_a_configuration() {
    let store = MemorySessions::new();
    store.put(&key("example.com"), session(1, NOW), NOW);
    assert_eq!(take(&store, "www.example.com", NOW), None);
    assert_eq!(take(&store, "192.0.2.1", NOW), None);
    let other = ServerKey::new(&ServerName::try_from("example.com").unwrap(), b"other");
    assert!(store.take(&other, NOW).is_none());
    assert_eq!((other.server_name(), other.configuration()), ("example.com", &b"other"[..]));
    assert_eq!(take(&store, "example.com", NOW), Some(1));
    surehand_evidence::property("4.6.1-6", "sessions are kept and found by the server's name");
    surehand_evidence::property("4.2.11-5", "the name is stored together with the session");
}

#[test]
fn what_is_not_good_is_neither_kept_nor_handed_over() {
    let store = MemorySessions::new();
    store.put(&key("example.com"), changed(|ticket| ticket.lifetime = 0), NOW);
    store.put(&key("example.com"), session(1, before(7_200)), NOW);
    assert!(store.is_empty());
    store.put(&key("example.com"), session(2, NOW), NOW);
    store.put(&key("example.com"), changed(|ticket| ticket.lifetime = 10), NOW);
    assert_eq!(take(&store, "example.com", after(10)), Some(2), "the newer one has expired");
    assert!(store.is_empty());
    store.put(&key("example.com"), session(2, NOW), NOW);
    assert_eq!(take(&store, "example.com", after(7_200)), None);
    assert!(store.is_empty());
    surehand_evidence::property("4.6.1-i2", "a ticket with a lifetime of zero is not kept");
    surehand_evidence::property("4.6.1-12", "tickets go when they expire, or when there is no room");
}

#[test]
fn memory_is_bounded() {
    let store = MemorySessions::with(2, 2);
    for (name, second) in [(1, 0), (2, 1), (3, 2)] {
        store.put(&key("a.example"), session(name, NOW), after(second));
    }
    assert_eq!(store.len(), 2, "the oldest of a server goes");
    store.put(&key("b.example"), session(4, NOW), after(3));
    store.put(&key("a.example"), session(5, NOW), after(4));
    store.put(&key("c.example"), session(6, NOW), after(5));
    assert_eq!(take(&store, "b.example", after(6)), None, "it has been silent for longest");
    assert_eq!(take(&store, "a.example", after(6)), Some(5));
    assert_eq!(take(&store, "a.example", after(6)), Some(3));
    assert_eq!(take(&store, "c.example", after(6)), Some(6));
    for store in [MemorySessions::with(0, 1), MemorySessions::with(1, 0)] {
        store.put(&key("a.example"), session(1, NOW), NOW);
        assert!(store.is_empty());
    }
}

#[test]
fn what_has_expired_makes_room_first() {
    let store = MemorySessions::with(2, 2);
    store.put(&key("old.example"), session(1, NOW), NOW);
    store.put(&key("short.example"), changed(|ticket| ticket.lifetime = 10), after(5));
    store.put(&key("new.example"), session(2, NOW), after(20));
    assert_eq!(take(&store, "old.example", after(21)), Some(1));
    store.clear();
    assert!(store.is_empty());
}

#[test]
fn a_chain_of_sessions_ends() {
    let store = MemorySessions::new();
    let full = ChainLimit::DEFAULT_RESUMPTIONS;
    store.put(&key("example.com"), changed(|ticket| ticket.resumptions = full), NOW);
    assert!(store.is_empty());
    store.put(&key("example.com"), changed(|ticket| ticket.resumptions = full - 1), NOW);
    assert!(take(&store, "example.com", NOW).is_some());
    // The full handshake is six days and 23 hours back.
    let old = ClientSession::new(new_ticket(1), NOW, identity(before(7 * DAY - 3_600)));
    store.put(&key("example.com"), old.clone(), NOW);
    store.put(&key("example.com"), old.clone(), NOW);
    assert!(take(&store, "example.com", after(3_600)).is_some());
    assert_eq!(take(&store, "example.com", after(3_601)), None);
    let strict = MemorySessions::new().chain_limit(ChainLimit { resumptions: 2, ..ChainLimit::default() });
    strict.put(&key("example.com"), session(1, NOW), NOW);
    assert!(strict.is_empty());
    surehand_evidence::property("4.6.1-19", "a client's chain of tickets ends by count and by total age");
}

#[test]
fn of_many_threads_one_gets_the_session() {
    let store = MemorySessions::new();
    store.put(&key("example.com"), session(1, NOW), NOW);
    let taken = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| take(&store, "example.com", NOW))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok().flatten()).count()
    });
    assert_eq!(taken, 1);
}

#[test]
fn a_session_goes_into_bytes_and_back() {
    let plain = changed(|ticket| (ticket.early_data, ticket.server_name) = (None, None));
    for session in [session(1, NOW), plain] {
        let bytes = session.to_bytes().unwrap();
        assert_eq!(ClientSession::from_bytes(&bytes), Some(session));
        for length in 0..bytes.len() {
            assert_eq!(ClientSession::from_bytes(&bytes[..length]), None, "{length} bytes of it");
        }
        assert_eq!(ClientSession::from_bytes(&[&bytes[..], &[0]].concat()), None, "a byte more");
        assert_eq!(ClientSession::from_bytes(&[&[2], &bytes[1..]].concat()), None, "another version");
    }
}
