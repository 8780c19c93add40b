//! RFC 8446 §4.4.2, §4.4.3: WAIT_CERT and WAIT_CV, the client's certificate in the main handshake.

use alloc::vec::Vec;

use surehand_codec::message::{Certificate, CertificateVerify, Received};
use surehand_codec::{Reject, reject};

use super::client_certificate::{on_certificate, on_certificate_verify};
use super::{Env, Server, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::{ClientStatus, Out, Question, Verified};
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
                out.ask(Question::VerifyPeer(question));
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
