//! RFC 8446 §4.6.2: a client's answer to a CertificateRequest after the handshake, message by message.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::message::{Certificate, CertificateVerify, Finished, Received};
use surehand_codec::{Reject, reject};

use super::client_certificate;
use super::connected::PostHandshakeRequest;
use super::{Connected, Env, Server};
use crate::config::ClientAuthentication;
use crate::crypto::{MacPurpose, Provider, Purpose};
use crate::handshake::env::internal;
use crate::handshake::{Action, Claim, ClientStatus, Out, Question, Verified, certificate_request, finished};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// The client's chain is out for verification.
    pub struct AskPostHandshakeVerifyPeer {
        pub(super) connected: Box<Connected<P>>,
        transcript: Transcript<P>,
    }
}

state! {
    /// The chain is good; does the client hold its key?
    pub struct WaitPostHandshakeCertificateVerify {
        pub(super) connected: Box<Connected<P>>,
        transcript: Transcript<P>,
        public_key: P::PublicKey,
        identity: Vec<u8>,
    }
}

state! {
    /// The client has authenticated, or declined to; its Finished confirms that.
    pub struct WaitPostHandshakeFinished {
        pub(super) connected: Box<Connected<P>>,
        transcript: Transcript<P>,
        /// Nothing changes where the client declines.
        identity: Option<Vec<u8>>,
    }
}

impl<P: Provider> Connected<P> {
    /// §4.6.2: asks for a certificate; `None` if this client may not be asked, or has too many requests to answer.
    pub(super) fn request_certificate(&mut self, env: &Env<'_, P>, out: &mut Out<P>) -> Option<Result<(), Reject>> {
        let policy = env.config.client_authentication.as_ref()?;
        let transcript = self.transcript.as_ref()?.fork();
        (self.requests.len() < env.config.limits.certificate_requests).then_some(())?;
        Some(self.request(env, policy, transcript, out))
    }

    fn request(
        &mut self,
        env: &Env<'_, P>,
        policy: &ClientAuthentication,
        mut transcript: Transcript<P>,
        out: &mut Out<P>,
    ) -> Result<(), Reject> {
        // Unpredictable, and by the number in front unique in this connection (§4.3.2).
        let mut context = self.requests_made.to_be_bytes().to_vec();
        let mut random = [0; 16];
        let purpose = Purpose::CertificateRequestContext(self.requests_made);
        env.provider.random(env.randomness, purpose, &mut random).map_err(internal)?;
        context.extend_from_slice(&random);
        self.requests_made += 1;
        let bytes = certificate_request::write(policy, &context)?;
        transcript.add(&bytes);
        out.push(Action::Send(bytes));
        self.requests.push(PostHandshakeRequest { context, transcript });
        Ok(())
    }

    /// §4.6.2: the answer to one of our requests begins.
    pub(super) fn on_certificate(
        mut self,
        env: &Env<'_, P>,
        message: Received<'_, Certificate<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        if self.requests.is_empty() {
            return Err(reject!(UNEXPECTED_MESSAGE, "4.4.2-2"));
        }
        let answers = |request: &PostHandshakeRequest<P>| request.context == message.certificate_request_context;
        let at = self.requests.iter().position(answers).ok_or(reject!(ILLEGAL_PARAMETER, "4.4.2-i1"))?;
        let request = self.requests.remove(at);
        begin_answer(env, Box::new(self), request.transcript, &message, out)
    }
}

/// The first message of an answer.
fn begin_answer<P: Provider>(
    env: &Env<'_, P>,
    connected: Box<Connected<P>>,
    mut transcript: Transcript<P>,
    message: &Received<'_, Certificate<'_>>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    let question = client_certificate::on_certificate(env, message, connected.server_name.clone())?;
    transcript.add(message.bytes);
    Ok(match question {
        None => WaitPostHandshakeFinished { connected, transcript, identity: None }.into(),
        Some(question) => {
            out.ask(Question::VerifyPeer(question));
            AskPostHandshakeVerifyPeer { connected, transcript }.into()
        }
    })
}

impl<P: Provider> AskPostHandshakeVerifyPeer<P> {
    pub(super) fn on_peer(self, answer: Result<Verified<P::PublicKey>, Reject>) -> Result<Server<P>, Reject> {
        let Verified { public_key, identity } = answer?;
        let Self { connected, transcript } = self;
        Ok(WaitPostHandshakeCertificateVerify { connected, transcript, public_key, identity }.into())
    }
}

impl<P: Provider> WaitPostHandshakeCertificateVerify<P> {
    pub(super) fn on_certificate_verify(
        self,
        env: &Env<'_, P>,
        message: Received<'_, CertificateVerify<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let Self { connected, mut transcript, public_key, identity } = self;
        let hash = transcript.hash();
        client_certificate::on_certificate_verify(env, &public_key, &identity, &hash, &message, out)?;
        transcript.add(message.bytes);
        Ok(WaitPostHandshakeFinished { connected, transcript, identity: Some(identity) }.into())
    }
}

impl<P: Provider> WaitPostHandshakeFinished<P> {
    pub(super) fn on_finished(
        self,
        env: &Env<'_, P>,
        message: Received<'_, Finished<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let Self { mut connected, mut transcript, identity } = self;
        // client_application_traffic_secret_N (§4.4).
        let base_key = env.read_secret.ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
        finished::check(env.provider, MacPurpose::ClientFinished, base_key, &mut transcript, &message)?;
        if let Some(identity) = identity {
            connected.client = ClientStatus::Authenticated(identity);
        } else if connected.client == ClientStatus::NotRequested {
            connected.client = ClientStatus::Declined;
        }
        out.push(Action::Claim(Claim::Client(connected.client.clone())));
        out.push(Action::ClientAnswered);
        Ok((*connected).into())
    }
}
