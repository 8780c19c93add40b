//! RFC 8446 §6.2: messages cut short are refused, altered ones never do harm, and what is accepted writes back.

use surehand_codec::code_point::AlertDescription;
use surehand_codec::message::Message;
use surehand_codec::reject;

use crate::rewrite::rewrite;
use crate::sample::{each, message};

#[test]
fn a_message_cut_short_is_refused() {
    for bytes in each() {
        for end in 0..bytes.len() {
            let refused = Message::read(&bytes[..end]).expect_err("cut short");
            assert_eq!(refused, reject!(DECODE_ERROR, "4-i1"));
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(Message::read(&longer).expect_err("too long"), reject!(DECODE_ERROR, "4-i1"));
    }
    surehand_evidence::saw("4-i1", "decode_error");
}

/// The header agrees with what is left of the body; then only Finished, and a hello that ends where hellos ended
/// before there were extensions, are whole.
#[test]
fn a_body_cut_short_is_refused() {
    for bytes in each() {
        let body = &bytes[4..];
        for end in 0..body.len() {
            let cut = message(bytes[0], &body[..end]);
            match Message::read(&cut) {
                Err(reject) => assert_eq!(reject.alert, AlertDescription::DECODE_ERROR),
                Ok(Message::Finished(_)) => {}
                Ok(Message::ClientHello(m)) => assert_eq!((m.extensions.other.is_empty(), end), (true, 41)),
                Ok(Message::ServerHello(m)) => assert_eq!((m.extensions.other.is_empty(), end), (true, 38)),
                Ok(Message::HelloRetryRequest(m)) => assert_eq!((m.extensions.other.is_empty(), end), (true, 38)),
                Ok(other) => panic!("{} accepted at {end}", other.name()),
            }
        }
    }
}

#[test]
fn an_altered_message_is_refused_or_writes_back() {
    for original in each() {
        for at in 0..original.len() {
            for mask in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
                let mut bytes = original.clone();
                bytes[at] ^= mask;
                let Ok(message) = Message::read(&bytes) else { continue };
                // Everything in it can be looked at.
                assert!(!format!("{message:?}").is_empty());
                if writes_back(&message) {
                    assert_eq!(rewrite(&message), bytes, "byte {at} of {}", message.name());
                }
            }
        }
    }
}

/// A hello without supported_versions keeps no fields, and padding that is not zero is not kept.
fn writes_back(message: &Message<'_>) -> bool {
    match message {
        Message::ClientHello(m) => m.extensions.supported_versions.is_some() && m.extensions.padding.is_none(),
        Message::ServerHello(m) => m.extensions.supported_versions.is_some(),
        Message::HelloRetryRequest(m) => m.extensions.supported_versions.is_some(),
        _ => true,
    }
}
