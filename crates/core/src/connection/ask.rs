//! Questions and their answers, and what a server asks of its client after the handshake.

use super::machine::Machine;
use super::{Error, Event, QuestionId, Receiver, Sender};
use crate::crypto::Provider;
use crate::handshake::{Answer, Question};

impl<P: Provider> Receiver<P> {
    /// The open question, if there is one.
    pub fn question(&self) -> Option<(QuestionId, &Question)> {
        self.question.as_ref().map(|(id, question)| (*id, &**question))
    }

    /// Answers the open question, and says what the messages that were held back until now have led to.
    pub fn answer(&mut self, id: QuestionId, answer: Answer<P>) -> Result<Event, Error> {
        self.answer_with(None, id, answer)
    }

    pub(super) fn answer_with(
        &mut self,
        mut sender: Option<&mut Sender<P>>,
        id: QuestionId,
        answer: Answer<P>,
    ) -> Result<Event, Error> {
        if !self.question.as_ref().is_some_and(|(open, question)| *open == id && answer.is_for(question)) {
            return Err(Error::StaleAnswer);
        }
        self.question = None;
        let answered = self.step(
            sender.as_deref_mut(),
            |machine, around, out| machine.on_answer(around, answer, out),
            Error::StaleAnswer,
        );
        let result = answered.and_then(|()| self.deliver(sender.as_deref_mut()));
        self.settle(result, sender)
    }

    /// On a server: asks the client for a certificate (§4.6.2); the sending half has the request to send.
    pub fn request_certificate(&mut self) -> Result<(), Error> {
        self.request_certificate_with(None)
    }

    pub(super) fn request_certificate_with(&mut self, sender: Option<&mut Sender<P>>) -> Result<(), Error> {
        let result = self.step(sender, Machine::request_certificate, Error::NotPossible);
        self.settle_own(result)
    }

    /// What is not possible changes nothing; a failure of our own ends the connection (§6.2).
    fn settle_own(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        if result == Err(Error::NotPossible) { result } else { self.settle(result, None) }
    }

    /// On a server: makes one more ticket (§4.6.1), by way of a question; not while the sending half has too much to send.
    pub fn make_ticket(&mut self) -> Result<(), Error> {
        if self.question.is_some() || self.mailbox.parcels() >= self.machine.limits().parcels() {
            return Err(Error::NotPossible);
        }
        let result = self.step(None, Machine::make_ticket, Error::NotPossible);
        self.settle_own(result)
    }
}
