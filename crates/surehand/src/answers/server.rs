//! A server's answers.

use std::sync::Arc;

use rustls_pki_types::UnixTime;
use surehand_codec::{Reject, reject};
use surehand_core::handshake::{
    AdmitEarlyData, ChooseCredential, ChosenCredential, FindPsks, FoundPsk, OpenCookie, RetryState, SealTicket, Sign,
    Verified, VerifyPeer,
};

use super::{PublicKey, chosen, internal, now, sign};
use crate::config::ServerConfig;
use crate::credential::{Wanted, choose_for_server};
use crate::key_log::KeyLog;
use crate::verify::{Peer, Presented, Refusal, verify_client};

/// A server's configuration, and where its client seems to be.
pub(crate) struct ServerAnswers {
    config: ServerConfig,
    /// Bytes that stand for the client's address; a cookie is good for them alone.
    address: Vec<u8>,
}

impl ServerAnswers {
    pub(crate) fn new(config: ServerConfig, address: Vec<u8>) -> Self {
        Self { config, address }
    }

    pub(super) fn verify(&self, question: &VerifyPeer) -> Result<(Verified<PublicKey>, Peer), Refusal> {
        let inner = &self.config.0;
        let Some(clients) = &inner.clients else {
            return Err(Refusal::because(internal(), "no client was to be asked for a certificate"));
        };
        let presented = Presented {
            ocsp_response: question.ocsp_response.as_deref(),
            signed_certificate_timestamps: question.signed_certificate_timestamps.as_deref(),
            ..Presented::new(&question.chain, UnixTime::now())
        };
        verify_client(&inner.provider, &clients.trust, presented, clients.status, &clients.oid_filters)
    }

    pub(super) fn choose(&self, question: &ChooseCredential) -> Result<ChosenCredential, Reject> {
        let inner = &self.config.0;
        let wanted = Wanted {
            server_name: question.server_name.as_deref(),
            signature_algorithms: &question.signature_algorithms,
            signature_algorithms_cert: question.signature_algorithms_cert.as_deref(),
            certificate_authorities: &question.certificate_authorities,
            ..Wanted::default()
        };
        let (index, scheme) = choose_for_server(&inner.provider, &inner.credentials, &wanted)
            .ok_or(reject!(HANDSHAKE_FAILURE, "6.2-i4"))?;
        chosen(&inner.credentials, index, scheme).ok_or_else(internal)
    }

    pub(super) fn sign(&self, question: &Sign) -> Result<Vec<u8>, Reject> {
        sign(&self.config.0.provider, &self.config.0.credentials, question)
    }

    pub(super) fn find_psks(&self, question: &FindPsks) -> Vec<FoundPsk> {
        self.config.0.sessions.find(&self.config.0.provider, question, now())
    }

    pub(super) fn admit_early_data(&self, question: &AdmitEarlyData) -> bool {
        self.config.0.sessions.admit(&self.config.0.provider, question, now())
    }

    pub(super) fn seal_ticket(&self, question: &SealTicket) -> Option<Vec<u8>> {
        self.config.0.sessions.seal(&self.config.0.provider, question, now())
    }

    pub(super) fn seal_cookie(&self, question: &RetryState) -> Result<Vec<u8>, Reject> {
        let inner = &self.config.0;
        let keys = inner.cookies.as_ref().ok_or_else(internal)?;
        keys.seal(&inner.provider, question, &self.address, now()).map_err(|_| internal())
    }

    pub(super) fn open_cookie(&self, question: &OpenCookie) -> Result<RetryState, Reject> {
        let inner = &self.config.0;
        let keys = inner.cookies.as_ref().ok_or_else(internal)?;
        keys.open(&inner.provider, &question.cookie, &self.address, now())
    }

    pub(super) fn key_log(&self) -> Option<&Arc<dyn KeyLog>> {
        self.config.0.key_log.as_ref()
    }
}
