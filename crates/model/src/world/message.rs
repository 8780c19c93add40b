//! What a session's messages say of it.

use std::sync::Arc;

use surehand_codec::message::{KeyUpdateRequest, Message};
use surehand_core::connection::Direction;
use surehand_core::key_schedule::Epoch;

use super::record::Outside;
use super::session::{Asked, Facts, Session};
use crate::term::Id;

/// Takes up a message that was sent or received.
pub(super) fn take_message(session: &mut Session, bytes: Vec<u8>, epoch: Epoch, direction: Direction) {
    let facts = &mut session.facts;
    if matches!(epoch, Epoch::Application(_)) {
        if let (Direction::Sent, Ok(Message::Certificate(message))) = (direction, Message::read(&bytes)) {
            facts.showed_certificate |= !message.certificate_list.is_empty();
        }
        facts.answered = facts.answered.saturating_add(u8::from(direction == Direction::Received));
        if let Ok(Message::KeyUpdate(update)) = Message::read(&bytes) {
            facts.key_update(direction, update.request_update, epoch);
        }
        return;
    }
    // A client that gets a ClientHello refuses it: what it has offered stays what it was.
    let own = direction == Direction::Sent || !session.is_client();
    let facts = &mut session.facts;
    let bytes: Arc<[u8]> = bytes.into();
    // A cookie stands for what came before it (§4.2.2), which another session may have seen.
    let returned =
        matches!(Message::read(&bytes), Ok(Message::ClientHello(hello)) if hello.extensions.cookie.is_some());
    let before = facts.view.filter(|_| !returned).map_or_else(Vec::new, |view| view.0.to_be_bytes().to_vec());
    let view = Id::of_parts(b'v', &[&before, &bytes]);
    facts.view = Some(view);
    match Message::read(&bytes) {
        Ok(Message::Finished(_)) => facts.finished.push(view),
        Ok(Message::Certificate(message)) if direction == Direction::Sent => {
            facts.showed_certificate |= !message.certificate_list.is_empty();
        }
        Ok(Message::ClientHello(_)) if own => {
            let first = facts.hellos.take().map_or_else(|| bytes.clone(), |(first, _)| first);
            facts.hellos = Some((first, bytes.clone()));
        }
        Ok(Message::HelloRetryRequest(_)) => facts.retries = facts.retries.saturating_add(1),
        _ => {}
    }
    session.messages.push(bytes);
}

impl Session {
    /// Whether it is a client's: a client's own hello comes first.
    pub(super) fn is_client(&self) -> bool {
        self.sent.first().is_some_and(|record| record.outside == Outside::ClientHello)
    }
}

impl Facts {
    /// Notes down that a KeyUpdate was asked for, or is the answer to one.
    fn key_update(&mut self, direction: Direction, request: KeyUpdateRequest, epoch: Epoch) {
        match (direction, request == KeyUpdateRequest::UpdateRequested, &mut self.asked) {
            // One answer is enough for several.
            (Direction::Received, true, Some(Asked { answer: None, .. })) => {}
            (Direction::Received, true, asked) => *asked = Some(Asked { sent: self.sent.len(), answer: None }),
            (Direction::Sent, false, Some(Asked { answer: answer @ None, .. })) => *answer = Some(epoch),
            _ => {}
        }
    }
}
