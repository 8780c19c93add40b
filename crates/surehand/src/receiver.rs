//! The receiving half of a split connection.

use surehand_core::connection::{Error as CoreError, Received};
use surehand_core::key_schedule::ExportError;

use crate::answers::Answers;
use crate::error::Error;
use crate::provider::Mixed;
use crate::verify::PeerIdentity;

type CoreReceiver = surehand_core::connection::Receiver<Mixed>;

/// The receiving half of a split connection. It too answers its own questions.
pub struct Receiver {
    core: CoreReceiver,
    answers: Answers,
}

impl Receiver {
    pub(crate) fn new(core: CoreReceiver, answers: Answers) -> Self {
        Self { core, answers }
    }

    /// Takes at most one record from the start of `input` and opens it in place.
    ///
    /// On an error the connection has failed, and the sending half has an alert to send.
    pub fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        let received = self.core.receive(input);
        self.collect();
        let mut received = self.explain(received)?;
        while let Some((id, question)) = self.core.question() {
            let answer = self.answers.answer(question);
            let answered = self.core.answer(id, answer);
            self.collect();
            received.event = self.explain(answered)?;
            received.wake = true;
        }
        Ok(received)
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
