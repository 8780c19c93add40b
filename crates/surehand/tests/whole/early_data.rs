//! RFC 8446 §2.3, §4.2.10: early data, taken and refused.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use surehand::session::{AdmitEarlyData, AntiReplay, Context, EarlyDataTerms, ExternalPsk, ExternalPskList, Timestamp};
use surehand::{
    AlertDescription, CipherSuite, ClientConfig, Connection, EarlyData, Error, Event, NamedGroup, Padding,
    ServerConfig, ServerConfigBuilder, Stream,
};
use surehand_evidence::{property, saw};

use crate::made::{Authority, recording};
use crate::rig::{End, agree, connected, run};

/// Early data goes with one suite; whichever library is there, both ends agree on this one.
const SUITE: CipherSuite = CipherSuite::TLS_AES_128_GCM_SHA256;

fn client(authority: &Authority) -> ClientConfig {
    authority.trusting().early_data(true).build().unwrap()
}

fn taking(authority: &Authority) -> ServerConfigBuilder {
    authority.serving().early_data(1000, recording())
}

/// A client that has a ticket by now, and has sent its ClientHello with early data.
fn offering(client: &ClientConfig, server: &ServerConfig, data: &[u8]) -> End {
    let mut end = End::client(client, "localhost");
    if end.connection.early_data() == EarlyData::NotOffered {
        connected(client, server);
        end = End::client(client, "localhost");
    }
    assert_eq!(end.connection.early_data(), EarlyData::Offered);
    end.send_early(data);
    end
}

#[test]
fn taken_before_anything_else() {
    let authority = Authority::new("A");
    let (client, server) = (client(&authority), taking(&authority).build().unwrap());
    let mut at_client = offering(&client, &server, b"early");
    at_client.send_early(b" and more");
    let mut at_server = End::server(&server);
    let mut exported = [[0; 32]; 2];
    at_client.connection.export_early(b"label", b"context", &mut exported[0]).unwrap();
    at_server.hear(&at_client.say());
    // One flight is enough: the server has the data, and has not even answered.
    assert_eq!(at_server.early, b"early and more");
    assert_eq!(at_server.connection.early_data(), EarlyData::Accepted);
    assert!(at_server.connection.is_handshaking() && at_server.data.is_empty());
    at_server.connection.export_early(b"label", b"context", &mut exported[1]).unwrap();
    assert_eq!(exported[0], exported[1]);
    let flight = at_server.say();
    assert!(!flight.is_empty(), "the server does not wait for EndOfEarlyData");
    at_client.hear(&flight);
    assert_eq!(at_client.connection.early_data(), EarlyData::Accepted);
    run(&mut at_client, &mut at_server);
    agree(&mut at_client, &mut at_server);
    assert!(at_client.resumed());
    assert_eq!(at_server.early, b"early and more");
    let mut late = [0; 32];
    at_client.connection.export(b"label", b"context", &mut late).unwrap();
    assert_ne!(late, exported[0]);
    property("4.2.11.3-1", "the server's flight is there before EndOfEarlyData");
    property("2.3-i1", "early data is an event of its own, and has an exporter of its own");
    property("7.5-2", "an interface of its own for the early exporter");
    property("7.5-1", "the early exporter's values are others");
}

#[test]
fn off_unless_both_ask_for_it() {
    let authority = Authority::new("A");
    let plain_server = authority.serving().build().unwrap();
    let plain_client = authority.trusting().build().unwrap();
    let (eager, taking) = (client(&authority), taking(&authority).build().unwrap());
    for (client, server) in [(&plain_client, &plain_server), (&plain_client, &taking), (&eager, &plain_server)] {
        for resumed in [false, true] {
            let mut end = End::client(client, "localhost");
            assert_eq!(end.connection.early_data(), EarlyData::NotOffered);
            let mut out = Vec::new();
            let error = end.connection.send_early(b"early", &mut out).unwrap_err();
            assert!(matches!(error, Error::State(_)), "{error}");
            assert!(end.connection.export_early(b"label", b"", &mut [0; 32]).is_err());
            end.hear(&[]);
            let mut at_server = End::server(server);
            at_server.hear(&out);
            run(&mut end, &mut at_server);
            agree(&mut end, &mut at_server);
            assert_eq!(end.resumed(), resumed);
            assert_eq!(at_server.connection.early_data(), EarlyData::NotOffered);
        }
        // Another pair starts without tickets.
        while End::client(client, "localhost").say().len() > 2000 {}
        drain(client);
    }
    property("E.5-3", "no early data where client or server did not ask for it");
}

/// Uses up all tickets that a client has.
fn drain(client: &ClientConfig) {
    (0..8).for_each(|_| drop(End::client(client, "localhost")));
}

/// The early data is refused, the connection comes about, and the client sends the data again.
#[track_caller]
fn refused(mut at_client: End, server: &ServerConfig, resumed: bool) -> (End, End) {
    let mut at_server = End::server(server);
    run(&mut at_client, &mut at_server);
    assert_eq!(at_client.connection.early_data(), EarlyData::Rejected);
    assert_ne!(at_server.connection.early_data(), EarlyData::Accepted);
    assert!(at_client.is_complete(), "{:?} {:?}", at_client.error, at_server.error);
    assert!(at_server.early.is_empty() && at_server.data.is_empty(), "nothing is sent again by itself");
    assert_eq!(at_client.resumed(), resumed);
    let mut out = Vec::new();
    assert!(at_client.connection.send_early(b"more", &mut out).is_err());
    at_client.send(b"again");
    run(&mut at_client, &mut at_server);
    assert_eq!(at_server.data, b"again");
    at_server.data.clear();
    agree(&mut at_client, &mut at_server);
    (at_client, at_server)
}

#[test]
fn refused_by_a_server_that_takes_none_any_more() {
    let authority = Authority::new("A");
    let keys = Arc::new(surehand::session::TicketKeys::new());
    let sessions = || surehand::session::ServerSessions { tickets: Some(keys.clone()), ..Default::default() };
    let client = client(&authority);
    let server = taking(&authority).sessions(sessions()).build().unwrap();
    let plain = authority.serving().sessions(sessions()).build().unwrap();
    refused(offering(&client, &server, b"early"), &plain, true);
    let stranger = taking(&authority).build().unwrap();
    refused(offering(&client, &server, b"early"), &stranger, false);
    property("4.2.10-14", "after a refusal the application sends the data again");
    property("4.2.10-15", "after a refusal nothing is sent again by itself");
    property("E.5-4", "after a refusal nothing is sent again by itself");
    property("4.2.10-11", "refused early data is discarded, all of it");
    property("4.2.10-i5", "after a refusal the client goes on with handshake keys");
}

#[test]
fn refused_under_another_protocol() {
    let authority = Authority::new("A");
    let store = Arc::new(surehand::session::MemorySessions::new());
    let builder = || authority.trusting().early_data(true).sessions(store.clone());
    let first = builder().application_protocols(["one"]).build().unwrap();
    let second = builder().application_protocols(["two", "one"]).build().unwrap();
    let third = builder().application_protocols(["two"]).build().unwrap();
    let server = taking(&authority).application_protocols(["two", "one"]).build().unwrap();
    connected(&first, &server);
    // The ticket's protocol is still on offer, so early data is sent; the server settles on the other one.
    let (at_client, _) = refused(offering(&second, &server, b"early"), &server, false);
    assert_eq!(at_client.connection.session().unwrap().application_protocol, Some(&b"two"[..]));
    // A client that does not offer the ticket's protocol has no early data to send.
    store.clear();
    connected(&first, &server);
    assert_eq!(End::client(&third, "localhost").connection.early_data(), EarlyData::NotOffered);
    property("4.2.10-16", "under another protocol nothing is sent again by itself");
    property("4.2.10-9", "another protocol than the ticket's: early data is refused");
    property("9846:4.3.10-1", "another protocol than the ticket's: early data is refused");
}

#[test]
fn refused_under_another_cipher_suite() {
    let authority = Authority::new("A");
    let keys = Arc::new(surehand::session::TicketKeys::new());
    let server = |suites: &[CipherSuite]| {
        let sessions = surehand::session::ServerSessions { tickets: Some(keys.clone()), ..Default::default() };
        taking(&authority).sessions(sessions).cipher_suites(suites).build().unwrap()
    };
    let (one, other) = (server(&[SUITE]), server(&[CipherSuite::TLS_CHACHA20_POLY1305_SHA256]));
    // The hash is the same: resumed, but without the early data.
    refused(offering(&client(&authority), &one, b"early"), &other, true);
    property("4.2.10-8", "another suite than the ticket's: early data is refused");
    property("4.2.10-i2", "early data goes with the suite and the protocol of its ticket alone");
}

#[test]
fn refused_by_a_hello_retry_request() {
    let authority = Authority::new("A");
    let client = authority.trusting().early_data(true).key_share_groups([NamedGroup::X25519]).build().unwrap();
    let keys = Arc::new(surehand::session::TicketKeys::new());
    let sessions = || surehand::session::ServerSessions { tickets: Some(keys.clone()), ..Default::default() };
    let server = taking(&authority).sessions(sessions()).build().unwrap();
    let elsewhere = taking(&authority).sessions(sessions()).groups([NamedGroup::SECP256R1]).build().unwrap();
    let (at_client, _) = refused(offering(&client, &server, b"early"), &elsewhere, true);
    assert_eq!(at_client.connection.session().unwrap().group, Some(NamedGroup::SECP256R1));
    property("4.1.2-i4", "resumed over a HelloRetryRequest: the binder is made anew");
}

#[test]
fn no_more_than_the_ticket_admits() {
    let authority = Authority::new("A");
    let padding = Padding::Block(4096.try_into().unwrap());
    let client = authority.trusting().early_data(true).padding(padding).build().unwrap();
    let server = taking(&authority).build().unwrap();
    let mut at_client = offering(&client, &server, &[1; 999]);
    let mut out = Vec::new();
    let error = at_client.connection.send_early(&[1; 2], &mut out).unwrap_err();
    assert!(error.to_string().contains("early data"), "{error}");
    assert!(out.is_empty(), "nothing of it has gone out");
    at_client.send_early(&[1; 1]);
    let mut at_server = End::server(&server);
    run(&mut at_client, &mut at_server);
    assert_eq!(at_server.early, [1; 1000]);
    agree(&mut at_client, &mut at_server);
    property("4.6.1-i5", "a client sends max_early_data_size bytes and not one more");
    property("4.6.1-i6", "content alone is counted, however much padding there is");
}

#[test]
fn a_server_that_takes_less_than_its_ticket_says() {
    let authority = Authority::new("A");
    let keys = Arc::new(surehand::session::TicketKeys::new());
    let sessions = || surehand::session::ServerSessions { tickets: Some(keys.clone()), ..Default::default() };
    let client = client(&authority);
    let generous = taking(&authority).sessions(sessions()).build().unwrap();
    let modest = authority.serving().early_data(10, recording()).sessions(sessions()).build().unwrap();
    // The client keeps to its ticket: it has done nothing that would end the connection.
    refused(offering(&client, &generous, &[1; 11]), &modest, true);
}

#[test]
fn a_client_that_sends_more_is_refused() {
    // An external PSK whose terms the two ends see differently.
    let psk = |size| {
        let terms = EarlyDataTerms { max_early_data_size: size, cipher_suite: SUITE, application_layer_protocol: None };
        ExternalPsk::imported(b"psk", &[7; 32], Context::none()).unwrap().early_data(terms)
    };
    let client = ClientConfig::builder().external_psk(psk(100)).early_data(true).build().unwrap();
    let list = Arc::new(ExternalPskList::new([psk(10)]).unwrap());
    let server = ServerConfig::builder()
        .external_psks(list)
        .cipher_suites([SUITE])
        .early_data(1000, Arc::new(Forever::default()))
        .build()
        .unwrap();
    let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
    at_client.send_early(&[1; 10]);
    at_server.hear(&at_client.say());
    assert_eq!(at_server.early, [1; 10]);
    at_client.send_early(&[1; 1]);
    run(&mut at_client, &mut at_server);
    assert_eq!((at_server.alert(), at_server.rule()), (Some(AlertDescription::UNEXPECTED_MESSAGE), Some("4.6.1-17")));
    assert_eq!(at_client.alert(), Some(AlertDescription::UNEXPECTED_MESSAGE));
    saw("4.6.1-17", "unexpected_message");
    saw("4.6.1-i5", "unexpected_message");
}

/// Remembers for ever, as early data under an external PSK needs.
#[derive(Default)]
pub struct Forever(std::sync::Mutex<std::collections::HashSet<Vec<u8>>>);

impl AntiReplay for Forever {
    fn admit(&self, hello: &AdmitEarlyData, _: Timestamp) -> bool {
        self.0.lock().unwrap().insert(hello.binder.clone())
    }

    fn remembers(&self) -> Option<std::time::Duration> {
        None
    }
}

#[test]
fn under_an_external_psk() {
    let terms = EarlyDataTerms { max_early_data_size: 50, cipher_suite: SUITE, application_layer_protocol: None };
    let imported = ExternalPsk::imported(b"psk", &[7; 32], Context::between(b"c", b"s").unwrap()).unwrap();
    let raw = ExternalPsk::raw(b"raw", &[8; 32]).unwrap();
    for psk in [imported, raw].map(|psk| psk.early_data(terms.clone())) {
        let client = ClientConfig::builder().external_psk(psk.clone()).early_data(true).no_resumption();
        let client = client.build().unwrap();
        let server = |anti_replay: Arc<dyn AntiReplay>| {
            let list = Arc::new(ExternalPskList::new([psk.clone()]).unwrap());
            ServerConfig::builder().external_psks(list).early_data(1000, anti_replay).build().unwrap()
        };
        let mut at_client = End::client(&client, "localhost");
        at_client.send_early(b"early");
        let hello = at_client.say();
        let lasting = server(Arc::new(Forever::default()));
        let mut at_server = End::server(&lasting);
        at_server.hear(&hello);
        assert_eq!(at_server.early, b"early");
        run(&mut at_client, &mut at_server);
        agree(&mut at_client, &mut at_server);
        let mut replayed = End::server(&lasting);
        replayed.hear(&hello);
        assert!(replayed.early.is_empty() && replayed.error.is_none());
        // Such a key has no age, so a recording that forgets would not do.
        let mut at_client = End::client(&client, "localhost");
        at_client.send_early(b"early");
        let mut at_server = End::server(&server(recording()));
        run(&mut at_client, &mut at_server);
        assert!(at_server.early.is_empty());
        agree(&mut at_client, &mut at_server);
    }
}

#[test]
fn an_answer_before_the_clients_finished() {
    let authority = Authority::new("A");
    let (client, server) = (client(&authority), taking(&authority).build().unwrap());
    let mut at_client = offering(&client, &server, b"question");
    let mut at_server = End::server(&server);
    assert!(at_server.connection.half_rtt().is_err(), "not before the server's Finished");
    at_server.hear(&at_client.say());
    assert_eq!(at_server.early, b"question");
    let mut flight = Vec::new();
    assert!(at_server.connection.send(b"answer", &mut flight).is_err(), "not unless it is asked for");
    at_client.hear(&flight);
    at_server.connection.half_rtt().unwrap();
    at_server.send(b"answer");
    at_client.hear(&at_server.say());
    assert_eq!(at_client.data, b"answer");
    assert!(at_server.connection.is_handshaking());
    at_client.data.clear();
    run(&mut at_client, &mut at_server);
    agree(&mut at_client, &mut at_server);
    property("2-i3", "data before the client's Finished is sent only after a call that says what it means");
}

#[test]
fn half_rtt_data_without_early_data() {
    let authority = Authority::new("A");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
    at_server.hear(&at_client.say());
    at_server.connection.half_rtt().unwrap();
    at_server.send(b"welcome");
    at_client.hear(&at_server.say());
    assert_eq!(at_client.data, b"welcome");
    at_client.data.clear();
    run(&mut at_client, &mut at_server);
    agree(&mut at_client, &mut at_server);
}

#[test]
fn streams_keep_early_data_apart() {
    let authority = Authority::new("A");
    let (client, server) = (client(&authority), taking(&authority).build().unwrap());
    connected(&client, &server);
    for finish_first in [false, true] {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let server = server.clone();
        let thread = std::thread::spawn(move || {
            let mut stream = Stream::new(Connection::server(&server), theirs);
            if finish_first {
                stream.complete_handshake().unwrap();
            }
            let (mut early, mut rest) = (String::new(), [0; 4]);
            stream.early_data().read_to_string(&mut early).unwrap();
            // Everything of it has been read now.
            assert_eq!(stream.early_data().read(&mut rest).unwrap(), 0);
            stream.read_exact(&mut rest).unwrap();
            stream.write_all(b"bye").unwrap();
            stream.close().unwrap();
            (early, rest, stream.connection().early_data())
        });
        let connection = Connection::client(&client, "localhost".try_into().unwrap()).unwrap();
        let mut stream = Stream::new(connection, ours);
        stream.send_early(b"early").unwrap();
        stream.send_early(b" bird").unwrap();
        stream.write_all(b"rest").unwrap();
        assert_eq!(stream.connection().early_data(), EarlyData::Accepted);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "bye");
        assert_eq!(thread.join().unwrap(), ("early bird".to_owned(), *b"rest", EarlyData::Accepted));
    }
    property("2.3-i2", "a stream's early data has a reader of its own, and ordinary reading gives none of it");
}

#[test]
fn an_answer_to_early_data_through_a_stream() {
    let authority = Authority::new("A");
    let (client, server) = (client(&authority), taking(&authority).build().unwrap());
    connected(&client, &server);
    let (ours, theirs) = UnixStream::pair().unwrap();
    let thread = std::thread::spawn(move || {
        let mut stream = Stream::new(Connection::server(&server), theirs);
        let mut question = [0; 8];
        stream.early_data().read_exact(&mut question).unwrap();
        assert!(stream.connection().is_handshaking());
        stream.half_rtt().unwrap();
        stream.write_all(b"answer").unwrap();
        assert!(stream.connection().is_handshaking());
        let mut rest = [0; 4];
        stream.read_exact(&mut rest).unwrap();
        (question, rest)
    });
    let mut stream = Stream::new(Connection::client(&client, "localhost".try_into().unwrap()).unwrap(), ours);
    stream.send_early(b"question").unwrap();
    let mut answer = [0; 6];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"answer");
    stream.write_all(b"rest").unwrap();
    assert_eq!(thread.join().unwrap(), (*b"question", *b"rest"));
}

#[test]
fn no_early_data_is_no_reason_to_wait() {
    let authority = Authority::new("A");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let (ours, theirs) = UnixStream::pair().unwrap();
    let thread = std::thread::spawn(move || {
        let mut stream = Stream::new(Connection::server(&server), theirs);
        let mut nothing = Vec::new();
        stream.early_data().read_to_end(&mut nothing).unwrap();
        nothing.len()
    });
    let _stream = surehand::connect(&client, "localhost".try_into().unwrap(), ours).unwrap();
    assert_eq!(thread.join().unwrap(), 0);
}

#[test]
fn events_name_early_data() {
    let authority = Authority::new("A");
    let (client, server) = (client(&authority), taking(&authority).build().unwrap());
    let mut at_client = offering(&client, &server, b"early");
    let mut bytes = at_client.say();
    let mut at_server = Connection::server(&server);
    let mut events = Vec::new();
    loop {
        let received = at_server.receive(&mut bytes).unwrap();
        if received.event == Event::WantInput {
            break;
        }
        events.push(received.event);
        bytes.drain(..received.consumed);
    }
    assert!(events.iter().any(|event| matches!(event, Event::EarlyData(_))));
    assert!(!events.iter().any(|event| matches!(event, Event::ApplicationData(_))));
}
