//! RFC 8446 §4.6.2: certificates that are asked for later.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use surehand::{AlertDescription, ClientAuthentication, ClientConfig, Event, PeerIdentity, ServerConfig};
use surehand_evidence::{property, saw};

use crate::made::{Authority, Leaf};
use crate::rig::{Halves, connected, run};

struct Case {
    authority: Authority,
    clients: Authority,
    leaf: Leaf,
}

impl Case {
    fn new() -> Self {
        let clients = Authority::new("clients");
        let leaf = clients.client("client.test");
        Self { authority: Authority::new("A"), clients, leaf }
    }

    fn client(&self, with: bool) -> ClientConfig {
        let builder = self.authority.trusting().post_handshake_auth(true);
        let builder = if with { builder.credential(self.leaf.credential()) } else { builder };
        builder.build().unwrap()
    }

    fn policy(&self) -> ClientAuthentication {
        ClientAuthentication::roots(self.clients.roots()).after_handshake()
    }

    fn server(&self, policy: ClientAuthentication) -> ServerConfig {
        self.authority.serving().client_authentication(policy).build().unwrap()
    }
}

fn client_test() -> Option<PeerIdentity> {
    Some(PeerIdentity::SubjectAltName(b"\x30\x0d\x82\x0bclient.test".to_vec()))
}

#[test]
fn asked_and_answered() {
    let case = Case::new();
    let (client, server) = (case.client(true), case.server(case.policy()));
    let (mut at_client, mut at_server) = connected(&client, &server);
    assert_eq!(at_server.identity(), None);
    at_server.connection.request_certificate().unwrap();
    // Data and a KeyUpdate on the way do not matter.
    at_client.send(b"meanwhile");
    at_server.hear(&at_client.say());
    at_client.connection.update_keys(true).unwrap();
    at_server.hear(&at_client.say());
    run(&mut at_client, &mut at_server);
    assert!(at_client.error.is_none() && at_server.error.is_none(), "{:?} {:?}", at_client.error, at_server.error);
    assert_eq!(at_server.answers, 1);
    assert_eq!(at_server.identity(), client_test());
    let shown = at_server.connection.session().unwrap().peer_certificates.first().map(|leaf| leaf.to_vec());
    assert_eq!(shown, Some(case.leaf.certificate.clone()));
    assert_eq!(at_server.data, [&b"there"[..], b"meanwhile"].concat());
    property("4.6.2-2", "a client that is asked after the handshake answers");
    property("4.6.2-3", "Certificate, CertificateVerify and Finished authenticate the client");
    property("4.6.2-7", "data and a KeyUpdate before the answer");
    // A ticket from before has no identity, one from now on has.
    let (_, again) = connected(&client, &server);
    assert!(again.resumed());
    assert_eq!(again.identity(), None);
    at_server.connection.make_ticket().unwrap();
    run(&mut at_client, &mut at_server);
    let (_, again) = connected(&client, &server);
    assert!(again.resumed());
    assert_eq!(again.identity(), client_test());
}

#[test]
fn asked_on_a_resumed_connection() {
    let case = Case::new();
    let (client, server) = (case.client(true), case.server(case.policy()));
    connected(&client, &server);
    let (mut at_client, mut at_server) = connected(&client, &server);
    assert!(at_client.resumed());
    at_server.connection.request_certificate().unwrap();
    run(&mut at_client, &mut at_server);
    assert_eq!((at_server.answers, at_server.identity()), (1, client_test()));
}

#[test]
fn asked_once_more_of_a_client_that_is_known() {
    let case = Case::new();
    let policy = ClientAuthentication::roots(case.clients.roots());
    let (mut at_client, mut at_server) = connected(&case.client(true), &case.server(policy));
    assert_eq!(at_server.identity(), client_test());
    at_server.connection.request_certificate().unwrap();
    run(&mut at_client, &mut at_server);
    assert_eq!((at_server.answers, at_server.identity()), (1, client_test()));
}

#[test]
fn declined() {
    let case = Case::new();
    let (mut at_client, mut at_server) = connected(&case.client(false), &case.server(case.policy().optional()));
    at_server.connection.request_certificate().unwrap();
    run(&mut at_client, &mut at_server);
    assert_eq!((at_server.answers, at_server.identity()), (1, None));
    assert!(at_client.error.is_none() && at_server.error.is_none());
    at_client.send(b"going on");
    run(&mut at_client, &mut at_server);
    assert!(at_server.data.ends_with(b"going on"));
    property("4.6.2-4", "a client without a certificate answers all the same");
    let (mut at_client, mut at_server) = connected(&case.client(false), &case.server(case.policy()));
    at_server.connection.request_certificate().unwrap();
    run(&mut at_client, &mut at_server);
    assert_eq!(at_server.alert(), Some(AlertDescription::CERTIFICATE_REQUIRED));
    assert_eq!(at_client.alert(), Some(AlertDescription::CERTIFICATE_REQUIRED));
    saw("6.2-i23", "certificate_required");
}

#[test]
fn several_at_a_time() {
    let case = Case::new();
    let (mut at_client, mut at_server) = connected(&case.client(true), &case.server(case.policy()));
    for _ in 0..8 {
        at_server.connection.request_certificate().unwrap();
    }
    let error = at_server.connection.request_certificate().unwrap_err();
    assert!(matches!(error, surehand::Error::State(_)), "not without end: {error}");
    run(&mut at_client, &mut at_server);
    assert_eq!(at_server.identity(), client_test());
    // All of them have been answered, for there is room for eight more.
    for _ in 0..8 {
        at_server.connection.request_certificate().unwrap();
        run(&mut at_client, &mut at_server);
    }
    assert!(at_server.answers >= 9);
}

#[test]
fn not_of_a_client_that_did_not_offer_it() {
    let case = Case::new();
    let client = case.authority.trusting().credential(case.leaf.credential()).build().unwrap();
    let (_, mut at_server) = connected(&client, &case.server(case.policy()));
    assert!(at_server.connection.request_certificate().is_err());
    let (mut at_client, mut at_server) = connected(&case.client(true), &case.authority.serving().build().unwrap());
    assert!(at_server.connection.request_certificate().is_err(), "no policy, no question");
    assert!(at_client.connection.request_certificate().is_err(), "a client asks nobody");
    at_server.send(b"no harm done");
    run(&mut at_client, &mut at_server);
    assert!(at_client.data.ends_with(b"no harm done"));
}

#[test]
fn between_halves() {
    let case = Case::new();
    let (at_client, at_server) = connected(&case.client(true), &case.server(case.policy()));
    let (mut at_client, mut at_server) = (at_client.halves(), at_server.halves());
    assert_eq!(at_server.connection.1.peer_identity(), None);
    for round in 1..=3 {
        for _ in 0..2 {
            at_server.connection.1.request_certificate().unwrap();
        }
        run(&mut at_client, &mut at_server);
        assert!(at_client.error.is_none() && at_server.error.is_none());
        assert!(at_server.answers >= round);
        assert_eq!(at_server.connection.1.peer_identity(), client_test().as_ref());
    }
    // What was asked of the one half is said by the other.
    let Halves(sender, receiver) = &mut at_server.connection;
    receiver.request_certificate().unwrap();
    let mut out = Vec::new();
    sender.send(b"data after the request", &mut out).unwrap();
    at_client.hear(&out);
    run(&mut at_client, &mut at_server);
    assert_eq!(at_client.data, b"data after the request");
    assert!(at_server.answers >= 4);
}

#[test]
fn one_event_for_the_answer() {
    let case = Case::new();
    let (mut at_client, mut at_server) = connected(&case.client(true), &case.server(case.policy()));
    at_server.connection.request_certificate().unwrap();
    at_client.hear(&at_server.say());
    let mut answer = at_client.say();
    let mut events = Vec::new();
    while !answer.is_empty() {
        let received = at_server.connection.receive(&mut answer).unwrap();
        answer.drain(..received.consumed);
        events.push(received.event);
    }
    assert_eq!(events.iter().filter(|event| **event == Event::ClientAnswered).count(), 1, "{events:?}");
    assert_eq!(events.last(), Some(&Event::ClientAnswered));
}

#[test]
fn through_streams() {
    let case = Case::new();
    let (client, server) = (case.client(true), case.server(case.policy()));
    let (ours, theirs) = UnixStream::pair().unwrap();
    let thread = std::thread::spawn(move || {
        let mut stream = surehand::accept(&server, theirs).unwrap();
        let mut word = [0; 6];
        stream.read_exact(&mut word).unwrap();
        assert!(stream.connection().session().unwrap().peer_identity.is_none());
        stream.request_certificate().unwrap();
        // The client says something before it has heard of that.
        assert!(!stream.wait_for_answer().unwrap());
        stream.read_exact(&mut word).unwrap();
        assert!(stream.wait_for_answer().unwrap());
        let identity = stream.connection().session().unwrap().peer_identity.cloned();
        stream.write_all(b"secret").unwrap();
        // Answered while something else was read.
        stream.request_certificate().unwrap();
        stream.write_all(b"!").unwrap();
        stream.read_exact(&mut word).unwrap();
        assert_eq!(&word, b"thanks");
        assert!(stream.wait_for_answer().unwrap());
        assert!(!stream.wait_for_answer().unwrap(), "no other answer, and the client has closed");
        stream.close().unwrap();
        identity
    });
    let mut stream = surehand::connect(&client, "localhost".try_into().unwrap(), ours).unwrap();
    // Two records, so that the second is there when the server waits for an answer.
    stream.write_all(b"secret").unwrap();
    stream.write_all(b"please").unwrap();
    let mut secret = [0; 7];
    stream.read_exact(&mut secret).unwrap();
    assert_eq!(&secret, b"secret!");
    stream.write_all(b"thanks").unwrap();
    stream.close().unwrap();
    assert_eq!(stream.read(&mut secret).unwrap(), 0);
    assert_eq!(thread.join().unwrap(), client_test());
}
