//! RFC 8446 §4.3.2, §4.4.2: WAIT_CERT_CR and WAIT_CERT.

use surehand_codec::message::{Certificate, CertificateRequest, Received};
use surehand_codec::{Reject, reject};

use super::{AskVerifyPeer, Client, Negotiated};
use crate::crypto::Provider;
use crate::handshake::{Action, Out, Question, VerifyPeer};
use crate::state::state;

state! {
    /// The server may ask for a certificate before it shows its own.
    pub struct WaitCertificateOrRequest {
        pub(super) negotiated: Negotiated<P>,
    }
}

state! {
    /// The server shows its certificate next.
    pub struct WaitCertificate {
        negotiated: Negotiated<P>,
        certificate_requested: bool,
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
        if message.extensions.signature_algorithms.is_none() {
            return Err(reject!(MISSING_EXTENSION, "4.3.2-6"));
        }
        negotiated.transcript.add(message.bytes);
        Ok(WaitCertificate { negotiated, certificate_requested: true }.into())
    }

    /// The server shows its certificate and asks for none.
    pub(super) fn without_request(self) -> WaitCertificate<P> {
        WaitCertificate { negotiated: self.negotiated, certificate_requested: false }
    }
}

impl<P: Provider> WaitCertificate<P> {
    /// §4.4.2: the chain goes out for verification.
    pub(super) fn on_certificate(
        self,
        message: Received<'_, Certificate<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let mut negotiated = self.negotiated;
        if !message.certificate_request_context.is_empty() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.4.2-5"));
        }
        let end_entity = message.certificate_list.iter().next().ok_or(reject!(DECODE_ERROR, "4.4.2.4-1"))?;
        for entry in message.certificate_list.iter() {
            negotiated.offered.check(&entry.extensions.other)?;
        }
        negotiated.transcript.add(message.bytes);
        out.push(Action::Ask(Question::VerifyPeer(VerifyPeer {
            chain: message.certificate_list.iter().map(|entry| entry.cert_data.to_vec()).collect(),
            server_name: negotiated.server_name.clone(),
            ocsp_response: end_entity.extensions.status_request.map(|status| status.response.to_vec()),
        })));
        Ok(AskVerifyPeer { negotiated, certificate_requested: self.certificate_requested }.into())
    }
}
