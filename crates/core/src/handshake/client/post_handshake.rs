//! RFC 8446 §4.6.2: the client's answer to a CertificateRequest after the handshake.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::message::{CertificateRequest, CertificateVerify, Received};
use surehand_codec::{Reject, reject};

use super::{Client, Connected};
use crate::crypto::Provider;
use crate::handshake::certificate::{fitting, to_sign, write};
use crate::handshake::certificate_request::{extras, read};
use crate::handshake::out::encode;
use crate::handshake::{Action, ChosenCredential, Out, Question, RequestedCertificate, Signer};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// The server wants a certificate now; which one shall be shown?
    pub struct AskPostHandshakeCredential {
        pub(super) connected: Box<Connected<P>>,
        /// The main handshake and the request; other authentications are not part of it (§4.4).
        transcript: Transcript<P>,
        requested: RequestedCertificate,
    }
}

state! {
    /// The key of the chosen certificate is asked for a signature.
    pub struct AskPostHandshakeSign {
        pub(super) connected: Box<Connected<P>>,
        transcript: Transcript<P>,
        chosen: ChosenCredential,
        certificate: Vec<u8>,
    }
}

impl<P: Provider> Connected<P> {
    /// §4.6.2: the server asks for a certificate, which it may if we have offered that.
    pub(super) fn on_certificate_request(
        self,
        message: Received<'_, CertificateRequest<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let Some(transcript) = &self.transcript else { return Err(reject!(UNEXPECTED_MESSAGE, "4.6.2-6")) };
        let mut transcript = transcript.fork();
        transcript.add(message.bytes);
        let requested = read(&message)?;
        Ok(AskPostHandshakeCredential::ask(Box::new(self), transcript, requested, out).into())
    }
}

impl<P: Provider> AskPostHandshakeCredential<P> {
    fn ask(
        connected: Box<Connected<P>>,
        transcript: Transcript<P>,
        requested: RequestedCertificate,
        out: &mut Out<P>,
    ) -> Self {
        out.ask(Question::ChooseClientCredential(requested.clone()));
        Self { connected, transcript, requested }
    }

    pub(super) fn on_credential(
        self,
        answer: Result<Option<ChosenCredential>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let Self { connected, mut transcript, requested } = self;
        let chosen = fitting(&requested, answer?)?;
        let context = &requested.certificate_request_context;
        let certificate = write(context, chosen.as_ref(), extras(&requested), &mut transcript)?;
        let Some(chosen) = chosen else { return Ok(finish(*connected, certificate, &transcript, out)) };
        out.ask(Question::Sign(to_sign(Signer::Client, &chosen, &transcript)));
        Ok(AskPostHandshakeSign { connected, transcript, chosen, certificate }.into())
    }
}

impl<P: Provider> AskPostHandshakeSign<P> {
    pub(super) fn on_signature(self, answer: Result<Vec<u8>, Reject>, out: &mut Out<P>) -> Result<Client<P>, Reject> {
        let Self { connected, mut transcript, chosen, mut certificate } = self;
        let verify = encode(&CertificateVerify { algorithm: chosen.scheme, signature: &answer? })?;
        transcript.add(&verify);
        certificate.extend_from_slice(&verify);
        Ok(finish(*connected, certificate, &transcript, out))
    }
}

/// All messages of the answer leave together, with nothing between them (§4.6.2); the sender has the key of its Finished.
fn finish<P: Provider>(
    connected: Connected<P>,
    messages: Vec<u8>,
    transcript: &Transcript<P>,
    out: &mut Out<P>,
) -> Client<P> {
    out.push(Action::SendFinished(messages, transcript.algorithm(), transcript.hash()));
    connected.into()
}
