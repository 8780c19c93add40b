//! RFC 8446 §4, §5.1: every handshake message cut, split, joined and changed, on its way to either role.

mod peer;

use std::collections::BTreeMap;
use std::fmt::Write;

use peer::field::{fields, name};
use peer::{Pair, Role, message, snapshot};
use surehand_codec::code_point::AlertDescription;
use surehand_core::connection::Error;

/// The four handshakes: either role under test, with and without a HelloRetryRequest.
fn handshakes() -> impl Iterator<Item = Pair> {
    [(true, false), (true, true), (false, false), (false, true)].into_iter().map(|(client, retry)| {
        let mut pair = if client { Pair::client() } else { Pair::server() };
        pair.retry = retry;
        pair.request = retry;
        pair
    })
}

fn again(pair: &Pair) -> Pair {
    let mut new = if pair.peer.role == Role::Server { Pair::client() } else { Pair::server() };
    new.retry = pair.retry;
    new.request = pair.request;
    new
}

/// How many messages the peer says in this handshake, and how long each is.
fn lengths(pair: &Pair) -> Vec<usize> {
    let mut pair = again(pair);
    let mut lengths = Vec::new();
    while pair.local.state() != "Connected" {
        let message = pair.next_message().unwrap();
        lengths.push(message.len());
        pair.tell(message).unwrap();
    }
    lengths
}

/// Runs a handshake in which the message of this number arrives in records of these parts.
fn in_parts(pair: &Pair, number: usize, parts: impl Fn(&[u8]) -> Vec<Vec<u8>>) {
    let mut pair = again(pair);
    for index in 0.. {
        if pair.local.state() == "Connected" {
            break;
        }
        let message = pair.next_message().unwrap();
        if index == number {
            for part in parts(&message) {
                let record = pair.peer.record(22, &part);
                pair.local.feed(&record).unwrap();
            }
            pair.peer.said(message[0], message);
            pair.settle();
        } else {
            pair.tell(message).unwrap();
        }
    }
    pair.agree();
}

#[test]
fn every_message_is_cut_at_every_byte() {
    for pair in handshakes() {
        for (number, length) in lengths(&pair).into_iter().enumerate() {
            for cut in 1..length {
                in_parts(&pair, number, |message| vec![message[..cut].to_vec(), message[cut..].to_vec()]);
            }
        }
    }
    surehand_evidence::property("5.1-2", "every message cut at every byte into two records is put together again");
}

#[test]
fn every_message_comes_byte_by_byte() {
    for pair in handshakes() {
        for number in 0..lengths(&pair).len() {
            in_parts(&pair, number, |message| message.iter().map(|byte| vec![*byte]).collect());
        }
    }
}

/// The server's messages from EncryptedExtensions on, joined to records in all ways.
#[test]
fn neighbours_share_records_in_all_ways() {
    for request in [false, true] {
        let count = if request { 5 } else { 4 };
        for joints in 0..1_u32 << (count - 1) {
            let mut pair = Pair::client_at("WaitEncryptedExtensions");
            let mut records = Vec::new();
            let mut waiting = Vec::new();
            let types = if request { &[8, 13, 11, 15, 20][..] } else { &[8, 11, 15, 20] };
            for (index, msg_type) in types.iter().enumerate() {
                let peer = &mut pair.peer;
                let message = match msg_type {
                    8 => peer.encrypted_extensions(),
                    13 => peer.certificate_request(),
                    11 => peer.certificate(),
                    15 => peer.certificate_verify(),
                    _ => peer.finished(),
                };
                waiting.extend(&message);
                if index == count - 1 || joints & 1 << index == 0 {
                    records.extend(peer.record(22, &waiting));
                    waiting.clear();
                }
                peer.said(*msg_type, message);
            }
            pair.give(&records).unwrap();
            pair.agree();
        }
    }
    surehand_evidence::property("5.1-2", "messages of one epoch share records in all ways");
}

type At = fn() -> Pair;

/// The messages that may follow a handshake, and where they may.
fn late_messages() -> Vec<(At, Vec<u8>)> {
    let ticket = message(4, &[0, 0, 0, 9, 1, 2, 3, 4, 1, 7, 0, 2, 8, 9, 0, 0]);
    let client: At = || Pair::client_at("Connected");
    let server: At = || Pair::server_at("Connected");
    let updates = [0, 1].map(|request| message(24, &[request]));
    let [plain, requested] = updates.clone();
    let both = updates.map(|update| (server, update));
    [(client, ticket), (client, plain), (client, requested)].into_iter().chain(both).collect()
}

#[test]
fn late_messages_are_cut_split_and_changed() {
    for (at, message) in late_messages() {
        let byte_by_byte = message.iter().map(|byte| vec![*byte]).collect();
        let cuts = (1..message.len()).map(|cut| vec![message[..cut].to_vec(), message[cut..].to_vec()]);
        for parts in cuts.chain([byte_by_byte]) {
            let mut pair = at();
            parts.iter().for_each(|part| pair.give_record(22, part).unwrap());
            if message[0] == 24 {
                pair.peer.update_writing();
            }
            pair.agree();
        }
        for (place, mask) in (0..message.len()).flat_map(|place| [1, 0x80, 0xff].map(|mask| (place, mask))) {
            let mut pair = at();
            let mut changed = message.clone();
            changed[place] ^= mask;
            match pair.give_record(22, &changed) {
                Err(Error::Rejected(reject)) => pair.refused(Err(Error::Rejected(reject)), reject.alert, reject.rule.0),
                Err(error) => panic!("{error}"),
                // A longer length waits for more, and no data may come in between.
                Ok(()) if (1..4).contains(&place) => {
                    pair.refuses_record(23, b"data", AlertDescription::UNEXPECTED_MESSAGE, "5.1-3");
                }
                Ok(()) => {
                    assert!(place >= 4, "{place} of {message:?}");
                    if message[0] == 24 {
                        pair.peer.update_writing();
                    }
                    pair.agree();
                }
            }
        }
    }
}

/// What came of a changed byte.
enum Outcome {
    Refused,
    Accepted,
}

/// Runs a handshake in which one byte of the message of this number is changed; the peer believes in what it said.
fn changed(pair: &Pair, number: usize, place: usize, mask: u8) -> Outcome {
    let mut pair = again(pair);
    let mut field = String::new();
    for index in 0..12 {
        if pair.local.state() == "Connected" {
            pair.agree();
            return Outcome::Accepted;
        }
        let mut message = pair.next_message().unwrap();
        let (msg_type, before) = (message[0], pair.local.state());
        if index == number {
            field = fields(&message)[place].clone();
            message[place] ^= mask;
        }
        let record = pair.peer.record(22, &message);
        let result = pair.local.feed(&record);
        if let Err(error) = result {
            refused(pair, error, &field);
            return Outcome::Refused;
        }
        if pair.local.state() == before {
            break;
        }
        pair.peer.said(msg_type, message);
        pair.settle();
    }
    // Nothing but an incomplete message may hold things up.
    assert!(field.ends_with("length"), "{field} holds things up");
    assert_eq!(pair.local.connection.end_of_input(), Err(Error::Truncated));
    Outcome::Refused
}

/// The alert is the last thing heard, unless the change was in a share, so that the two ends have different keys.
fn refused(mut pair: Pair, error: Error, field: &str) {
    let Error::Rejected(reject) = error else { panic!("{field}: {error}") };
    pair.settle();
    let share = field == "key_share";
    assert!(share || pair.peer.unopened == 0, "{field}: records that the peer cannot open");
    if pair.peer.unopened == 0 {
        let (level, description, _) = pair.peer.alert().unwrap_or_else(|| panic!("{field}: no alert"));
        assert_eq!((level, description), (2, reject.alert.0), "{field}");
    }
    pair.dead();
}

/// The rule that lets a field of a message have another value than it had.
fn rule(message: &str, field: &str) -> &'static str {
    match (message, field) {
        ("ClientHello", "random") => "4.1.2-i7",
        ("ServerHello", "random") => "4.1.3-3",
        ("ClientHello", "legacy_session_id") => "4.1.3-i1",
        ("ClientHello", "cipher_suites") => "4.1.2-12",
        ("ClientHello", "supported_groups") => "4.2.7-i1",
        (_, "signature_algorithms") => "4.2.3-i3",
        // A share for a group that we do not have is ignored, and so is the highest bit of an X25519 share (RFC 7748 §5).
        ("ClientHello", "key_share") => "4.2.8-i2, 7.4.2-2",
        (_, "key_share") => "7.4.2-2",
        // Whoever answers VerifyPeer looks into certificates.
        ("Certificate", "cert_data") => "4.4.2.2-13",
        _ => "",
    }
}

#[test]
fn every_byte_is_changed() {
    let mut accepted = BTreeMap::new();
    let mut order = Vec::new();
    for pair in handshakes() {
        let role = if pair.peer.role == Role::Server { "client" } else { "server" };
        let handshake = format!("{role}{}", if pair.retry { ", retried" } else { "" });
        for (number, length) in lengths(&pair).into_iter().enumerate() {
            let message = nth(&pair, number);
            let names = fields(&message);
            for mask in [0x01, 0x80, 0xff] {
                for (place, field) in names.iter().enumerate().take(length) {
                    let second = if message[0] == 1 && number > 0 { "second " } else { "" };
                    let key = format!("{handshake:<17}{:<20} {}", format!("{second}{}", name(&message)), field);
                    let (yes, of) = accepted.entry(key.clone()).or_insert_with(|| {
                        order.push((key, rule(name(&message), field)));
                        (0, 0)
                    });
                    *of += 1;
                    *yes += u32::from(matches!(changed(&pair, number, place, mask), Outcome::Accepted));
                }
            }
        }
    }
    let mut table = String::new();
    for (key, rule) in order {
        let (yes, of) = accepted[&key];
        if yes > 0 {
            assert_ne!(rule, "", "no rule lets this change: {key}");
            writeln!(table, "{key:<66}{yes:>3} of {of:>3}  {rule}").unwrap();
            for each in rule.split(", ") {
                surehand_evidence::property(each, &format!("may have another value: {key}"));
            }
        }
    }
    snapshot::check("bytes_that_may_change.txt", &table);
}

/// The peer's message of this number.
fn nth(pair: &Pair, number: usize) -> Vec<u8> {
    let mut pair = again(pair);
    for _ in 0..number {
        let message = pair.next_message().unwrap();
        pair.tell(message).unwrap();
    }
    pair.next_message().unwrap()
}
