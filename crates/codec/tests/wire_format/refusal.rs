//! RFC 8446 §6.2: every refusal of this crate, fired at least once where it is made.

use std::collections::BTreeSet;
use std::path::Path;

use surehand_codec::Reject;
use surehand_codec::code_point::ExtensionType as E;
use surehand_codec::extension::{MAX_EXTENSIONS, Messages};
use surehand_codec::message::{HELLO_RETRY_REQUEST_RANDOM, Message};
use surehand_codec::reject;

use crate::sample::{carrier, client_hello, extension, message, server_hello, vector, versioned, with};

const CH: Messages = Messages::CLIENT_HELLO;
const SH: Messages = Messages::SERVER_HELLO;
const HRR: Messages = Messages::HELLO_RETRY_REQUEST;
const EE: Messages = Messages::ENCRYPTED_EXTENSIONS;
const CR: Messages = Messages::CERTIFICATE_REQUEST;
const CT: Messages = Messages::CERTIFICATE;
const NST: Messages = Messages::NEW_SESSION_TICKET;

/// Asserts that the bytes draw the refusal, and writes it down.
fn refused(bytes: &[u8], expected: Reject) {
    let reject = Message::read(bytes).expect_err(expected.rule.0);
    assert_eq!(reject, expected, "{bytes:x?}");
    surehand_evidence::saw(reject.rule.0, &reject.alert.to_string());
}

/// An extension's body in a message, and the rule that it breaks.
type Malformed = (Messages, E, &'static [u8], &'static str);

const MALFORMED: &[Malformed] = &[
    // Integers and vectors that end too early.
    (CH, E::SERVER_NAME, &[0], "6-9"),
    (CH, E::SERVER_NAME, &[0, 0], "3.4-i2"),
    (CH, E::SERVER_NAME, &[0, 3, 0, 0, 0], "3.4-i2"),
    (CH, E::SERVER_NAME, &[0, 4, 0, 0, 2, 1], "6-9"),
    (CH, E::SERVER_NAME, &[0, 4, 0, 0, 1, 1, 9], "9846:4.3-2"),
    (EE, E::SERVER_NAME, &[0], "9846:4.3-2"),
    (CH, E::MAX_FRAGMENT_LENGTH, &[], "6-9"),
    (CH, E::MAX_FRAGMENT_LENGTH, &[1, 1], "9846:4.3-2"),
    (CH, E::RECORD_SIZE_LIMIT, &[1], "6-9"),
    (EE, E::RECORD_SIZE_LIMIT, &[1, 1, 1], "9846:4.3-2"),
    (CH, E::STATUS_REQUEST, &[], "6-9"),
    (CH, E::STATUS_REQUEST, &[1], "6-9"),
    (CH, E::STATUS_REQUEST, &[1, 0, 2, 0, 0, 0, 0], "3.4-i2"),
    (CH, E::STATUS_REQUEST, &[1, 0, 0, 0, 0, 0], "9846:4.3-2"),
    (CR, E::STATUS_REQUEST, &[0], "9846:4.3-2"),
    (CT, E::STATUS_REQUEST, &[], "4.4.2.1-1"),
    (CT, E::STATUS_REQUEST, &[2, 0, 0, 1, 1], "4.4.2.1-1"),
    (CT, E::STATUS_REQUEST, &[1, 0, 0, 0], "4.4.2.1-1"),
    (CT, E::STATUS_REQUEST, &[1, 0, 0, 2, 1], "4.4.2.1-1"),
    (CH, E::SIGNED_CERTIFICATE_TIMESTAMP, &[0], "9846:4.3-2"),
    (CT, E::SIGNED_CERTIFICATE_TIMESTAMP, &[0, 0], "3.4-i2"),
    (CT, E::SIGNED_CERTIFICATE_TIMESTAMP, &[0, 2, 0, 0], "3.4-i2"),
    (CT, E::SIGNED_CERTIFICATE_TIMESTAMP, &[0, 3, 0, 1, 1, 0], "9846:4.3-2"),
    (CH, E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, &[0, 0], "3.4-i2"),
    (CH, E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, &[0, 3, 0, 1, 1], "3.4-i2"),
    (EE, E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, &[0, 0], "3.4-i2"),
    (EE, E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, &[0, 4, 1, 1, 1, 2], "9846:4.3-2"),
    (CH, E::CLIENT_CERTIFICATE_TYPE, &[0], "3.4-i2"),
    (EE, E::CLIENT_CERTIFICATE_TYPE, &[], "6-9"),
    (EE, E::SERVER_CERTIFICATE_TYPE, &[0, 0], "9846:4.3-2"),
    (CH, E::COMPRESS_CERTIFICATE, &[0], "3.4-i2"),
    (CH, E::COMPRESS_CERTIFICATE, &[3, 0, 1, 0], "3.4-i3"),
    (CR, E::OID_FILTERS, &[0, 3, 0, 0, 0], "3.4-i2"),
    (CR, E::OID_FILTERS, &[0, 3, 1, 1, 0], "6-9"),
    // Bodies with a rule of their own: empty, odd, short, and with something left over.
    (CH, E::SUPPORTED_VERSIONS, &[0], "4.2.1-i1"),
    (CH, E::SUPPORTED_VERSIONS, &[3, 3, 4, 3], "4.2.1-i1"),
    (CH, E::SUPPORTED_VERSIONS, &[4, 3, 4], "4.2.1-i1"),
    (CH, E::SUPPORTED_VERSIONS, &[2, 3, 4, 3], "9846:4.3-2"),
    (SH, E::SUPPORTED_VERSIONS, &[3], "4.2.1-i1"),
    (SH, E::SUPPORTED_VERSIONS, &[3, 4, 0], "4.2.1-i1"),
    (HRR, E::SUPPORTED_VERSIONS, &[2, 3, 4], "4.2.1-i1"),
    (CH, E::COOKIE, &[0, 0], "4.2.2-i1"),
    (HRR, E::COOKIE, &[0, 2, 1], "4.2.2-i1"),
    (HRR, E::COOKIE, &[0, 1, 1, 1], "9846:4.3-2"),
    (CH, E::SIGNATURE_ALGORITHMS, &[0, 0], "4.2.3-i1"),
    (CH, E::SIGNATURE_ALGORITHMS, &[0, 3, 4, 3, 8], "4.2.3-i1"),
    (CR, E::SIGNATURE_ALGORITHMS_CERT, &[0, 4, 4, 3], "4.2.3-i1"),
    (CH, E::CERTIFICATE_AUTHORITIES, &[0, 0], "4.2.4-i1"),
    (CR, E::CERTIFICATE_AUTHORITIES, &[0, 5, 0, 0, 0, 1, 1], "4.2.4-i1"),
    (CH, E::POST_HANDSHAKE_AUTH, &[0], "4.2.6-i1"),
    (CH, E::SUPPORTED_GROUPS, &[0, 0], "4.2.7-i1"),
    (EE, E::SUPPORTED_GROUPS, &[0, 3, 0, 29, 0], "4.2.7-i1"),
    (CH, E::KEY_SHARE, &[0, 4, 0, 29, 0, 0], "4.2.8-i1"),
    (CH, E::KEY_SHARE, &[0, 4, 0, 29, 0, 1], "4.2.8-i1"),
    (CH, E::KEY_SHARE, &[0, 0, 0], "9846:4.3-2"),
    (SH, E::KEY_SHARE, &[0, 29, 0, 0], "4.2.8-i1"),
    (SH, E::KEY_SHARE, &[0, 29], "4.2.8-i1"),
    (HRR, E::KEY_SHARE, &[0], "4.2.8-i1"),
    (HRR, E::KEY_SHARE, &[0, 29, 0, 1, 1], "9846:4.3-2"),
    (CH, E::PSK_KEY_EXCHANGE_MODES, &[0], "4.2.9-i1"),
    (CH, E::PSK_KEY_EXCHANGE_MODES, &[2, 1], "4.2.9-i1"),
    (CH, E::EARLY_DATA, &[0, 0, 0, 0], "4.2.10-i1"),
    (EE, E::EARLY_DATA, &[0], "4.2.10-i1"),
    (NST, E::EARLY_DATA, &[], "4.2.10-i1"),
    (NST, E::EARLY_DATA, &[0, 0, 0, 0, 0], "4.2.10-i1"),
    (CH, E::PRE_SHARED_KEY, &[0, 0, 0, 0], "4.2.11-i1"),
    (CH, E::PRE_SHARED_KEY, &[0, 7, 0, 1, 1, 0, 0, 0, 0, 0, 0], "4.2.11-i1"),
    (SH, E::PRE_SHARED_KEY, &[0], "4.2.11-i1"),
    (SH, E::PRE_SHARED_KEY, &[0, 0, 0], "4.2.11-i1"),
];

#[test]
fn malformed_extensions() {
    for (kind, extension_type, data, rule) in MALFORMED {
        let reject = Message::read(&with(*kind, *extension_type, data)).expect_err(rule);
        let place = format!("{extension_type} {data:x?}");
        assert_eq!((reject.alert.name(), reject.rule.0), (Some("decode_error"), *rule), "{place}");
        surehand_evidence::saw(rule, "decode_error");
    }
    surehand_evidence::property("4.4.2.1-7", "one CertificateStatus reader for both sides' certificates");
    surehand_evidence::property("9846:4.3-1", "trailing bytes in extensions that are read are refused");
}

#[test]
fn binders_of_31_bytes_or_none() {
    let identities = vector(2, &[&vector(2, b"id")[..], &[0; 4]].concat());
    for binders in [vector(2, &vector(1, &[1; 31]).repeat(2)), vector(2, &[]), vec![]] {
        let data = [identities.clone(), binders].concat();
        refused(&with(CH, E::PRE_SHARED_KEY, &data), reject!(DECODE_ERROR, "4.2.11-i1"));
    }
    let nameless = [vector(2, &[&vector(2, b"")[..], &[0; 5]].concat()), vector(2, &vector(1, &[1; 32]))].concat();
    refused(&with(CH, E::PRE_SHARED_KEY, &nameless), reject!(DECODE_ERROR, "4.2.11-i1"));
}

#[test]
fn blocks_out_of_shape() {
    for (kind, _) in Messages::EACH {
        // A header cut short, a body cut short, more extensions than anybody sends.
        refused(&versioned(kind, &[0, 99, 0]), reject!(DECODE_ERROR, "4.2-i1"));
        refused(&versioned(kind, &[0, 99, 0, 1]), reject!(DECODE_ERROR, "4.2-i1"));
        let many: Vec<_> = (1000..).take(MAX_EXTENSIONS + 1).flat_map(|n| extension(E(n), &[])).collect();
        refused(&versioned(kind, &many), reject!(DECODE_ERROR, "4.2-i1"));
        // The same extension twice, known or not.
        for twice in [E::COOKIE, E::EARLY_DATA, E::ENCRYPTED_CLIENT_HELLO, E(0x0a0a)] {
            let block = extension(twice, &[]).repeat(2);
            refused(&carrier(kind, &block), reject!(ILLEGAL_PARAMETER, "4.2-8"));
        }
    }
    // The block is longer than what holds it.
    refused(&message(8, &[0, 1]), reject!(DECODE_ERROR, "4.2-i1"));
    refused(&client_hello(&[0]), reject!(DECODE_ERROR, "4.2-i1"));
}

#[test]
fn pre_shared_key_is_last_in_client_hello() {
    let offer = crate::sample::data(E::PRE_SHARED_KEY, CH);
    for next in [E::PADDING, E(0x0a0a)] {
        let block = [extension(E::PRE_SHARED_KEY, &offer), extension(next, &[])].concat();
        refused(&versioned(CH, &block), reject!(ILLEGAL_PARAMETER, "4.2.11-18"));
    }
}

#[test]
fn hellos() {
    let decode_error = |bytes: &[u8], reject| refused(&message(1, bytes), reject);
    let head = [&[3, 3][..], &[7; 32]].concat();
    decode_error(&[3], reject!(DECODE_ERROR, "6-9"));
    decode_error(&[&head[..], &vector(1, &[0; 33]), &[0, 2, 19, 1, 1, 0]].concat(), reject!(DECODE_ERROR, "4.1.2-i8"));
    for suites in [&[0, 0][..], &[0, 3, 19, 1, 19], &[0, 4, 19, 1]] {
        decode_error(&[&head[..], &[0], suites].concat(), reject!(DECODE_ERROR, "4.1.2-i9"));
    }
    decode_error(&[&head[..], &[0, 0, 2, 19, 1, 0]].concat(), reject!(DECODE_ERROR, "3.4-i2"));
    refused(&client_hello(&[0, 0, 0]), reject!(DECODE_ERROR, "4.1.2-i11"));
    refused(&server_hello([9; 32], &[0, 0, 0]), reject!(DECODE_ERROR, "4-i1"));
    for random in [[9; 32], HELLO_RETRY_REQUEST_RANDOM] {
        let echo = [&[3, 3][..], &random, &vector(1, &[0; 33]), &[19, 1, 0]].concat();
        refused(&message(2, &echo), reject!(DECODE_ERROR, "3.4-i2"));
    }
}

#[test]
fn other_messages() {
    let no_data = [&[0][..], &vector(3, &[0, 0, 0, 0, 0])].concat();
    refused(&message(11, &no_data), reject!(DECODE_ERROR, "4.4.2-i2"));
    refused(&message(11, &[0, 0, 0, 2, 0, 0]), reject!(DECODE_ERROR, "4.4.2-i2"));
    refused(&message(11, &[0, 0, 0, 4, 0, 0, 1, 1]), reject!(DECODE_ERROR, "4.2-i1"));
    refused(&message(4, &[&[0; 8][..], &[0], &[0, 0], &[0, 0]].concat()), reject!(DECODE_ERROR, "4.6.1-i4"));
    refused(&message(24, &[]), reject!(DECODE_ERROR, "4.6.3-i2"));
    refused(&message(24, &[0, 0]), reject!(DECODE_ERROR, "4.6.3-i2"));
    for value in 2..=255 {
        refused(&message(24, &[value]), reject!(ILLEGAL_PARAMETER, "4.6.3-4"));
    }
    refused(&message(5, &[0]), reject!(DECODE_ERROR, "4-i1"));
    refused(&message(15, &[8, 4, 0, 0, 0]), reject!(DECODE_ERROR, "4-i1"));
    refused(&[20, 0, 0, 2, 1], reject!(DECODE_ERROR, "4-i1"));
    refused(&[], reject!(DECODE_ERROR, "4-i1"));
}

#[test]
fn message_types() {
    let known = [1, 2, 4, 5, 8, 11, 13, 15, 20, 24];
    for msg_type in (0..=255).filter(|each| !known.contains(each)) {
        let reject = match msg_type {
            254 => reject!(UNEXPECTED_MESSAGE, "4-i3"),
            _ => reject!(UNEXPECTED_MESSAGE, "4-i2"),
        };
        refused(&message(msg_type, &[1, 2, 3]), reject);
        refused(&[msg_type], reject);
    }
}

/// Every `reject!` in the source is in this file or, for the table's, in the matrix of extensions and messages.
#[test]
fn every_refusal_is_tested() {
    let mut made = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in ["wire", "extension", "message"] {
        for file in std::fs::read_dir(source.join(folder)).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            made.extend(rules(&text));
        }
    }
    assert!(made.len() > 20);
    let here = include_str!("refusal.rs");
    let untested: Vec<_> = made.iter().filter(|rule| !here.contains(&format!("\"{rule}\""))).collect();
    assert!(untested.is_empty(), "{untested:?}");
}

fn rules(text: &str) -> impl Iterator<Item = String> {
    let made = text.split("reject!(").skip(1).filter_map(|after| after.split_once(')'));
    made.filter_map(|(inside, _)| Some(inside.split('"').nth(1)?.to_owned()))
}
