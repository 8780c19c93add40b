//! A client's answers.

use std::sync::Arc;

use rustls_pki_types::{ServerName, UnixTime};
use surehand_codec::Reject;
use surehand_core::handshake::client::Intent;
use surehand_core::handshake::{ChosenCredential, NewTicket, RequestedCertificate, Sign, VerifyPeer};

use super::{Verification, chosen, now, sign};
use crate::config::ClientConfig;
use crate::credential::{Wanted, choose_for_client};
use crate::key_log::KeyLog;
use crate::session::{ClientSession, ServerIdentity, ServerKey};
use crate::verify::{Peer, PeerIdentity, Presented, Refusal, Trust, verify_server};

/// A client's configuration, the server that it wants to talk to, and the session that it would like to go on with.
pub(crate) struct ClientAnswers {
    config: ClientConfig,
    name: ServerName<'static>,
    key: ServerKey,
    /// Whom the session on offer has authenticated, until this connection authenticates somebody itself.
    session: Option<Arc<ServerIdentity>>,
    /// Whether the caller has verified the server, whom the configuration might not believe.
    verified_elsewhere: bool,
}

impl ClientAnswers {
    pub(crate) fn new(config: ClientConfig, name: ServerName<'static>) -> Self {
        let key = ServerKey::new(&name, &config.0.id);
        Self { config, name, key, session: None, verified_elsewhere: false }
    }

    /// The same where another protocol carries the handshake, whose sessions are its own.
    pub(crate) fn carried(config: ClientConfig, name: ServerName<'static>) -> Self {
        let key = ServerKey::new(&name, &[&config.0.id[..], b"carried"].concat());
        Self { key, ..Self::new(config, name) }
    }

    /// What to offer: a session that has not been offered before, then the external pre-shared keys.
    pub(crate) fn intent(&mut self) -> Intent {
        let inner = &self.config.0;
        let now = now();
        let session = inner.sessions.as_ref().and_then(|store| store.take(&self.key, now));
        let ticket = session.as_ref().and_then(|session| session.offer(now));
        self.session = session.map(|session| session.server().clone());
        let external = inner.external_psks.iter().flat_map(|psk| psk.offers(&inner.provider));
        // An IP address has no place in server_name (RFC 6066 §3).
        let server_name = match &self.name {
            ServerName::DnsName(name) => Some(name.as_ref().as_bytes().to_vec()),
            _ => None,
        };
        Intent { server_name, psks: ticket.into_iter().chain(external).collect(), early_data: inner.early_data }
    }

    /// By the trust of the configuration, or by another one.
    pub(super) fn verify(&self, question: &VerifyPeer, trust: Option<&Trust>) -> Verification {
        let inner = &self.config.0;
        let presented = Presented {
            ocsp_response: question.ocsp_response.as_deref(),
            signed_certificate_timestamps: question.signed_certificate_timestamps.as_deref(),
            ..Presented::new(&question.chain, UnixTime::now())
        };
        verify_server(
            &inner.provider,
            trust.unwrap_or(&inner.trust),
            &self.name,
            presented,
            inner.core.status_request,
            inner.remembered.as_ref(),
        )
    }

    /// By the caller, who calls the server so.
    pub(super) fn verify_as(&mut self, question: &VerifyPeer, named: Trust) -> Verification {
        self.verified_elsewhere = !matches!(self.config.0.trust, Trust::Own(_));
        self.verify(question, Some(&named))
    }

    /// The chain that the resumed session began with, by today's clock; its staple of old is not looked at again.
    pub(super) fn verify_resumed(&self) -> Result<(), Refusal> {
        let inner = &self.config.0;
        if self.session.as_ref().is_some_and(|server| matches!(server.identity, PeerIdentity::PreSharedKey(_))) {
            // There was no chain: we have the key still, or the session would not be ours.
            return Ok(());
        }
        let chain = self.session.as_ref().map(|server| server.certificates.clone()).unwrap_or_default();
        let presented = Presented { chain, ..Presented::new(&[], UnixTime::now()) };
        verify_server(&inner.provider, &inner.trust, &self.name, presented, false, inner.remembered.as_ref()).map(drop)
    }

    pub(super) fn choose(&self, question: &RequestedCertificate) -> Option<ChosenCredential> {
        let inner = &self.config.0;
        let wanted = Wanted {
            server_name: None,
            signature_algorithms: &question.signature_algorithms,
            signature_algorithms_cert: question.signature_algorithms_cert.as_deref(),
            certificate_authorities: &question.certificate_authorities,
            oid_filters: &question.oid_filters,
        };
        let (index, scheme) = choose_for_client(&inner.provider, &inner.credentials, &wanted)?;
        chosen(&inner.credentials, index, scheme)
    }

    pub(super) fn sign(&self, question: &Sign) -> Result<Vec<u8>, Reject> {
        sign(&self.config.0.provider, &self.config.0.credentials, question)
    }

    /// Whom a resumed session has authenticated.
    pub(super) fn resumed(&self) -> Option<Peer> {
        self.session.as_ref().map(|server| Peer {
            chain: server.certificates.clone(),
            identity: server.identity.clone(),
            by: server.authenticated_by.clone(),
        })
    }

    /// This connection has authenticated the server itself, whatever session was on offer.
    pub(super) fn authenticated(&mut self, peer: &Peer) {
        self.session = Some(Arc::new(ServerIdentity {
            certificates: peer.chain.clone(),
            identity: peer.identity.clone(),
            authenticated_by: peer.by.clone(),
            authenticated_at: now(),
        }));
    }

    /// Keeps tickets for later connections to the same server.
    pub(super) fn keep(&mut self, tickets: Vec<NewTicket>) {
        let (Some(store), Some(server)) = (&self.config.0.sessions, &self.session) else { return };
        if self.verified_elsewhere {
            return; // A connection that nobody answers for could resume it.
        }
        let now = now();
        for ticket in tickets {
            store.put(&self.key, ClientSession::new(ticket, now, server.clone()), now);
        }
    }

    pub(super) fn key_log(&self) -> Option<&Arc<dyn KeyLog>> {
        self.config.0.key_log.as_ref()
    }
}
