//! RFC 8446 §4.3.2, §4.4.2: WAIT_CERT_CR and WAIT_CERT.

use alloc::boxed::Box;

use surehand_codec::message::{Certificate, CertificateRequest, Received};
use surehand_codec::{Reject, reject};

use super::{AskVerifyPeer, Client, Env, Negotiated};
use crate::crypto::Provider;
use crate::handshake::{Out, Question, RequestedCertificate, Signer, certificate, certificate_request};
use crate::state::state;

state! {
    /// The server may ask for a certificate before it shows its own.
    pub struct WaitCertificateOrRequest {
        pub(super) negotiated: Box<Negotiated<P>>,
    }
}

state! {
    /// The server shows its certificate next.
    pub struct WaitCertificate {
        negotiated: Box<Negotiated<P>>,
        requested: Option<RequestedCertificate>,
    }
}

impl<P: Provider> WaitCertificateOrRequest<P> {
    /// §4.3.2.
    pub(super) fn on_certificate_request(
        self,
        message: Received<'_, CertificateRequest<'_>>,
    ) -> Result<Client<P>, Reject> {
        let mut negotiated = self.negotiated;
        if !message.certificate_request_context.is_empty() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.3.2-4"));
        }
        let requested = Some(certificate_request::read(&message)?);
        negotiated.transcript.add(message.bytes);
        Ok(WaitCertificate { negotiated, requested }.into())
    }

    /// The server shows its certificate and asks for none.
    pub(super) fn without_request(self) -> WaitCertificate<P> {
        WaitCertificate { negotiated: self.negotiated, requested: None }
    }
}

impl<P: Provider> WaitCertificate<P> {
    /// §4.4.2: the chain goes out for verification.
    pub(super) fn on_certificate(
        self,
        env: &Env<'_, P>,
        message: Received<'_, Certificate<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let mut negotiated = self.negotiated;
        if !message.certificate_request_context.is_empty() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.4.2-5"));
        }
        let longest = env.config.limits.certificate_chain;
        let server_name = negotiated.server_name.clone();
        let question = certificate::to_verify(Signer::Server, &message, &negotiated.offered, longest, server_name)?;
        out.ask(Question::VerifyPeer(question.ok_or(reject!(DECODE_ERROR, "4.4.2.4-1"))?));
        negotiated.transcript.add(message.bytes);
        Ok(AskVerifyPeer { negotiated, requested: self.requested }.into())
    }
}
