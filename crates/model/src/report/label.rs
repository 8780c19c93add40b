//! What a record holds, and what a claim says, in a few words.

use surehand_codec::code_point::{AlertDescription, ContentType};
use surehand_codec::message::{self, Message};
use surehand_core::handshake::{Claim, ClientStatus, Question};
use surehand_core::record::HEADER_LENGTH;

use crate::term::Id;
use crate::world::Session;

/// The names of the messages in some bytes.
pub fn messages(bytes: &[u8]) -> Vec<&'static str> {
    let mut rest = bytes;
    let mut names = Vec::new();
    while let Some((one, after)) = message::length(rest).and_then(|length| rest.split_at_checked(length)) {
        names.push(Message::read(one).map_or("a message that nobody can read", |message| message.name()));
        rest = after;
    }
    names
}

/// What a session finds in a protected record, opened with the keys that it has at that moment.
pub fn opened(reader: &Session, bytes: &[u8]) -> Option<(ContentType, Vec<u8>)> {
    let mut bytes = bytes.to_vec();
    let mut keys = reader.connection.as_ref()?.opening()?.clone();
    let opened = keys.open(&mut bytes, usize::MAX).ok()?;
    Some((opened.content_type, bytes.get(opened.content)?.to_vec()))
}

/// What a session finds in a record.
pub(super) fn record(reader: &Session, bytes: &[u8]) -> String {
    let plain = |bytes: &[u8]| messages(bytes.get(HEADER_LENGTH..).unwrap_or_default()).join(", ");
    if bytes.first() != Some(&ContentType::APPLICATION_DATA.0) {
        return plain(bytes);
    }
    let Some((content_type, content)) = opened(reader, bytes) else {
        return "a record that does not open".to_owned();
    };
    match content_type {
        ContentType::HANDSHAKE => format!("{{{}}}", messages(&content).join(", ")),
        ContentType::ALERT => match content.as_slice() {
            [_, description] => format!("{{alert {}}}", AlertDescription(*description)),
            _ => "{alert}".to_owned(),
        },
        _ => format!("{{application data \"{}\"}}", String::from_utf8_lossy(&content)),
    }
}

/// A belief.
pub(super) fn claim(claim: &Claim<Id>) -> Option<String> {
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(match claim {
        Claim::PskAccepted { .. } => "accepts a binder".to_owned(),
        Claim::PskSelected { .. } => "its pre-shared key was selected".to_owned(),
        Claim::EarlyKeys { .. } => "has early data keys".to_owned(),
        Claim::Client(ClientStatus::Authenticated(identity)) => {
            format!("believes that its client is {}", words(identity))
        }
        Claim::Client(ClientStatus::Declined) => "its client has no certificate".to_owned(),
        Claim::Client(ClientStatus::NotRequested) => return None,
        Claim::HandshakeKeys { cipher_suite, group, .. } => match group {
            Some(group) => format!("has handshake keys: {cipher_suite}, {group}"),
            None => format!("has handshake keys: {cipher_suite}, no key exchange"),
        },
        Claim::PeerAuthenticated { identity, .. } => format!("believes that its peer is {}", words(identity)),
        Claim::Complete { .. } => "is complete".to_owned(),
        _ => return None,
    })
}

/// What is asked.
pub(super) fn question(question: &Question) -> &'static str {
    match question {
        Question::ChooseCredential(_) | Question::ChooseClientCredential(_) => "which credential",
        Question::Sign(_) => "for a signature",
        Question::VerifyPeer(_) => "whether the peer is good",
        Question::VerifyResumed(_) => "whether the session's server is still good",
        Question::FindPsks(_) => "which pre-shared keys are known",
        Question::AdmitEarlyData(_) => "whether the early data is fresh",
        Question::SealTicket(_) => "for a ticket",
        Question::SealCookie(_) => "for a cookie",
        Question::OpenCookie(_) => "what a cookie says",
        _ => "of another kind",
    }
}
