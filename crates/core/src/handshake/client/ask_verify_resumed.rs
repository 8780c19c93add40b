//! RFC 8446 §4.6.1: is the server that the resumed session has authenticated still good?

use alloc::boxed::Box;

use surehand_codec::Reject;

use super::{Client, Negotiated, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::{Out, Question, VerifyResumed};
use crate::state::state;

state! {
    /// The server of a resumed session is out for verification.
    pub struct AskVerifyResumed {
        negotiated: Box<Negotiated<P>>,
    }
}

impl<P: Provider> AskVerifyResumed<P> {
    pub(super) fn ask(negotiated: Box<Negotiated<P>>, ticket: &[u8], out: &mut Out<P>) -> Self {
        out.ask(Question::VerifyResumed(VerifyResumed { ticket: ticket.to_vec() }));
        Self { negotiated }
    }

    pub(super) fn on_resumed(self, answer: Result<(), Reject>) -> Result<Client<P>, Reject> {
        answer.map(|()| WaitFinished { negotiated: self.negotiated, requested: None }.into())
    }
}
