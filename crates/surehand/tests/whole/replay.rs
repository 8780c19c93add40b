//! RFC 8446 §8: early data that comes again is not taken again.

use std::sync::Arc;

use surehand::session::{
    AntiReplay, ClientHelloRecording, ServerSessions, StoredSessions, TicketKeys, Tickets, Timestamp,
};
use surehand::{ClientConfig, EarlyData, ServerConfig};
use surehand_evidence::property;

use crate::made::{Authority, recording};
use crate::rig::{End, agree, connected, run};

/// What a client sends first, with early data; and a client that will go on with it.
fn flight(client: &ClientConfig, server: &ServerConfig) -> (End, Vec<u8>) {
    connected(client, server);
    let mut end = End::client(client, "localhost");
    end.send_early(b"pay 100");
    let bytes = end.say();
    (end, bytes)
}

/// The server has taken the early data from these bytes.
fn takes(server: &ServerConfig, flight: &[u8]) -> bool {
    let mut end = End::server(server);
    end.hear(flight);
    assert!(end.error.is_none(), "a replay is no reason to end the connection: {:?}", end.error);
    assert!(!end.say().is_empty(), "the handshake goes on");
    assert_eq!(end.early.is_empty(), end.connection.early_data() != EarlyData::Accepted);
    assert!(end.data.is_empty());
    !end.early.is_empty()
}

fn sharing(authority: &Authority, tickets: Arc<dyn Tickets>, anti_replay: Arc<dyn AntiReplay>) -> ServerConfig {
    let sessions = ServerSessions { tickets: Some(tickets), ..ServerSessions::default() };
    authority.serving().sessions(sessions).early_data(1000, anti_replay).build().unwrap()
}

#[test]
fn recorded_hellos() {
    let authority = Authority::new("A");
    let client = authority.trusting().early_data(true).build().unwrap();
    let keys: Arc<dyn Tickets> = Arc::new(TicketKeys::new());
    let shared: Arc<dyn AntiReplay> = recording();
    let server = sharing(&authority, keys.clone(), shared.clone());
    let twin = sharing(&authority, keys.clone(), shared);
    let (mut at_client, bytes) = flight(&client, &server);
    let mut at_server = End::server(&server);
    at_server.hear(&bytes);
    assert_eq!(at_server.early, b"pay 100");
    for again in [&server, &twin, &server] {
        assert!(!takes(again, &bytes));
    }
    run(&mut at_client, &mut at_server);
    agree(&mut at_client, &mut at_server);
    // First at the twin.
    let (_, bytes) = flight(&client, &server);
    assert!(takes(&twin, &bytes));
    assert!(!takes(&server, &bytes) && !takes(&twin, &bytes));
    // What sharing is for: a twin with a recording of its own takes it once more.
    let apart = sharing(&authority, keys, recording());
    assert!(takes(&apart, &bytes));
    assert!(!takes(&apart, &bytes));
    property("8-1", "the same bytes to a second connection: no early data, at the same server and at its twin");
    property("8-3", "the same bytes to a second connection: no early data");
    property("8.2-2", "a replay loses its early data, and the handshake goes on");
    property("8.2-3", "a replay loses its early data, and the handshake goes on");
}

#[test]
fn tickets_that_are_used_up() {
    let authority = Authority::new("A");
    let client = authority.trusting().early_data(true).build().unwrap();
    let stored: Arc<dyn Tickets> = Arc::new(StoredSessions::new(100));
    let server = sharing(&authority, stored.clone(), recording());
    // With the tickets alone to tell: each has a recording of its own.
    let twin = sharing(&authority, stored, recording());
    let (mut at_client, bytes) = flight(&client, &server);
    let mut at_server = End::server(&server);
    at_server.hear(&bytes);
    assert_eq!(at_server.early, b"pay 100");
    assert!(!takes(&server, &bytes) && !takes(&twin, &bytes));
    run(&mut at_client, &mut at_server);
    agree(&mut at_client, &mut at_server);
    let (_, bytes) = flight(&client, &server);
    assert!(takes(&twin, &bytes) && !takes(&server, &bytes));
    property("8.1-i1", "early data uses the ticket up; the same bytes are a full handshake then");
}

#[test]
fn a_changed_copy_is_no_copy() {
    let authority = Authority::new("A");
    let client = authority.trusting().early_data(true).build().unwrap();
    let server = sharing(&authority, Arc::new(TicketKeys::new()), recording());
    let (_, bytes) = flight(&client, &server);
    // client_random: record header, handshake header, version.
    let mut changed = bytes.clone();
    changed[5 + 4 + 2] ^= 1;
    let mut end = End::server(&server);
    end.hear(&changed);
    assert_eq!(end.alert(), Some(surehand::AlertDescription::DECRYPT_ERROR));
    assert!(end.early.is_empty());
    assert!(takes(&server, &bytes), "nothing that was not validated has been recorded");
    property("8.2-4", "a hello whose binder is wrong is not recorded");
    surehand_evidence::saw("4.2.11-10", "decrypt_error");
}

#[test]
fn after_the_start_nothing_is_taken() {
    let authority = Authority::new("A");
    let client = authority.trusting().early_data(true).build().unwrap();
    let starting = Arc::new(ClientHelloRecording::new(Timestamp::now()));
    let server = sharing(&authority, Arc::new(TicketKeys::new()), starting);
    let (mut at_client, bytes) = flight(&client, &server);
    let mut at_server = End::server(&server);
    at_server.hear(&bytes);
    assert!(at_server.early.is_empty());
    run(&mut at_client, &mut at_server);
    agree(&mut at_client, &mut at_server);
    assert!(at_client.resumed());
    property("8.2-5", "a server that has just started takes no early data, and resumes all the same");
}
