//! RFC 8446 §4, A.1, A.2: in each state every message but those that the state waits for is unexpected.

mod peer;

use peer::bytes::vector;
use peer::pair::{GROUP, OTHER_GROUP};
use peer::{Pair, Role, breaks, keeps, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::Error;

/// Every message of TLS 1.3, those of older versions, and some that nobody knows.
const TYPES: [u8; 26] =
    [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 22, 23, 24, 25, 67, 99, 254, 255];

/// A state of a client, the types that it waits for, and the rules that say so.
const CLIENT: [(&str, &[u8], &[&str]); 8] = [
    ("WaitServerHello", &[2], &["4.1.2-i12", "A.1-i2"]),
    ("WaitSecondServerHello", &[2], &["A.1-i2"]),
    ("WaitEncryptedExtensions", &[8], &["4.3.1-1", "A.1-i3"]),
    ("WaitCertificateOrRequest", &[11, 13], &["4.4-i1", "4.4.2-1", "A.1-i4"]),
    ("WaitCertificate", &[11], &["4.3.2-2", "A.1-i5"]),
    ("WaitCertificateVerify", &[15], &["4.3.2-2", "4.4.3-1", "4.4.3-3", "A.1-i6"]),
    ("WaitFinished", &[20], &["4.4-i1", "A.1-i7"]),
    ("Connected", &[4, 24], &["4.6-i1"]),
];

/// The same for a server: one that asks for nothing, one that asks for a certificate, one that takes early data.
const SERVER: [(&str, &[u8], &[&str]); 7] = [
    ("WaitClientHello", &[1], &["4.1.2-1", "A.2-i1"]),
    ("WaitSecondClientHello", &[1], &["A.2-i1"]),
    ("WaitFinished", &[20], &["4.4.2-2", "4.5-2", "A.2-i5", "A.2-i8"]),
    ("WaitEndOfEarlyData", &[5], &["A.2-i3"]),
    ("WaitCertificate", &[11], &["A.2-i5", "A.2-i6"]),
    ("WaitCertificateVerify", &[15], &["A.2-i7"]),
    ("Connected", &[24], &["4.6-i1"]),
];

/// A message of this type, as good as it can be.
fn sample(pair: &mut Pair, msg_type: u8) -> Vec<u8> {
    let peer = &mut pair.peer;
    match msg_type {
        1 => peer.client_hello(&[GROUP, OTHER_GROUP], &[GROUP]).bytes(),
        2 => peer.server_hello().bytes(),
        4 => message(4, &[&[0, 0, 0, 30, 1, 2, 3, 4][..], &vector(1, b"n"), &vector(2, b"t"), &[0, 0]].concat()),
        8 => peer.encrypted_extensions(),
        11 => peer.certificate(),
        13 => peer.certificate_request(),
        15 if peer.role == Role::Server => peer.certificate_verify(),
        15 => message(15, &[&[8, 7][..], &vector(2, &[1; 64])].concat()),
        20 => peer.finished(),
        24 => message(24, &[0]),
        other => message(other, &[]),
    }
}

fn refused(mut pair: Pair, message: &[u8]) {
    let state = pair.local.state();
    let result = pair.give_record(22, message);
    let Err(Error::Rejected(reject)) = result else { panic!("{state}, message {}: {result:?}", message[0]) };
    assert_eq!(reject.alert, Alert::UNEXPECTED_MESSAGE, "{state}, message {}", message[0]);
    // The alert has been heard already.
    let (level, description, epoch) = pair.peer.alert().expect("an alert");
    assert_eq!((level, description, epoch), (2, reject.alert.0, pair.peer.epoch()));
    breaks(reject.alert, &[reject.rule.0, "6.2-i1"]);
}

fn all_others(at: fn(&str) -> Pair, state: &str, waits_for: &[u8], rules: &[&str]) {
    for msg_type in TYPES.into_iter().filter(|msg_type| !waits_for.contains(msg_type)) {
        let mut pair = at(state);
        let message = sample(&mut pair, msg_type);
        refused(pair, &message);
    }
    breaks(Alert::UNEXPECTED_MESSAGE, rules);
}

#[test]
fn a_client_takes_nothing_else() {
    for (state, waits_for, rules) in CLIENT {
        all_others(Pair::client_at, state, waits_for, rules);
    }
    // The messages of a HelloRetryRequest and of a server that has gone before are of no use either.
    let pair = Pair::client_at("WaitSecondServerHello");
    let retry = pair.peer.hello_retry_request(OTHER_GROUP).bytes();
    refused(pair, &retry);
    // EndOfEarlyData is no message for any of these states.
    breaks(Alert::UNEXPECTED_MESSAGE, &["4-1", "4.5-3", "9846:4-1"]);
}

#[test]
fn a_server_takes_nothing_else() {
    for (state, waits_for, rules) in SERVER {
        all_others(Pair::server_at, state, waits_for, rules);
    }
    breaks(Alert::UNEXPECTED_MESSAGE, &["4-1"]);
    keeps(&["9846:A.2-1"], "the states of a server, with and without client authentication and early data");
}
