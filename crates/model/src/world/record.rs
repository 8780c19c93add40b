//! Records as the attacker sees them.

use std::sync::Arc;

use surehand_codec::code_point::ContentType;
use surehand_codec::message::Message;
use surehand_core::record::{HEADER_LENGTH, next_record};

use crate::book::Book;
use crate::term::{Id, NAME_LENGTH, Term};

/// What a record is, seen from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outside {
    /// It holds a ClientHello.
    ClientHello,
    /// It holds a ServerHello or a HelloRetryRequest.
    ServerHello,
    /// It is protected: the name of its key, and its nonce.
    Sealed(Id, [u8; 12]),
    /// Anything else: an alert, a change_cipher_spec.
    Other,
}

/// One record that somebody sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// All of it, header included.
    pub bytes: Arc<[u8]>,
    /// What it is.
    pub outside: Outside,
    /// A name for its bytes.
    pub id: Id,
}

impl Record {
    fn new(bytes: &[u8], book: &Book) -> Self {
        let content = bytes.get(HEADER_LENGTH..).unwrap_or_default();
        let outside = match bytes.first().map(|first| ContentType(*first)) {
            Some(ContentType::APPLICATION_DATA) => {
                let tag = content.len().checked_sub(NAME_LENGTH).and_then(|at| Id::at_start(content.get(at..)?));
                match tag.and_then(|tag| book.term(tag)) {
                    Some(Term::Sealed(key, nonce)) => Outside::Sealed(key, nonce),
                    _ => Outside::Other,
                }
            }
            Some(ContentType::HANDSHAKE) => match Message::read(content) {
                Ok(Message::ClientHello(_)) => Outside::ClientHello,
                Ok(Message::ServerHello(_) | Message::HelloRetryRequest(_)) => Outside::ServerHello,
                _ => Outside::Other,
            },
            _ => Outside::Other,
        };
        Self { bytes: bytes.into(), outside, id: Id::of(bytes) }
    }

    /// The message in a plaintext handshake record.
    pub fn content(&self) -> &[u8] {
        self.bytes.get(HEADER_LENGTH..).unwrap_or_default()
    }
}

/// The records of an output.
pub fn records(output: &[u8], book: &Book) -> Vec<Record> {
    let mut rest = output;
    let mut records = Vec::new();
    while let Ok(Some(header)) = next_record(rest) {
        let Some((record, after)) = rest.split_at_checked(header.record_length) else { break };
        records.push(Record::new(record, book));
        rest = after;
    }
    records
}
