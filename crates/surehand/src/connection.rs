//! A connection without I/O that answers its own questions from its configuration.

use std::sync::Arc;

use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_codec::{Reject, reject};
use surehand_core::connection::{Connection as CoreConnection, Error as CoreError, Observation, Received};
use surehand_core::crypto::Signatures;
use surehand_core::handshake::{
    Answer, ChooseCredential, ChosenCredential, Claim, CredentialId, Question, Sign, Verified, VerifyPeer,
};
use surehand_core::key_schedule::ExportError;

use crate::config::{ClientConfig, ServerConfig};
use crate::credential::{Wanted, choose_for_server};
use crate::error::Error;
use crate::key_log::KeyLog;
use crate::provider::Mixed;
use crate::verify::{Peer, PeerIdentity, Presented, Refusal, verify_server};

/// The sending half of a split connection.
pub type Sender = surehand_core::connection::Sender<Mixed>;
/// The receiving half of a split connection.
pub type Receiver = surehand_core::connection::Receiver<Mixed>;

/// A client's or a server's end of a TLS 1.3 connection, without I/O: the caller owns buffers and transport.
///
/// [`receive`](Self::receive) takes what has arrived and opens it in place, [`output`](Self::output) hands over what is to
/// be transmitted. [`Stream`](crate::Stream) does both over anything that reads and writes.
pub struct Connection {
    core: CoreConnection<Mixed>,
    role: Role,
    peer: Option<Peer>,
    settled: Settled,
    messages: Vec<Observation<()>>,
    detail: Option<String>,
}

enum Role {
    Client(ClientConfig, ServerName<'static>),
    Server(ServerConfig),
}

/// What claims have told.
#[derive(Default)]
struct Settled {
    cipher_suite: Option<(CipherSuite, NamedGroup)>,
    scheme: Option<SignatureScheme>,
}

/// What a complete handshake has settled.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session<'a> {
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange.
    pub group: NamedGroup,
    /// The application protocol (ALPN), if one was agreed.
    pub application_protocol: Option<&'a [u8]>,
    /// On a server: the host name that the client asked for.
    pub server_name: Option<&'a [u8]>,
    /// The peer's certificate chain, end-entity certificate first; empty if it showed none.
    pub peer_certificates: &'a [CertificateDer<'static>],
    /// How the peer was authenticated, in words, and its signature scheme; `None` if it was not.
    pub peer_authenticated: Option<(&'static str, SignatureScheme)>,
    /// Who the peer is; `None` if it was not authenticated.
    pub peer_identity: Option<&'a PeerIdentity>,
}

impl Connection {
    /// A client that wants to talk to `name`, with its ClientHello ready in the output.
    pub fn client(config: &ClientConfig, name: ServerName<'static>) -> Result<Self, Error> {
        let inner = &config.0;
        // An IP address has no place in server_name (RFC 6066 §3).
        let server_name = match &name {
            ServerName::DnsName(name) => Some(name.as_ref().as_bytes().to_vec()),
            _ => None,
        };
        let core = CoreConnection::client(inner.provider.clone(), (), inner.core.clone(), server_name)
            .map_err(|error| Error::new("START", error, None))?;
        let mut connection = Self::new(core, Role::Client(config.clone(), name));
        connection.collect();
        Ok(connection)
    }

    /// A server that waits for a ClientHello.
    pub fn server(config: &ServerConfig) -> Self {
        let inner = &config.0;
        Self::new(CoreConnection::server(inner.provider.clone(), (), inner.core.clone()), Role::Server(config.clone()))
    }

    fn new(core: CoreConnection<Mixed>, role: Role) -> Self {
        Self { core, role, peer: None, settled: Settled::default(), messages: Vec::new(), detail: None }
    }

    /// Takes at most one record from the start of `input` and opens it in place.
    ///
    /// On an error the connection has failed, and [`output`](Self::output) may hold an alert for the peer.
    pub fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        let phase = self.core.state_name();
        let received = self.core.receive(input);
        self.collect();
        let received = self.explain(phase, received)?;
        self.answer_questions()?;
        Ok(received)
    }

    /// The transport has ended: an error unless the peer's close_notify came first.
    pub fn end_of_input(&mut self) -> Result<(), Error> {
        let phase = self.core.state_name();
        let ended = self.core.end_of_input();
        self.explain(phase, ended)
    }

    /// Appends what is to be transmitted to `out`.
    pub fn output(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let sent = self.core.output(out);
        self.collect();
        self.explain("sending", sent)
    }

    /// Appends what is to be transmitted, and then `data` in protected records, to `out`.
    pub fn send(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let sent = self.core.send(data, out);
        self.explain("sending", sent)
    }

    /// Ends our direction with close_notify; reading goes on.
    pub fn close(&mut self) {
        self.core.close();
        self.collect();
    }

    /// Moves our write keys to the next generation (RFC 8446 §4.6.3), and asks the peer to do so too if `request` says so.
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        let updated = self.core.update_keys(request);
        self.explain("sending", updated)
    }

    /// Whether the handshake is still going on.
    pub fn is_handshaking(&self) -> bool {
        self.core.connected().is_none()
    }

    /// What the handshake has settled, once it is complete.
    pub fn session(&self) -> Option<Session<'_>> {
        let connected = self.core.connected()?;
        let (cipher_suite, group) = self.settled.cipher_suite?;
        Some(Session {
            cipher_suite,
            group,
            application_protocol: connected.application_layer_protocol,
            server_name: connected.server_name,
            peer_certificates: self.peer.as_ref().map_or(&[], |peer| &peer.chain),
            peer_authenticated: self.peer.as_ref().map(|peer| peer.by).zip(self.settled.scheme),
            peer_identity: self.peer.as_ref().map(|peer| &peer.identity),
        })
    }

    /// Fills `out` with keying material for another protocol (RFC 8446 §7.5).
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        self.core.export(label, context, out)
    }

    /// The messages and alerts since the last call, if the configuration asked for them.
    pub fn observations(&mut self) -> Vec<Observation<()>> {
        std::mem::take(&mut self.messages)
    }

    /// Two halves for two threads, once the handshake is complete; before that the connection comes back whole.
    pub fn split(self) -> Result<(Sender, Receiver), Box<Self>> {
        let Self { core, role, peer, settled, messages, detail } = self;
        core.split().map_err(|core| Box::new(Self { core, role, peer, settled, messages, detail }))
    }

    fn explain<T>(&mut self, phase: &'static str, result: Result<T, CoreError>) -> Result<T, Error> {
        result.map_err(|error| Error::new(phase, error, self.detail.take()))
    }

    /// Answers every open question from the configuration.
    fn answer_questions(&mut self) -> Result<(), Error> {
        while let Some((id, question)) = self.core.question() {
            let phase = self.core.state_name();
            let answer = match (&self.role, question) {
                (Role::Client(config, name), Question::VerifyPeer(question)) => match verify(config, name, question) {
                    Ok((verified, peer)) => {
                        self.peer = Some(peer);
                        Answer::Peer(Ok(verified))
                    }
                    Err(refusal) => {
                        self.detail = Some(refusal.text);
                        Answer::Peer(Err(refusal.reject))
                    }
                },
                (Role::Server(config), Question::ChooseCredential(question)) => {
                    Answer::Credential(choose(config, question))
                }
                (Role::Server(config), Question::Sign(question)) => Answer::Signature(sign(config, question)),
                _ => return Err(Error::State(CoreError::StaleAnswer)),
            };
            let answered = self.core.answer(id, answer);
            self.collect();
            self.explain(phase, answered)?;
        }
        Ok(())
    }

    /// Sorts what the core has noted down: secrets to the key log, claims into the session, the rest for the user.
    fn collect(&mut self) {
        for observation in self.core.observations() {
            match observation {
                Observation::Secret { label, client_random, secret } => {
                    if let Some(key_log) = self.key_log() {
                        key_log.log(label, &client_random, &secret);
                    }
                }
                Observation::Claim(Claim::HandshakeKeys { cipher_suite, group, .. }) => {
                    self.settled.cipher_suite = Some((cipher_suite, group));
                }
                Observation::Claim(Claim::PeerAuthenticated { scheme, .. }) => self.settled.scheme = Some(scheme),
                Observation::Claim(_) => {}
                message => self.messages.push(message),
            }
        }
    }

    fn key_log(&self) -> Option<&Arc<dyn KeyLog>> {
        match &self.role {
            Role::Client(config, _) => config.0.key_log.as_ref(),
            Role::Server(config) => config.0.key_log.as_ref(),
        }
    }
}

type PublicKey = <Mixed as surehand_core::crypto::Provider>::PublicKey;

fn verify(
    config: &ClientConfig,
    name: &ServerName<'_>,
    question: &VerifyPeer,
) -> Result<(Verified<PublicKey>, Peer), Refusal> {
    let presented = Presented {
        ocsp_response: question.ocsp_response.as_deref(),
        ..Presented::new(&question.chain, UnixTime::now())
    };
    verify_server(&config.0.provider, &config.0.trust, name, presented, false)
}

fn choose(config: &ServerConfig, question: &ChooseCredential) -> Result<ChosenCredential, Reject> {
    let wanted = Wanted {
        server_name: question.server_name.as_deref(),
        signature_algorithms: &question.signature_algorithms,
        signature_algorithms_cert: question.signature_algorithms_cert.as_deref(),
        ..Wanted::default()
    };
    let (index, scheme) = choose_for_server(&config.0.provider, &config.0.credentials, &wanted)
        .ok_or(reject!(HANDSHAKE_FAILURE, "6.2-i4"))?;
    let chosen = config.0.credentials.get(index).zip(u64::try_from(index).ok());
    let (credential, id) = chosen.ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
    Ok(ChosenCredential { credential: CredentialId(id), chain: credential.chain.clone(), scheme })
}

fn sign(config: &ServerConfig, question: &Sign) -> Result<Vec<u8>, Reject> {
    usize::try_from(question.credential.0)
        .ok()
        .and_then(|index| config.0.credentials.get(index))
        .and_then(|credential| config.0.provider.sign(&credential.key, question.scheme, &question.message).ok())
        .ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))
}
