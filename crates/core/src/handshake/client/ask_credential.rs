//! RFC 8446 §4.4.2, §4.4.3: the client's certificate, if it has one that fits, and its signature.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::CertificateVerify;

use super::{Client, Env, Flight};
use crate::crypto::Provider;
use crate::handshake::certificate::{fitting, to_sign, write};
use crate::handshake::certificate_request::extras;
use crate::handshake::{Action, ChosenCredential, Out, Question, RequestedCertificate, Signer};
use crate::state::state;

state! {
    /// The server wants a certificate; which one shall be shown?
    pub struct AskCredential {
        flight: Box<Flight<P>>,
        requested: RequestedCertificate,
    }
}

state! {
    /// Certificate sent; its key is asked for a signature.
    pub struct AskSign {
        flight: Box<Flight<P>>,
        chosen: ChosenCredential,
    }
}

impl<P: Provider> AskCredential<P> {
    pub(super) fn ask(flight: Box<Flight<P>>, requested: RequestedCertificate, out: &mut Out<P>) -> Self {
        out.ask(Question::ChooseClientCredential(requested.clone()));
        Self { flight, requested }
    }

    pub(super) fn on_credential(
        self,
        env: &Env<'_, P>,
        answer: Result<Option<ChosenCredential>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let chosen = fitting(&self.requested, answer?)?;
        let mut flight = self.flight;
        let transcript = &mut flight.negotiated.transcript;
        out.push(Action::Send(write(&[], chosen.as_ref(), extras(&self.requested), transcript)?));
        let Some(chosen) = chosen else { return flight.finish(env, out) };
        out.ask(Question::Sign(to_sign(Signer::Client, &chosen, transcript)));
        Ok(AskSign { flight, chosen }.into())
    }
}

impl<P: Provider> AskSign<P> {
    pub(super) fn on_signature(
        self,
        env: &Env<'_, P>,
        answer: Result<Vec<u8>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let signature = answer?;
        let mut flight = self.flight;
        let message = CertificateVerify { algorithm: self.chosen.scheme, signature: &signature };
        out.send(&message, |bytes| flight.negotiated.transcript.add(bytes))?;
        flight.finish(env, out)
    }
}
