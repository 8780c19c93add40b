//! RFC 8446 A.1, A.2: every state of both machines against everything that can arrive in it.

mod peer;

use std::fmt::Write;

use peer::bytes::{plaintext, vector};
use peer::pair::{CLIENT_STATES, GROUP, OTHER_GROUP, SERVER_STATES};
use peer::{Pair, message, snapshot};
use surehand_core::connection::Error;

/// Everything that can arrive: a handshake message by its type, or a record of another type.
const ARRIVALS: [&str; 22] = [
    "hello_request(0)",
    "client_hello",
    "server_hello",
    "hello_retry_request",
    "new_session_ticket",
    "end_of_early_data",
    "encrypted_extensions",
    "certificate",
    "certificate_request",
    "certificate_verify",
    "finished",
    "key_update",
    "key_update, requested",
    "message_hash(254)",
    "unknown(99)",
    "change_cipher_spec",
    "application data",
    "empty application data",
    "heartbeat record",
    "alert close_notify",
    "alert user_canceled",
    "alert handshake_failure",
];

/// The record, with a message that is as good as it can be in this state.
fn record(pair: &mut Pair, arrival: &str) -> Vec<u8> {
    let peer = &mut pair.peer;
    let message = match arrival {
        "hello_request(0)" => message(0, &[]),
        "client_hello" if pair.local.state() == "WaitSecondClientHello" => pair.next_message().unwrap(),
        "client_hello" => {
            // The keys of the first one are still needed.
            let (key_shares, hello) = (peer.key_shares.take(), peer.client_hello(&[GROUP, OTHER_GROUP], &[GROUP]));
            peer.key_shares = key_shares;
            hello.bytes()
        }
        "server_hello" => peer.server_hello().bytes(),
        "hello_retry_request" => peer.hello_retry_request(OTHER_GROUP).bytes(),
        "new_session_ticket" => {
            let body = [&[0, 0, 0, 30, 1, 2, 3, 4][..], &vector(1, b"n"), &vector(2, b"ticket"), &[0, 0]].concat();
            message(4, &body)
        }
        "end_of_early_data" => message(5, &[]),
        "encrypted_extensions" => peer.encrypted_extensions(),
        "certificate" => peer.certificate(),
        "certificate_request" => peer.certificate_request(),
        "certificate_verify" if !peer.exchange.is_empty() => {
            peer.certificate_verify_of(&peer.hash_with(&peer.exchange))
        }
        "finished" if !peer.exchange.is_empty() => peer.late_finished(&peer.exchange),
        "certificate_verify" => peer.certificate_verify(),
        "finished" => peer.finished(),
        "key_update" => message(24, &[0]),
        "key_update, requested" => message(24, &[1]),
        "message_hash(254)" => message(254, &[0; 32]),
        "unknown(99)" => message(99, b"body"),
        "change_cipher_spec" => return plaintext(20, 0x0303, &[1]),
        "application data" => return peer.record(23, b"data"),
        "empty application data" => return peer.record(23, b""),
        "heartbeat record" => return peer.record(24, b"beat"),
        "alert close_notify" => return peer.record(21, &[1, 0]),
        "alert user_canceled" => return peer.record(21, &[1, 90]),
        "alert handshake_failure" => return peer.record(21, &[2, 40]),
        other => panic!("{other}"),
    };
    pair.peer.record(22, &message)
}

/// What comes of it; a refusal is checked from all sides.
fn outcome(mut pair: Pair, record: &[u8]) -> String {
    pair.local.answers = false;
    let before = pair.local.state();
    match pair.local.feed(record) {
        Ok(()) => {}
        Err(error) => return failure(pair, error),
    }
    let closed = pair.local.events.last() == Some(&surehand_core::connection::Event::Closed);
    let after = if closed { "closed" } else { pair.local.state() };
    if !before.starts_with("Ask") || closed {
        return after.into();
    }
    pair.local.answers = true;
    match pair.local.feed(b"") {
        Ok(()) => format!("waits for the answer, then {}", pair.local.state()),
        Err(error) => format!("waits for the answer, then {}", failure(pair, error)),
    }
}

fn failure(pair: Pair, error: Error) -> String {
    match error {
        Error::Rejected(reject) => {
            pair.refused(Err(error), reject.alert, reject.rule.0);
            format!("{} {}", reject.alert, reject.rule)
        }
        other => format!("{other}"),
    }
}

fn table(states: &[&str], at: fn(&str) -> Pair) -> String {
    let mut table = String::new();
    for state in states {
        for arrival in ARRIVALS {
            let mut pair = at(state);
            let record = record(&mut pair, arrival);
            let outcome = outcome(pair, &record);
            writeln!(table, "{state:<36}{arrival:<26}{outcome}").unwrap();
        }
    }
    table
}

#[test]
fn client() {
    snapshot::check("state_x_message_client.txt", &table(&CLIENT_STATES, Pair::client_at));
}

#[test]
fn server() {
    snapshot::check("state_x_message_server.txt", &table(&SERVER_STATES, Pair::server_at));
}
