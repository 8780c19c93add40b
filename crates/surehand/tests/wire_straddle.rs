//! RFC 8446 §5.1: no handshake message spans a key change, and none lies buffered behind it.

mod peer;

use peer::bytes::plaintext;
use peer::{Pair, message};
use surehand_codec::code_point::AlertDescription as Alert;

const RULE: &str = "5.1-7";

/// What may lie behind: a byte, a part of a message, a whole one.
fn behind() -> [Vec<u8>; 3] {
    let update = message(24, &[0]);
    [vec![24], update[..4].to_vec(), update]
}

/// The message and what lies behind it: in one record, and in two that are cut anywhere.
fn refused(at: impl Fn() -> Pair, message: impl Fn(&mut Pair) -> Vec<u8>) {
    for behind in behind() {
        let mut pair = at();
        let together = [message(&mut pair), behind.clone()].concat();
        pair.refuses_message(&together, Alert::UNEXPECTED_MESSAGE, RULE);
        for cut in [1, 4, together.len() - behind.len() - 1] {
            let mut pair = at();
            let together = [message(&mut pair), behind.clone()].concat();
            pair.give_record(22, &together[..cut]).unwrap();
            pair.refuses_message(&together[cut..], Alert::UNEXPECTED_MESSAGE, RULE);
        }
    }
}

#[test]
fn behind_the_server_hello() {
    refused(Pair::client, |pair| pair.peer.server_hello().bytes());
    refused(|| Pair::client_at("WaitSecondServerHello"), |pair| pair.peer.server_hello().bytes());
}

#[test]
fn behind_the_servers_finished() {
    refused(|| Pair::client_at("WaitFinished"), |pair| pair.peer.finished());
}

#[test]
fn behind_the_client_hello() {
    refused(Pair::server, |pair| pair.client_hello().bytes());
    refused(|| Pair::server_at("WaitSecondClientHello"), |pair| pair.next_message().unwrap());
}

#[test]
fn behind_the_clients_finished() {
    refused(|| Pair::server_at("WaitFinished"), |pair| pair.peer.finished());
}

#[test]
fn behind_a_key_update() {
    for request in [0, 1] {
        refused(|| Pair::client_at("Connected"), |_| message(24, &[request]));
        refused(|| Pair::server_at("Connected"), |_| message(24, &[request]));
    }
}

#[test]
fn while_the_client_asks_about_the_chain() {
    let mut pair = Pair::client_at("AskVerifyPeer");
    pair.local.answers = false;
    let verify = pair.peer.certificate_verify();
    pair.peer.said(15, verify.clone());
    let finished = pair.peer.finished();
    pair.give_record(22, &[verify, finished, vec![4]].concat()).unwrap();
    assert_eq!(pair.local.state(), "AskVerifyPeer");
    let result = pair.local.answer();
    pair.refused(result, Alert::UNEXPECTED_MESSAGE, RULE);
}

#[test]
fn while_the_server_asks_for_a_credential() {
    for state in ["AskCredential", "AskSign"] {
        let mut pair = Pair::server();
        pair.local.answers = false;
        let hello = pair.client_hello().bytes();
        let record = [plaintext(22, 0x0303, &hello), plaintext(22, 0x0303, &[20])].concat();
        if state == "AskCredential" {
            pair.give(&record).unwrap();
            assert_eq!(pair.local.state(), state);
            let result = pair.local.answer();
            pair.refused(result, Alert::UNEXPECTED_MESSAGE, RULE);
        } else {
            // The keys have changed before these bytes, so that they are refused as unprotected.
            let pair = Pair::server_at(state);
            pair.refuses(&plaintext(22, 0x0303, &[20]), Alert::UNEXPECTED_MESSAGE, "5.2-i3");
        }
    }
}

#[test]
fn a_finished_before_our_own_is_refused_unread() {
    // The client cannot know the server's Finished yet, so nothing of its can follow already.
    let mut pair = Pair::server_at("AskSign");
    pair.local.answers = false;
    let forged = message(20, &[0; 32]);
    pair.give_record(22, &forged).unwrap();
    assert_eq!(pair.local.state(), "AskSign");
    let result = pair.local.answer();
    pair.refused(result, Alert::UNEXPECTED_MESSAGE, "5.1-7");
}

#[test]
fn a_message_may_end_a_record_and_the_next_begin_one() {
    for mut pair in [Pair::client_at("WaitEncryptedExtensions")] {
        let mut flight = pair.peer.encrypted_extensions();
        pair.peer.said(8, flight.clone());
        for msg_type in [11, 15, 20] {
            let message = match msg_type {
                11 => pair.peer.certificate(),
                15 => pair.peer.certificate_verify(),
                _ => pair.peer.finished(),
            };
            flight.extend(&message);
            if msg_type == 20 {
                let record = pair.peer.record(22, &flight);
                pair.peer.said(20, message);
                pair.give(&record).unwrap();
            } else {
                pair.peer.said(msg_type, message);
            }
        }
        pair.agree();
    }
}
