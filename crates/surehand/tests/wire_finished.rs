//! RFC 8446 §4.4.4: Finished, right and wrong, both ways.

mod peer;

use peer::pair::{CLIENT_STATES, SERVER_STATES};
use peer::{Pair, breaks, message};
use surehand_codec::code_point::AlertDescription as Alert;

#[test]
fn both_roles_complete_with_and_without_a_retry() {
    for retry in [false, true] {
        let mut client = Pair::client();
        client.retry = retry;
        client.to("Connected").agree();
        let mut server = Pair::server();
        server.retry = retry;
        server.to("Connected").agree();
    }
    surehand_evidence::property("5.1-8", "a message after which keys change ends its record");
}

#[test]
fn every_state_is_reached() {
    CLIENT_STATES.iter().for_each(|state| drop(Pair::client_at(state)));
    SERVER_STATES.iter().for_each(|state| drop(Pair::server_at(state)));
}

#[test]
fn a_wrong_verify_data_draws_decrypt_error() {
    for pair in [Pair::client_at("WaitFinished"), Pair::server_at("WaitFinished")] {
        let mut finished = pair.peer.finished();
        *finished.last_mut().unwrap() ^= 1;
        pair.refuses_message(&finished, Alert::DECRYPT_ERROR, "4.4.4-2");
    }
    breaks(Alert::DECRYPT_ERROR, &["4.4.4-1", "6.2-i14"]);
}

#[test]
fn a_verify_data_of_another_length_draws_decode_error() {
    for length in [0, 1, 31, 33, 48] {
        let finished = message(20, &vec![1; length]);
        for pair in [Pair::client_at("WaitFinished"), Pair::server_at("WaitFinished")] {
            pair.refuses_message(&finished, Alert::DECODE_ERROR, "4.4.4-i1");
        }
    }
}
