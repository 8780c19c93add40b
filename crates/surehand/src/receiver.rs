//! The receiving half of a split connection.

use std::borrow::Cow;

use surehand_core::connection::{Error as CoreError, Event, Received};
use surehand_core::handshake::Question;
use surehand_core::key_schedule::ExportError;

use crate::answers::{Answers, Reply};
use crate::error::Error;
use crate::provider::Mixed;
use crate::verify::PeerIdentity;

type CoreReceiver = surehand_core::connection::Receiver<Mixed>;

/// The receiving half of a split connection. It too answers its own questions, or leaves them to the caller if the
/// connection has done so.
pub struct Receiver {
    core: CoreReceiver,
    answers: Answers,
    asks: bool,
}

impl Receiver {
    pub(crate) fn new(core: CoreReceiver, answers: Answers, asks: bool) -> Self {
        Self { core, answers, asks }
    }

    /// Takes at most one record from the start of `input` and opens it in place.
    ///
    /// On an error the connection has failed, and the sending half has an alert to send.
    pub fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        let received = self.core.receive(input);
        self.collect();
        let mut received = self.explain(received)?;
        while !self.asks && self.core.question().is_some() {
            received.event = self.answer(Reply::Configured)?;
            received.wake = true;
        }
        Ok(received)
    }

    /// The open question, if there is one.
    pub fn question(&self) -> Option<Cow<'_, Question>> {
        self.core.question().map(|(_, question)| self.answers.shown(question))
    }

    /// Answers the open question, and says what that has led to. The sending half may have something to send then.
    pub fn answer(&mut self, reply: Reply) -> Result<Event, Error> {
        let Some((id, question)) = self.core.question() else {
            return Err(Error::State(CoreError::StaleAnswer));
        };
        let answer = self.answers.reply(question, reply);
        let answered = self.core.answer(id, answer);
        self.collect();
        self.explain(answered)
    }

    /// The transport has ended: an error unless the peer's close_notify came first.
    pub fn end_of_input(&mut self) -> Result<(), Error> {
        let ended = self.core.end_of_input();
        self.explain(ended)
    }

    /// On a server: asks the client for a certificate (RFC 8446 §4.6.2); the sending half has the request to send.
    /// [`Event::ClientAnswered`](crate::Event::ClientAnswered) tells when the answer is there.
    pub fn request_certificate(&mut self) -> Result<(), Error> {
        let asked = self.core.request_certificate();
        self.explain(asked)
    }

    /// Who the peer is; `None` if it was not authenticated.
    pub fn peer_identity(&self) -> Option<&PeerIdentity> {
        self.answers.peer.as_ref().map(|peer| &peer.identity)
    }

    /// Fills `out` with keying material for another protocol (RFC 8446 §7.5).
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        self.core.export(label, context, out)
    }

    fn explain<T>(&mut self, result: Result<T, CoreError>) -> Result<T, Error> {
        result.map_err(|error| Error::new("CONNECTED", error, self.answers.detail.take()))
    }

    fn collect(&mut self) {
        for observation in self.core.take_observations() {
            self.answers.observe(observation);
        }
        self.answers.keep(self.core.take_tickets());
    }
}
