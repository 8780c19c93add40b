//! RFC 8446 §4, §5.1: every handshake message cut, split, joined and changed, on its way to either role.

mod peer;

use std::collections::BTreeMap;
use std::fmt::Write;

use peer::field::{fields, name};
use peer::pair::client_authentication;
use peer::{Known, Pair, Rigged, message, snapshot};
use surehand_codec::code_point::AlertDescription;
use surehand_core::config::ClientAuthentication;
use surehand_core::connection::Error;

/// A handshake: either role under test, with and without a HelloRetryRequest, with certificates of both or with a PSK.
#[derive(Clone, Copy)]
struct Kind {
    client: bool,
    retry: bool,
    psk: bool,
}

const KINDS: [Kind; 8] = [
    Kind { client: true, retry: false, psk: false },
    Kind { client: true, retry: true, psk: false },
    Kind { client: true, retry: false, psk: true },
    Kind { client: true, retry: true, psk: true },
    Kind { client: false, retry: false, psk: false },
    Kind { client: false, retry: true, psk: false },
    Kind { client: false, retry: false, psk: true },
    Kind { client: false, retry: true, psk: true },
];

impl Kind {
    /// A client's certificate is asked for where there is a HelloRetryRequest; a PSK brings early data.
    fn pair(self) -> Pair {
        let psk = [Known::ticket(b"ticket").early(1000)];
        let mut pair = match self {
            Self { client: true, psk: true, .. } => Pair::client_offering(&psk, true, |_| {}),
            Self { client: true, psk: false, .. } => Pair::client(),
            Self { client: false, psk: true, .. } => Pair::server_knowing(&psk, true, |_| {}),
            Self { client: false, psk: false, retry } => Pair::server_with(Rigged::new(), |config| {
                config.client_authentication = retry.then(client_authentication);
            }),
        };
        pair.retry = self.retry;
        pair.request = self.retry;
        pair
    }

    fn name(self) -> String {
        let role = if self.client { "client" } else { "server" };
        let (psk, retried) = (if self.psk { ", PSK" } else { "" }, if self.retry { ", retried" } else { "" });
        format!("{role}{psk}{retried}")
    }
}

/// How many messages the peer says in this handshake, and how long each is.
fn lengths(kind: Kind) -> Vec<usize> {
    let mut pair = kind.pair();
    let mut lengths = Vec::new();
    while pair.local.state() != "Connected" {
        let message = pair.next_message().unwrap();
        lengths.push(message.len());
        pair.tell(message).unwrap();
    }
    lengths
}

/// Runs a handshake in which the message of this number arrives in records of these parts.
fn in_parts(kind: Kind, number: usize, parts: impl Fn(&[u8]) -> Vec<Vec<u8>>) {
    let mut pair = kind.pair();
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
    for kind in KINDS {
        for (number, length) in lengths(kind).into_iter().enumerate() {
            for cut in 1..length {
                in_parts(kind, number, |message| vec![message[..cut].to_vec(), message[cut..].to_vec()]);
            }
        }
    }
    surehand_evidence::property("5.1-2", "every message cut at every byte into two records is put together again");
}

#[test]
fn every_message_comes_byte_by_byte() {
    for kind in KINDS {
        for number in 0..lengths(kind).len() {
            in_parts(kind, number, |message| message.iter().map(|byte| vec![*byte]).collect());
        }
    }
    surehand_evidence::property("C.3-i1", "every message in records of one byte");
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
    let asked: At = || Pair::client_with(Rigged::new(), |config| config.post_handshake_auth = true).to("Connected");
    let keeping: At = || Pair::client_offering(&[], false, |_| {}).to("Connected");
    let request = Pair::client().peer.request_for(b"context");
    let client = [(client, ticket.clone()), (keeping, ticket), (client, plain), (client, requested), (asked, request)];
    client.into_iter().chain(both).collect()
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

/// A server that waits for the answer to a request after the handshake, and the answer.
fn answered(shows: bool) -> (Pair, Vec<u8>) {
    let policy = ClientAuthentication { in_handshake: false, required: false, ..client_authentication() };
    let mut pair = Pair::server_with(Rigged::new(), |config| config.client_authentication = Some(policy));
    pair.post = true;
    let mut pair = pair.to("Connected");
    pair.local.connection.request_certificate().unwrap();
    pair.settle();
    let request = pair.peer.late[0].0.clone();
    let answer = pair.peer.answer(&request, shows).concat();
    (pair, answer)
}

#[test]
fn a_late_answer_is_cut_split_and_changed() {
    for shows in [true, false] {
        let length = answered(shows).1.len();
        for cut in 1..length {
            let (mut pair, answer) = answered(shows);
            pair.give_record(22, &answer[..cut]).unwrap();
            pair.give_record(22, &answer[cut..]).unwrap();
            pair.agree();
        }
        let mut accepted = 0;
        for (place, mask) in (0..length).flat_map(|place| [1, 0x80, 0xff].map(|mask| (place, mask))) {
            let (mut pair, mut answer) = answered(shows);
            answer[place] ^= mask;
            match pair.give_record(22, &answer) {
                Err(Error::Rejected(reject)) => pair.refused(Err(Error::Rejected(reject)), reject.alert, reject.rule.0),
                Err(error) => panic!("{error}"),
                // A longer length waits for more; no data may come in between, nor before the rest of the answer.
                Ok(()) if pair.local.state() != "Connected" => {
                    let record = pair.peer.record(23, b"data");
                    let Err(Error::Rejected(reject)) = pair.local.feed(&record) else { panic!("{place}: accepted") };
                    assert!(["5.1-3", "4.6.2-5"].contains(&reject.rule.0));
                }
                Ok(()) if (1..4).contains(&place) => {
                    pair.refuses_record(23, b"data", AlertDescription::UNEXPECTED_MESSAGE, "5.1-3");
                }
                Ok(()) => accepted += 1,
            }
        }
        assert_eq!(accepted, 0, "the signature and the Finished cover the rest");
    }
}

/// What came of a changed byte.
enum Outcome {
    Refused,
    Accepted,
}

/// Runs a handshake in which one byte of the message of this number is changed; the peer believes in what it said.
fn changed(kind: Kind, number: usize, place: usize, mask: u8) -> Outcome {
    let mut pair = kind.pair();
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
        // Without its mode, its name or its identity a PSK is passed over, and there is a certificate instead.
        ("ClientHello", "psk_key_exchange_modes") => "4.2.9-i1",
        ("ClientHello", "pre_shared_key extension_type") => "4.1.2-17",
        ("ClientHello", "pre_shared_key") => "4.2.11-6",
        // Whoever answers VerifyPeer looks into certificates.
        ("Certificate", "cert_data") => "4.4.2.2-13",
        _ => "",
    }
}

#[test]
fn every_byte_is_changed() {
    let mut accepted = BTreeMap::new();
    let mut order = Vec::new();
    for kind in KINDS {
        let handshake = kind.name();
        for (number, length) in lengths(kind).into_iter().enumerate() {
            let message = nth(kind, number);
            let names = fields(&message);
            for mask in [0x01, 0x80, 0xff] {
                for (place, field) in names.iter().enumerate().take(length) {
                    let second = if message[0] == 1 && number > 0 { "second " } else { "" };
                    let key = format!("{handshake:<22}{:<20} {}", format!("{second}{}", name(&message)), field);
                    let (yes, of) = accepted.entry(key.clone()).or_insert_with(|| {
                        order.push((key, rule(name(&message), field)));
                        (0, 0)
                    });
                    *of += 1;
                    *yes += u32::from(matches!(changed(kind, number, place, mask), Outcome::Accepted));
                }
            }
        }
    }
    let mut table = String::new();
    for (key, rule) in order {
        let (yes, of) = accepted[&key];
        if yes > 0 {
            assert_ne!(rule, "", "no rule lets this change: {key}");
            writeln!(table, "{key:<71}{yes:>3} of {of:>3}  {rule}").unwrap();
            for each in rule.split(", ") {
                surehand_evidence::property(each, &format!("may have another value: {key}"));
            }
        }
    }
    snapshot::check("bytes_that_may_change.txt", &table);
}

/// The peer's message of this number.
fn nth(kind: Kind, number: usize) -> Vec<u8> {
    let mut pair = kind.pair();
    for _ in 0..number {
        let message = pair.next_message().unwrap();
        pair.tell(message).unwrap();
    }
    pair.next_message().unwrap()
}
