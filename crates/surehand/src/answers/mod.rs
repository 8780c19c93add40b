//! Answers to a machine's questions from the configuration, and what its observations tell about the peer.

mod client;
mod reply;
mod server;

pub(crate) use client::ClientAnswers;
pub use reply::Reply;
pub(crate) use server::ServerAnswers;

use std::borrow::Cow;
use std::sync::Arc;

use rustls_pki_types::CertificateDer;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_codec::{Reject, reject};
use surehand_core::connection::Observation;
use surehand_core::crypto::{Provider, Signatures};
use surehand_core::handshake::{
    Answer, ChosenCredential, Claim, ClientStatus, CredentialId, NewTicket, Question, Sign, Verified,
};
use surehand_core::key_schedule::{BinderKind, ImportedIdentity};
use zeroize::Zeroizing;

use crate::credential::{Loaded, LoadedKey};
use crate::key_log::KeyLog;
use crate::provider::Mixed;
use crate::session::Timestamp;
use crate::verify::{Peer, PeerIdentity, Refusal};

/// A traffic secret, by its label in a key log (RFC 9850), CLIENT_HANDSHAKE_TRAFFIC_SECRET for instance.
pub type TrafficSecret = (&'static str, Zeroizing<Vec<u8>>);

/// A role's configuration.
pub(crate) enum Role {
    Client(ClientAnswers),
    Server(ServerAnswers),
}

/// Answers for one connection, and what it has come to know.
pub(crate) struct Answers {
    role: Role,
    /// Whose chain is good, until it has shown that it holds the key.
    verified: Option<Box<Peer>>,
    pub(crate) peer: Option<Box<Peer>>,
    pub(crate) settled: Settled,
    pub(crate) messages: Vec<Observation<()>>,
    /// Where another protocol carries the handshake: the secrets that it makes its keys of.
    pub(crate) secrets: Option<Vec<TrafficSecret>>,
    /// What a refusal of ours has to say beyond its rule.
    pub(crate) detail: Option<String>,
}

/// What claims have told.
#[derive(Default)]
pub(crate) struct Settled {
    pub(crate) cipher_suite: Option<(CipherSuite, Option<NamedGroup>)>,
    pub(crate) scheme: Option<SignatureScheme>,
    pub(crate) resumed: bool,
}

impl Answers {
    pub(crate) fn new(role: Role) -> Self {
        Self {
            role,
            verified: None,
            peer: None,
            settled: Settled::default(),
            messages: Vec::new(),
            secrets: None,
            detail: None,
        }
    }

    /// The answer to a question.
    pub(crate) fn answer(&mut self, question: &Question) -> Answer<Mixed> {
        match (&mut self.role, question) {
            (Role::Client(client), Question::VerifyPeer(question)) => {
                let verified = client.verify(question, None);
                self.verified(verified)
            }
            (Role::Server(server), Question::VerifyPeer(question)) => {
                let verified = server.verify(question, None);
                self.verified(verified)
            }
            (Role::Client(client), Question::VerifyResumed(_)) => match client.verify_resumed() {
                Ok(()) => Answer::Resumed(Ok(())),
                Err(refusal) => {
                    self.detail = Some(refusal.text);
                    Answer::Resumed(Err(refusal.reject))
                }
            },
            (Role::Client(client), Question::ChooseClientCredential(question)) => {
                Answer::ClientCredential(Ok(client.choose(question)))
            }
            (Role::Server(server), Question::ChooseCredential(question)) => Answer::Credential(server.choose(question)),
            (Role::Client(client), Question::Sign(question)) => Answer::Signature(client.sign(question)),
            (Role::Server(server), Question::Sign(question)) => Answer::Signature(server.sign(question)),
            (Role::Server(server), Question::FindPsks(question)) => Answer::Psks(Ok(server.find_psks(question, None))),
            (Role::Server(server), Question::AdmitEarlyData(question)) => {
                Answer::EarlyData(Ok(server.admit_early_data(question)))
            }
            (Role::Server(server), Question::SealTicket(question)) => {
                Answer::Ticket(Ok(server.seal_ticket(question, self.peer.as_deref())))
            }
            (Role::Server(server), Question::SealCookie(question)) => {
                Answer::SealedCookie(server.seal_cookie(question))
            }
            (Role::Server(server), Question::OpenCookie(question)) => {
                Answer::OpenedCookie(server.open_cookie(question))
            }
            // No machine asks the other role's questions; this answer is to none of them.
            _ => Answer::EarlyData(Err(internal())),
        }
    }

    fn verified(&mut self, result: Verification) -> Answer<Mixed> {
        Answer::Peer(match result {
            Ok((verified, peer)) => {
                self.verified = Some(Box::new(peer));
                Ok(verified)
            }
            Err(refusal) => {
                self.detail = Some(refusal.text);
                Err(refusal.reject)
            }
        })
    }

    /// Takes note: secrets go to the key log, claims tell about the peer, the rest is for the user.
    pub(crate) fn observe(&mut self, observation: Observation<()>) {
        match observation {
            Observation::Secret { label, client_random, secret } => {
                if let Some(key_log) = self.key_log() {
                    key_log.log(label, &client_random, &secret);
                }
                if let Some(secrets) = &mut self.secrets {
                    secrets.push((label, secret));
                }
            }
            Observation::Claim(claim) => self.learn(claim),
            message => self.messages.push(message),
        }
    }

    fn learn(&mut self, claim: Claim<()>) {
        match claim {
            Claim::HandshakeKeys { cipher_suite, group, .. } => {
                self.settled.cipher_suite = Some((cipher_suite, group));
            }
            Claim::PeerAuthenticated { scheme, .. } => {
                self.settled.scheme = Some(scheme);
                if let Some(peer) = self.verified.take() {
                    self.authenticated(peer);
                }
            }
            Claim::PskAccepted { kind, identity, .. } | Claim::PskSelected { kind, identity } => match &self.role {
                Role::Client(client) if kind == BinderKind::Resumption => {
                    self.settled.resumed = true;
                    self.peer = client.resumed().map(Box::new);
                }
                Role::Server(server) if kind == BinderKind::Resumption => {
                    self.settled.resumed = true;
                    // Claim::Client says it of one that has shown a certificate.
                    self.peer = server.holder(&identity).map(Box::new);
                }
                _ => self.authenticated(Box::new(holder_of(kind, &identity))),
            },
            Claim::Client(ClientStatus::Authenticated(identity)) if self.peer.is_none() => {
                self.peer = PeerIdentity::decode(&identity).map(Peer::of_session).map(Box::new);
            }
            _ => {}
        }
    }

    /// This connection has authenticated the peer, by a certificate or by an external pre-shared key.
    fn authenticated(&mut self, peer: Box<Peer>) {
        if let Role::Client(client) = &mut self.role {
            client.authenticated(&peer);
        }
        self.peer = Some(peer);
    }

    /// Keeps the tickets that a client has received.
    pub(crate) fn keep(&mut self, tickets: Vec<NewTicket>) {
        if let Role::Client(client) = &mut self.role {
            client.keep(tickets);
        }
    }

    fn key_log(&self) -> Option<&Arc<dyn KeyLog>> {
        match &self.role {
            Role::Client(client) => client.key_log(),
            Role::Server(server) => server.key_log(),
        }
    }
}

type Verification = Result<(Verified<<Mixed as Provider>::PublicKey>, Peer), Refusal>;

fn internal() -> Reject {
    reject!(INTERNAL_ERROR, "6.2-i17")
}

/// Whoever holds an external pre-shared key.
fn holder_of(kind: BinderKind, identity: &[u8]) -> Peer {
    let imported = ImportedIdentity::read(identity).ok().filter(|_| kind == BinderKind::Imported);
    let identity = imported.map_or(identity, |imported| imported.external_identity).to_vec();
    let no_certificates: [CertificateDer<'static>; 0] = [];
    Peer {
        chain: Arc::new(no_certificates),
        identity: PeerIdentity::PreSharedKey(identity),
        by: Cow::Borrowed("external pre-shared key"),
    }
}

/// A credential by its number, as a machine takes it.
fn chosen(credentials: &[Loaded], index: usize, scheme: SignatureScheme) -> Option<ChosenCredential> {
    let credential = credentials.get(index)?;
    let id = CredentialId(u64::try_from(index).ok()?);
    Some(ChosenCredential {
        ocsp_response: credential.ocsp_response(rustls_pki_types::UnixTime::now()).map(Arc::from),
        signed_certificate_timestamps: credential.signed_certificate_timestamps.as_deref().map(Arc::from),
        ..ChosenCredential::new(id, credential.chain.clone(), scheme)
    })
}

fn sign(provider: &Mixed, credentials: &[Loaded], question: &Sign) -> Result<Vec<u8>, Reject> {
    usize::try_from(question.credential.0)
        .ok()
        .and_then(|index| credentials.get(index))
        .and_then(|credential| match &credential.key {
            LoadedKey::Here(key) => provider.sign(key, question.scheme, &question.message).ok(),
            LoadedKey::Elsewhere(_) => None,
        })
        .ok_or_else(internal)
}

fn now() -> Timestamp {
    Timestamp::now()
}
