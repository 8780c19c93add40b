//! RFC 8446 §2.2, §4.6.1: connections that continue earlier ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use surehand::session::{
    ChainLimit, ClientSession, MemorySessions, ServerKey, ServerSessions, SessionStore, StoredSessions, TicketKeys,
    Timestamp,
};
use surehand::{AlertDescription, PeerIdentity, PeerVerifier, Presented, Refusal};
use surehand_evidence::{property, saw};

use crate::made::Authority;
use crate::rig::{connect, connected};

#[test]
fn by_default_the_second_connection_is_resumed() {
    let authority = Authority::new("A");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let (first, at_server) = connected(&client, &server);
    assert!(!first.resumed());
    assert!(at_server.identity().is_none());
    for _ in 0..3 {
        let (again, _) = connected(&client, &server);
        let (one, other) = (first.connection.session().unwrap(), again.connection.session().unwrap());
        assert!(other.resumed && !one.resumed);
        assert_eq!(other.peer_identity, Some(&PeerIdentity::ServerName(b"localhost".to_vec())));
        assert_eq!(other.peer_identity, one.peer_identity);
        assert_eq!(other.peer_authenticated, one.peer_authenticated);
        assert!(!one.peer_certificates.is_empty());
        assert_eq!(other.peer_certificates, one.peer_certificates);
        assert_eq!((one.signature_scheme.is_some(), other.signature_scheme), (true, None));
        assert!(other.group.is_some(), "with a key exchange of its own");
    }
    property("4.6.1-2", "tickets of one connection are resumed by the next");
    property("C.4-3", "a resumed connection gives out tickets again");
    property("2.2-1", "a resumed connection has a key exchange of its own");
}

/// Keeps everything, and notes what is taken.
#[derive(Default)]
struct Noting {
    store: MemorySessions,
    taken: std::sync::Mutex<Vec<Vec<u8>>>,
}

impl SessionStore for Noting {
    fn put(&self, server: &ServerKey, session: ClientSession, now: Timestamp) {
        self.store.put(server, session, now);
    }

    fn take(&self, server: &ServerKey, now: Timestamp) -> Option<ClientSession> {
        let session = self.store.take(server, now)?;
        self.taken.lock().unwrap().push(session.ticket().ticket.clone());
        Some(session)
    }
}

#[test]
fn a_ticket_is_offered_once() {
    let authority = Authority::new("A");
    let store = Arc::new(Noting::default());
    let client = authority.trusting().sessions(store.clone()).build().unwrap();
    let server = authority.serving().tickets(3).build().unwrap();
    connected(&client, &server);
    assert_eq!(store.store.len(), 3);
    // Connections that do not come to anything use their tickets up too.
    let hellos: Vec<Vec<u8>> = (0..3).map(|_| crate::rig::End::client(&client, "localhost").say()).collect();
    let taken = store.taken.lock().unwrap().clone();
    assert_eq!(taken.len(), 3);
    let contains = |hello: &[u8], ticket: &[u8]| hello.windows(ticket.len()).any(|place| place == ticket);
    for (hello, ticket) in hellos.iter().zip(&taken) {
        assert!(contains(hello, ticket));
        assert_eq!(taken.iter().filter(|ticket| contains(hello, ticket)).count(), 1);
    }
    assert!(store.store.is_empty());
    let (client, _) = connected(&client, &server);
    assert!(!client.resumed());
    property("C.4-1", "a ticket that has been offered is offered to nobody else");
    property("C.4-2", "as many tickets follow a handshake as the server is configured for");
    property("4.6.1-3", "several tickets on one connection");
}

#[test]
fn nothing_is_resumed_where_either_side_does_not_want_it() {
    let authority = Authority::new("A");
    let clients = [authority.trusting(), authority.trusting().no_resumption()].map(|it| it.build().unwrap());
    let servers = [authority.serving(), authority.serving().tickets(0)].map(|it| it.build().unwrap());
    for (want, client) in clients.iter().enumerate() {
        for (give, server) in servers.iter().enumerate() {
            let (_, mut at_server) = connected(client, server);
            let sent = at_server.sent.len();
            let (again, _) = connected(client, server);
            assert_eq!(again.resumed(), (want, give) == (0, 0));
            // A ticket for a client that has no use for it is not made, not even when the application asks.
            assert_eq!(at_server.connection.make_ticket().is_ok(), want == 0 && give == 0);
            assert_eq!(at_server.say().is_empty(), (want, give) != (0, 0));
            assert!(at_server.sent.len() >= sent);
        }
    }
    property("4.2.9-5", "a client that sends no psk_key_exchange_modes gets no tickets");
    property("9846:4.7.1-1", "a client that sends no psk_key_exchange_modes gets no tickets");
}

#[test]
fn one_more_ticket_on_demand() {
    let authority = Authority::new("A");
    let store = Arc::new(MemorySessions::new());
    let client = authority.trusting().sessions(store.clone()).build().unwrap();
    let server = authority.serving().tickets(1).build().unwrap();
    let (mut at_client, mut at_server) = connected(&client, &server);
    assert_eq!(store.len(), 1);
    at_server.connection.make_ticket().unwrap();
    crate::rig::run(&mut at_client, &mut at_server);
    assert_eq!(store.len(), 2);
    let (again, _) = connected(&client, &server);
    assert!(again.resumed());
    property("4.6.1-1", "a ticket in the midst of a connection");
    property("9846:4.7.1-3", "resumed while the connection that the ticket is from is still open");
}

#[test]
fn sessions_that_the_server_keeps() {
    let authority = Authority::new("A");
    let stored = StoredSessions::new(100);
    let sessions = || ServerSessions { tickets: Some(Arc::new(stored.clone())), ..ServerSessions::default() };
    let client = authority.trusting().build().unwrap();
    let server = authority.serving().sessions(sessions()).build().unwrap();
    let twin = authority.serving().sessions(sessions()).build().unwrap();
    connected(&client, &server);
    assert_eq!(stored.len(), 2);
    let (again, _) = connected(&client, &twin);
    assert!(again.resumed(), "a twin with the same sessions");
    let stranger = authority
        .serving()
        .sessions(ServerSessions { tickets: Some(Arc::new(StoredSessions::new(100))), ..ServerSessions::default() });
    let (again, _) = connected(&client, &stranger.build().unwrap());
    assert!(!again.resumed());
    property("4.2.11-6", "an identity that nobody knows is ignored");
    property("4.2.11-7", "without a PSK that is known the handshake is a full one");
}

#[test]
fn a_twin_with_the_same_ticket_keys() {
    let authority = Authority::new("A");
    let keys = Arc::new(TicketKeys::from_secret(&[7; 32]).unwrap());
    let with = |keys: Arc<TicketKeys>| {
        let sessions = ServerSessions { tickets: Some(keys), ..ServerSessions::default() };
        authority.serving().sessions(sessions).build().unwrap()
    };
    let (one, twin) = (with(keys.clone()), with(Arc::new(TicketKeys::from_secret(&[7; 32]).unwrap())));
    let client = authority.trusting().build().unwrap();
    connected(&client, &one);
    let (again, at_twin) = connected(&client, &twin);
    assert!(again.resumed() && at_twin.resumed());
    // Without keys in common the handshake is a full one; so it is in another context of the same keys.
    for stranger in [authority.serving().build().unwrap(), with(Arc::new(keys.for_context(b"another")))] {
        let (again, at_stranger) = connected(&client, &stranger);
        assert!(!again.resumed() && !at_stranger.resumed());
    }
}

#[test]
fn a_chain_of_resumptions_ends() {
    let authority = Authority::new("A");
    let limit = ChainLimit { resumptions: 2, ..ChainLimit::default() };
    let history = |client: &surehand::ClientConfig, server: &surehand::ServerConfig| {
        (0..7).map(|_| connected(client, server).0.resumed()).collect::<Vec<_>>()
    };
    let expected = [false, true, true, false, true, true, false];
    // The server's.
    let sessions =
        ServerSessions { tickets: Some(Arc::new(TicketKeys::new().chain_limit(limit))), ..ServerSessions::default() };
    // One ticket a connection, or the client has some of earlier links left.
    let server = authority.serving().tickets(1).sessions(sessions).build().unwrap();
    assert_eq!(history(&authority.trusting().build().unwrap(), &server), expected);
    // The client's.
    let store = Arc::new(MemorySessions::new().chain_limit(limit));
    let client = authority.trusting().sessions(store).build().unwrap();
    assert_eq!(history(&client, &authority.serving().tickets(1).build().unwrap()), expected);
    property("4.6.1-19", "after so many resumptions the handshake is a full one, by either side's limit");
}

/// Believes for as long as it is told to.
struct Fickle(AtomicBool);

impl PeerVerifier for Fickle {
    fn verify(&self, _: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        if self.0.load(Ordering::Relaxed) {
            return Ok(b"a friend".to_vec());
        }
        Err(Refusal::new(AlertDescription::CERTIFICATE_EXPIRED, "a friend no more"))
    }
}

#[test]
fn a_resumed_server_is_verified_again_where_that_is_wanted() {
    let authority = Authority::new("A");
    for again in [false, true] {
        let verifier = Arc::new(Fickle(AtomicBool::new(true)));
        let client =
            surehand::ClientConfig::builder().verifier(verifier.clone()).verify_resumed(again).build().unwrap();
        let server = authority.serving().build().unwrap();
        connected(&client, &server);
        let (resumed, _) = connected(&client, &server);
        assert!(resumed.resumed());
        assert_eq!(resumed.identity(), Some(PeerIdentity::Own(b"a friend".to_vec())));
        verifier.0.store(false, Ordering::Relaxed);
        let (at_client, at_server) = connect(&client, &server);
        if !again {
            assert!(at_client.resumed());
            continue;
        }
        assert_eq!(at_client.alert(), Some(AlertDescription::CERTIFICATE_EXPIRED));
        assert_eq!(at_client.rule(), Some("6.2-i8"));
        assert!(at_client.error.unwrap().to_string().contains("a friend no more"));
        assert_eq!(at_server.alert(), Some(AlertDescription::CERTIFICATE_EXPIRED));
        saw("6.2-i8", "certificate_expired");
    }
}
