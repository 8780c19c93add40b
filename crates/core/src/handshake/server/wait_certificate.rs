//! RFC 8446 §4.4.2, §4.4.3: WAIT_CERT and WAIT_CV, the client's certificate in the main handshake.

use alloc::vec::Vec;

use surehand_codec::message::{Certificate, CertificateVerify, Received};
use surehand_codec::{Reject, reject};

use super::{Env, Server, WaitFinished};
use crate::crypto::{Digest, Provider};
use crate::handshake::certificate_verify::check;
use crate::handshake::{
    Action, Claim, ClientStatus, Out, Question, Signer, Verified, VerifyPeer, certificate, certificate_request,
};
use crate::state::state;

state! {
    /// Our flight is complete, and asked for a certificate.
    pub struct WaitCertificate {
        pub(super) rest: WaitFinished<P>,
    }
}

state! {
    /// The client's chain is out for verification.
    pub struct AskVerifyPeer {
        rest: WaitFinished<P>,
    }
}

state! {
    /// The chain is good; does the client hold its key?
    pub struct WaitCertificateVerify {
        rest: WaitFinished<P>,
        public_key: P::PublicKey,
        identity: Vec<u8>,
    }
}

/// What a client's Certificate asks of the verifier; `None` for a client that has none to show, where it need not.
pub(super) fn on_certificate<P: Provider>(
    env: &Env<'_, P>,
    message: &Certificate<'_>,
    server_name: Option<Vec<u8>>,
) -> Result<Option<VerifyPeer>, Reject> {
    let policy = env.config.client_authentication.as_ref().ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
    let (offered, longest) = (certificate_request::offered(policy), env.config.limits.certificate_chain);
    let question = certificate::to_verify(Signer::Client, message, &offered, longest, server_name)?;
    if question.is_none() && policy.required {
        return Err(reject!(CERTIFICATE_REQUIRED, "4.4.2.4-2"));
    }
    Ok(question)
}

/// Checks a client's CertificateVerify, and claims whom it authenticates.
pub(super) fn on_certificate_verify<P: Provider>(
    env: &Env<'_, P>,
    public_key: &P::PublicKey,
    identity: &[u8],
    transcript_hash: &Digest,
    message: &CertificateVerify<'_>,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    let policy = env.config.client_authentication.as_ref().ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
    let offered = &policy.signature_algorithms;
    check(env.provider, Signer::Client, offered, public_key, transcript_hash, message)?;
    let identity = identity.to_vec();
    out.push(Action::Claim(Claim::PeerAuthenticated { scheme: message.algorithm, identity }));
    Ok(())
}

impl<P: Provider> WaitCertificate<P> {
    pub(super) fn on_certificate(
        self,
        env: &Env<'_, P>,
        message: Received<'_, Certificate<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let mut rest = self.rest;
        if !message.certificate_request_context.is_empty() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.4.2-i1"));
        }
        let question = on_certificate(env, &message, rest.selected.server_name.clone())?;
        rest.selected.transcript.add(message.bytes);
        Ok(match question {
            None => rest.into(),
            Some(question) => {
                out.push(Action::Ask(Question::VerifyPeer(question)));
                AskVerifyPeer { rest }.into()
            }
        })
    }
}

impl<P: Provider> AskVerifyPeer<P> {
    pub(super) fn on_peer(self, answer: Result<Verified<P::PublicKey>, Reject>) -> Result<Server<P>, Reject> {
        let Verified { public_key, identity } = answer?;
        Ok(WaitCertificateVerify { rest: self.rest, public_key, identity }.into())
    }
}

impl<P: Provider> WaitCertificateVerify<P> {
    pub(super) fn on_certificate_verify(
        self,
        env: &Env<'_, P>,
        message: Received<'_, CertificateVerify<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let Self { mut rest, public_key, identity } = self;
        let transcript = &mut rest.selected.transcript;
        on_certificate_verify(env, &public_key, &identity, &transcript.hash(), &message, out)?;
        transcript.add(message.bytes);
        rest.selected.client = ClientStatus::Authenticated(identity);
        Ok(rest.into())
    }
}
