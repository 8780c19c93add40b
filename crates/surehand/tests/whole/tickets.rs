//! RFC 8446 §4.6.1: what a ticket is bound to. Where something differs the handshake is a full one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use surehand::session::{
    ClientSession, ClientStatus, MemorySessions, OpenedTicket, SealTicket, ServerKey, ServerSessions, SessionStore,
    TicketKeys, TicketUse, Tickets, Timestamp,
};
use surehand::{CipherSuite, ClientAuthentication, ClientConfig, ServerConfigBuilder};
use surehand_evidence::property;

use crate::made::Authority;
use crate::rig::{connected, connected_to};

/// A client that offers its sessions to whatever server, under whatever trust: nothing but the server decides.
#[derive(Default)]
struct Careless(Mutex<Vec<ClientSession>>);

impl SessionStore for Careless {
    fn put(&self, _: &ServerKey, session: ClientSession, _: Timestamp) {
        self.0.lock().unwrap().push(session);
    }

    fn take(&self, _: &ServerKey, _: Timestamp) -> Option<ClientSession> {
        self.0.lock().unwrap().pop()
    }
}

struct Shared {
    authority: Authority,
    keys: Arc<TicketKeys>,
    store: Arc<Careless>,
}

impl Shared {
    fn new() -> Self {
        Self { authority: Authority::new("A"), keys: Arc::new(TicketKeys::new()), store: Arc::default() }
    }

    /// Servers that take each other's tickets.
    fn server(&self) -> ServerConfigBuilder {
        let sessions = ServerSessions { tickets: Some(self.keys.clone()), ..ServerSessions::default() };
        self.authority.serving().sessions(sessions).tickets(1)
    }

    fn client(&self) -> surehand::ClientConfigBuilder {
        self.authority.trusting().sessions(self.store.clone())
    }
}

#[test]
fn the_servers_name() {
    let shared = Shared::new();
    let (client, server) = (shared.client().build().unwrap(), shared.server().build().unwrap());
    connected(&client, &server);
    assert_eq!(shared.store.0.lock().unwrap().len(), 1);
    let (at_client, at_server) = connected_to(&client, &server, "other.test");
    assert!(!at_client.resumed() && !at_server.resumed());
    assert_eq!(at_server.connection.session().unwrap().server_name, Some(&b"other.test"[..]));
    let (at_client, at_server) = connected_to(&client, &server, "other.test");
    assert!(at_client.resumed());
    assert_eq!(at_server.connection.session().unwrap().server_name, Some(&b"other.test"[..]));
    property("4.6.1-6", "a ticket under another server name is not taken");
    property("4.6.1-8", "the server name of a resumed connection is that of its own ClientHello");
}

#[test]
fn a_client_offers_a_ticket_to_the_server_of_that_name_alone() {
    let authority = Authority::new("A");
    let store = Arc::new(MemorySessions::new());
    let client = authority.trusting().sessions(store.clone()).build().unwrap();
    let server = authority.serving().build().unwrap();
    connected(&client, &server);
    let (at_client, _) = connected_to(&client, &server, "other.test");
    assert!(!at_client.resumed());
    assert_eq!(store.len(), 4, "none was taken");
    property("4.6.1-5", "sessions are kept by the name that their certificate was verified for");
    property("4.2.11-5", "sessions are kept by the server's name");
}

#[test]
fn a_client_offers_a_ticket_under_the_same_trust_alone() {
    let (authority, other) = (Authority::new("A"), Authority::new("B"));
    let store = Arc::new(MemorySessions::new());
    let server = authority.serving().build().unwrap();
    let mut both = authority.roots();
    both.add(&surehand::pki_types::CertificateDer::from(other.der().to_vec())).unwrap();
    let client = authority.trusting().sessions(store.clone()).build().unwrap();
    connected(&client, &server);
    let trusts_more = ClientConfig::builder().roots(both).sessions(store.clone()).build().unwrap();
    let (at_client, _) = connected(&trusts_more, &server);
    assert!(!at_client.resumed());
    let same = authority.trusting().sessions(store).build().unwrap();
    let (at_client, _) = connected(&same, &server);
    assert!(at_client.resumed());
}

#[test]
fn the_application_protocol() {
    let shared = Shared::new();
    let client = |names: &[&str]| shared.client().application_protocols(names).build().unwrap();
    let server = |names: &[&str]| shared.server().application_protocols(names).build().unwrap();
    let both = server(&["one", "two"]);
    for (first, second) in [(&["one"][..], &["two"][..]), (&["one"], &[]), (&[], &["one"])] {
        connected(&client(first), &both);
        let (at_client, _) = connected(&client(second), &both);
        assert!(!at_client.resumed(), "{first:?} then {second:?}");
        let protocol = at_client.connection.session().unwrap().application_protocol.map(<[u8]>::to_vec);
        assert_eq!(protocol, second.first().map(|name| name.as_bytes().to_vec()));
        let (at_client, _) = connected(&client(second), &both);
        assert!(at_client.resumed());
        shared.store.0.lock().unwrap().clear();
    }
    property("4.2-i24", "the protocol of a connection is what its own ClientHello has led to");
}

#[test]
fn the_standing_of_the_client() {
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Policy {
        Nobody,
        Optional,
        Required,
    }
    use Policy::{Nobody, Optional, Required};
    let shared = Shared::new();
    let clients = Authority::new("clients");
    let leaf = clients.client("client.test");
    let server = |policy| {
        let trusted = || ClientAuthentication::roots(clients.roots());
        match policy {
            Nobody => shared.server(),
            Optional => shared.server().client_authentication(trusted().optional()),
            Required => shared.server().client_authentication(trusted()),
        }
        .build()
        .unwrap()
    };
    // Who made the ticket, whether the client showed a certificate there, who is to take it, whether it does.
    let mut seen = HashMap::new();
    for from in [Nobody, Optional, Required] {
        for shows in [false, true] {
            if from == Required && !shows {
                continue;
            }
            for to in [Nobody, Optional, Required] {
                shared.store.0.lock().unwrap().clear();
                let first = if shows { shared.client().credential(leaf.credential()) } else { shared.client() };
                let (_, at_first) = connected(&first.build().unwrap(), &server(from));
                let second = shared.client().credential(leaf.credential()).build().unwrap();
                let (at_client, at_server) = connected(&second, &server(to));
                seen.insert((from as u8, shows, to as u8), at_client.resumed());
                if at_client.resumed() {
                    assert_eq!(at_server.identity(), at_first.identity(), "{from:?} {shows} {to:?}");
                }
                // Whatever happens, who requires a certificate knows the client.
                assert!(to != Required || at_server.identity().is_some());
                assert!(to != Nobody || at_server.identity().is_none());
            }
        }
    }
    let taken = |from: Policy, shows, to: Policy| seen[&(from as u8, shows, to as u8)];
    // A client that was never asked is asked now, and one that was asked is not taken for one that was not.
    for shows in [false, true] {
        assert!(taken(Nobody, shows, Nobody));
        assert!(!taken(Nobody, shows, Optional) && !taken(Nobody, shows, Required));
        assert!(!taken(Optional, shows, Nobody));
        assert!(taken(Optional, shows, Optional));
        assert_eq!(taken(Optional, shows, Required), shows);
    }
    assert!(!taken(Required, true, Nobody));
    assert!(taken(Required, true, Optional) && taken(Required, true, Required));
}

#[test]
fn the_hash_of_the_cipher_suite() {
    let shared = Shared::new();
    let client = |suite| shared.client().cipher_suites([suite]).build().unwrap();
    let server = shared.server().build().unwrap();
    let (sha256, other_sha256, sha384) = (
        CipherSuite::TLS_AES_128_GCM_SHA256,
        CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        CipherSuite::TLS_AES_256_GCM_SHA384,
    );
    for (first, second, resumed) in
        [(sha256, sha384, false), (sha384, sha256, false), (sha256, other_sha256, true), (sha384, sha384, true)]
    {
        shared.store.0.lock().unwrap().clear();
        connected(&client(first), &server);
        let (at_client, _) = connected(&client(second), &server);
        assert_eq!(at_client.resumed(), resumed, "{first} then {second}");
    }
    property("4.2.11-i3", "a ticket goes with suites of its connection's hash alone");
    property("4.6.1-4", "a ticket goes with suites of its connection's hash alone");
}

/// Tickets of a server that notes what it is asked to seal.
struct Noting(TicketKeys, Mutex<Vec<SealTicket>>);

impl Tickets for Noting {
    fn seal(&self, provider: &surehand::provider::Mixed, ticket: &SealTicket, now: Timestamp) -> Option<Vec<u8>> {
        self.1.lock().unwrap().push(ticket.clone());
        // The keys make none that is over at once.
        if ticket.lifetime == 0 { Some(b"over".to_vec()) } else { self.0.seal(provider, ticket, now) }
    }

    fn open(&self, provider: &surehand::provider::Mixed, identity: &[u8], now: Timestamp) -> Option<OpenedTicket> {
        self.0.open(provider, identity, now)
    }

    fn take(&self, identity: &[u8], now: Timestamp) -> TicketUse {
        self.0.take(identity, now)
    }
}

#[test]
fn what_is_in_a_ticket() {
    let shared = Shared::new();
    let noting = Arc::new(Noting(TicketKeys::new(), Mutex::default()));
    let server = |lifetime| {
        let sessions = ServerSessions { tickets: Some(noting.clone()), ..ServerSessions::default() };
        let builder = shared.authority.serving().sessions(sessions).tickets(4).application_protocols(["p"]);
        builder.ticket_lifetime(lifetime).build().unwrap()
    };
    let client = shared.client().application_protocols(["p"]).build().unwrap();
    connected(&client, &server(Duration::from_secs(30 * 86_400)));
    let sealed = std::mem::take(&mut *noting.1.lock().unwrap());
    assert_eq!(sealed.len(), 4);
    for (index, one) in sealed.iter().enumerate() {
        assert_eq!(one.lifetime, 604_800);
        assert_eq!(one.session.client, ClientStatus::NotRequested);
        assert_eq!(one.session.server_name.as_deref(), Some(&b"localhost"[..]));
        assert_eq!(one.session.application_layer_protocol.as_deref(), Some(&b"p"[..]));
        assert!(one.early_data.is_none(), "nobody has asked for early data");
        for other in &sealed[..index] {
            assert!(one.age_add != other.age_add && one.psk != other.psk);
        }
    }
    let received = std::mem::take(&mut *shared.store.0.lock().unwrap());
    for (session, sealed) in received.iter().zip(&sealed) {
        assert_eq!((session.ticket().lifetime, session.ticket().age_add), (604_800, sealed.age_add));
        assert_eq!(session.ticket().psk, sealed.psk);
    }
    property("4.6.1-10", "a lifetime of a month becomes seven days");
    property("4.6.1-14", "four tickets have four values of ticket_age_add");
    property("4.6.1-i3", "four tickets of one connection have four keys, by their nonces");
    connected(&client, &server(Duration::ZERO));
    assert_eq!(noting.1.lock().unwrap().len(), 4, "tickets have gone out");
    assert!(shared.store.0.lock().unwrap().is_empty());
    property("4.6.1-i2", "tickets with a lifetime of zero are not kept");
}
