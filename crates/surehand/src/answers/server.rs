//! A server's answers.

use std::sync::Arc;

use rustls_pki_types::UnixTime;
use surehand_codec::{Reject, reject};
use surehand_core::handshake::{
    AdmitEarlyData, ChooseCredential, ChosenCredential, ClientStatus, FindPsks, FoundPsk, OpenCookie, RetryState,
    SealTicket, Sign, VerifyPeer,
};

use super::{Verification, chosen, internal, now, sign};
use crate::config::ServerConfig;
use crate::credential::{Wanted, choose_for_server};
use crate::key_log::KeyLog;
use crate::session::Known;
use crate::verify::{Peer, PeerIdentity, Presented, Refusal, Trust, verify_client};

/// A server's configuration, and where its client seems to be.
pub(crate) struct ServerAnswers {
    config: ServerConfig,
    /// Bytes that stand for the client's address; a cookie is good for them alone.
    address: Vec<u8>,
    /// Tickets on offer from connections under an external pre-shared key, and who holds that.
    holders: Vec<(Vec<u8>, PeerIdentity)>,
}

impl ServerAnswers {
    pub(crate) fn new(config: ServerConfig, address: Vec<u8>) -> Self {
        Self { config, address, holders: Vec::new() }
    }

    /// By the trust of the configuration, or by another one.
    pub(super) fn verify(&self, question: &VerifyPeer, trust: Option<&Trust>) -> Verification {
        let inner = &self.config.0;
        let Some(clients) = &inner.clients else {
            return Err(Refusal::because(internal(), "no client was to be asked for a certificate"));
        };
        let presented = Presented {
            ocsp_response: question.ocsp_response.as_deref(),
            signed_certificate_timestamps: question.signed_certificate_timestamps.as_deref(),
            ..Presented::new(&question.chain, UnixTime::now())
        };
        verify_client(&inner.provider, trust.unwrap_or(&clients.trust), presented, clients.status, &clients.oid_filters)
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

    /// Among what the configuration knows, or among what somebody has looked up.
    pub(super) fn find_psks(&mut self, question: &FindPsks, known: Option<&[(Vec<u8>, Known)]>) -> Vec<FoundPsk> {
        let inner = &self.config.0;
        let mut found = match known {
            Some(known) => inner.sessions.find_among(known, question, now()),
            None => inner.sessions.find(&inner.provider, question, now()),
        };
        for psk in &mut found {
            let Some(session) = &mut psk.session else { continue };
            let ClientStatus::Authenticated(identity) = &session.client else { continue };
            let holder = PeerIdentity::decode(identity).filter(|it| matches!(it, PeerIdentity::PreSharedKey(_)));
            if let (Some(holder), Some(ticket)) = (holder, question.identities.get(usize::from(psk.index))) {
                self.holders.push((ticket.identity.clone(), holder));
                session.client = ClientStatus::NotRequested;
            }
        }
        found
    }

    /// Who has begun the session that is resumed by this ticket, if it was under an external pre-shared key.
    pub(super) fn holder(&self, ticket: &[u8]) -> Option<Peer> {
        let (_, identity) = self.holders.iter().find(|(offered, _)| offered == ticket)?;
        Some(Peer::of_session(identity.clone()))
    }

    pub(super) fn admit_early_data(&self, question: &AdmitEarlyData) -> bool {
        self.config.0.sessions.admit(&self.config.0.provider, question, now())
    }

    pub(super) fn seal_ticket(&self, question: &SealTicket, peer: Option<&Peer>) -> Option<Vec<u8>> {
        self.config.0.sessions.seal(&self.config.0.provider, &with_holder(question, peer), now())
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

/// A ticket keeps who holds an external pre-shared key as it does who has shown a certificate.
pub(super) fn with_holder(question: &SealTicket, peer: Option<&Peer>) -> SealTicket {
    let mut ticket = question.clone();
    if let Some(identity @ PeerIdentity::PreSharedKey(_)) = peer.map(|peer| &peer.identity) {
        ticket.session.client = ClientStatus::Authenticated(identity.encode());
    }
    ticket
}
