//! RFC 8446 §4.6.2: a client's answer to a CertificateRequest after the handshake, message by message.

use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::{Certificate, CertificateVerify, Finished, Received};
use surehand_codec::reject;

use super::wait_certificate;
use super::{Connected, Env, Server};
use crate::crypto::{MacPurpose, Provider};
use crate::handshake::{Action, Claim, ClientStatus, Out, Question, Verified, finished};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// A request that has no answer yet.
    pub struct PostHandshakeRequest {
        pub(super) context: Vec<u8>,
        /// The main handshake and the request; other authentications are not part of it (§4.4).
        pub(super) transcript: Transcript<P>,
    }
}

state! {
    /// The client's chain is out for verification.
    pub struct AskPostHandshakeVerifyPeer {
        pub(super) connected: Connected<P>,
        transcript: Transcript<P>,
    }
}

state! {
    /// The chain is good; does the client hold its key?
    pub struct WaitPostHandshakeCertificateVerify {
        pub(super) connected: Connected<P>,
        transcript: Transcript<P>,
        public_key: P::PublicKey,
        identity: Vec<u8>,
    }
}

state! {
    /// The client has authenticated, or declined to; its Finished confirms that.
    pub struct WaitPostHandshakeFinished {
        pub(super) connected: Connected<P>,
        transcript: Transcript<P>,
        /// Nothing changes where the client declines.
        identity: Option<Vec<u8>>,
    }
}

/// The first message of an answer.
pub(super) fn on_certificate<P: Provider>(
    env: &Env<'_, P>,
    connected: Connected<P>,
    mut transcript: Transcript<P>,
    message: &Received<'_, Certificate<'_>>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    let question = wait_certificate::on_certificate(env, message, connected.server_name.clone())?;
    transcript.add(message.bytes);
    Ok(match question {
        None => WaitPostHandshakeFinished { connected, transcript, identity: None }.into(),
        Some(question) => {
            out.push(Action::Ask(Question::VerifyPeer(question)));
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
        wait_certificate::on_certificate_verify(env, &public_key, &identity, &hash, &message, out)?;
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
        Ok(connected.into())
    }
}
