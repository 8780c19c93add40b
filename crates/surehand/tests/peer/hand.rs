//! RFC 8446 §4: the hand-built end: its transcript, its keys and its turn to speak.

use std::sync::Arc;

use surehand_codec::code_point::ExtensionType as E;
use surehand_core::crypto::{Digest, Provider, Suite};
use surehand_core::key_schedule::{EarlySecret, HandshakeTraffic};
use surehand_core::transcript::Transcript;

use super::bytes::{HELLO_RETRY_REQUEST_RANDOM, Hello, plaintext};
use super::protection::{Reading, Writing};
use super::{Known, Rigged};

type Secret = <Rigged as Provider>::Secret;

/// Which end the peer is; the code under test is the other one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Client,
    Server,
}

/// A record that has been heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    pub content_type: u8,
    pub content: Vec<u8>,
    /// 0 for an unprotected record, else 1 for handshake keys, 2 for the first application keys and so on.
    pub epoch: usize,
    pub padding: usize,
    /// The record's length with its header.
    pub length: usize,
    pub version: u16,
}

pub struct HandBuilt {
    pub provider: Arc<Rigged>,
    pub role: Role,
    pub suite: Suite,
    /// The handshake messages of both sides.
    pub messages: Vec<Vec<u8>>,
    pub writing: Option<Writing>,
    pub reading: Option<Reading>,
    /// Write keys that have been replaced, oldest first.
    pub spent: Vec<Writing>,
    pub seen: Vec<Seen>,
    /// Application data that has been heard.
    pub data: Vec<u8>,
    /// The last ClientHello of either side.
    pub hello: Option<Hello>,
    /// Heard records that did not open.
    pub unopened: usize,
    /// The pre-shared keys that a client offers, or that a server would know, in this order.
    pub psks: Vec<Known>,
    /// The identity that a server selects.
    pub select: Option<u16>,
    /// Whether a server leaves out its share.
    pub psk_alone: bool,
    /// Early data that has been heard.
    pub early_data: Vec<u8>,
    /// What was heard after the handshake, with the secret that it was under.
    pub late: Vec<(Vec<u8>, Vec<u8>)>,
    /// What was heard and is wrong: a Finished, a signature.
    pub wrong: Vec<&'static str>,
    /// Whether early data goes, or has come, and is not over.
    pub early: bool,
    pub(super) after_early: Option<Secret>,
    /// The messages of an authentication after the handshake, from the request on.
    pub exchange: Vec<Vec<u8>>,
    /// How much goes into a protected record of ours.
    pub longest: usize,
    pub(super) epoch: usize,
    pub(super) input: Vec<u8>,
    pub(super) handshake: Vec<u8>,
    pub key_shares: Option<<Rigged as Provider>::KeyShares>,
    pub(super) shared_secret: Option<Secret>,
    pub(super) schedule: Option<HandshakeTraffic<Rigged>>,
    pub(super) application: Option<(Secret, Secret)>,
}

impl HandBuilt {
    pub fn new(provider: Arc<Rigged>, role: Role) -> Self {
        Self {
            suite: provider.suites[0],
            provider,
            role,
            messages: Vec::new(),
            writing: None,
            reading: None,
            spent: Vec::new(),
            seen: Vec::new(),
            data: Vec::new(),
            hello: None,
            unopened: 0,
            psks: Vec::new(),
            select: None,
            psk_alone: false,
            early_data: Vec::new(),
            late: Vec::new(),
            wrong: Vec::new(),
            early: false,
            after_early: None,
            exchange: Vec::new(),
            longest: 1 << 14,
            epoch: 0,
            input: Vec::new(),
            handshake: Vec::new(),
            key_shares: None,
            shared_secret: None,
            schedule: None,
            application: None,
        }
    }

    /// Transcript-Hash of the messages so far.
    pub fn hash(&self) -> Digest {
        let (provider, algorithm) = (&*self.provider, self.suite.hash);
        let retried = self.messages.get(1).is_some_and(|second| is_retry(second));
        let mut transcript = match self.messages.first() {
            Some(first) if retried => Transcript::with_message_hash(provider, algorithm, first),
            _ => Transcript::new(provider, algorithm),
        };
        self.messages.iter().skip(usize::from(retried)).for_each(|each| transcript.add(each));
        transcript.hash()
    }

    /// A record under the present keys, or unprotected where there are none.
    pub fn record(&mut self, content_type: u8, content: &[u8]) -> Vec<u8> {
        match &mut self.writing {
            Some(writing) => writing.seal(content_type, content, 0),
            None => plaintext(content_type, 0x0303, content),
        }
    }

    /// The message as one record, or as many as the other side's limit asks for; it enters the transcript, and the keys that follow it come into use.
    pub fn tell(&mut self, message: Vec<u8>) -> Vec<u8> {
        let longest = if self.writing.is_some() { self.longest } else { 1 << 14 };
        let records = message.chunks(longest).flat_map(|part| self.record(22, part)).collect();
        self.said(message[0], message);
        records
    }

    /// Takes a message of our own, sent in whatever shape, into the transcript; keys change as after a `msg_type`.
    pub fn said(&mut self, msg_type: u8, message: Vec<u8>) {
        if self.connected() {
            self.exchange.push(message);
            return;
        }
        let hello = (msg_type == 1).then(|| message.clone());
        let retry = is_retry(&message);
        let early_data = msg_type == 8 && has_early_data(&message);
        self.messages.push(message);
        if let (Some(hello), Role::Client) = (hello, self.role) {
            self.hello = self.hello.take().or_else(|| Some(Hello::parse(&hello)));
        }
        match (self.role, msg_type) {
            (Role::Client, 1) => self.offer_early_data(),
            (Role::Server, 2) if !retry => self.handshake_keys(),
            (Role::Server, 2) if self.early => self.forget_early_data(),
            (Role::Server, 8) if !early_data => self.end_early_data(),
            (Role::Client, 5) => self.end_early_data(),
            (_, 20) => self.application_keys(),
            _ => {}
        }
    }

    pub(super) fn change_writing(&mut self, secret: Secret) {
        let writing = Writing::new(&self.provider, self.suite, secret);
        self.spent.extend(self.writing.replace(writing));
    }

    pub(super) fn change_reading(&mut self, secret: Secret) {
        self.reading = Some(Reading::new(&self.provider, self.suite, secret));
        self.epoch += 1;
    }

    fn traffic(&self) -> Option<HandshakeTraffic<Rigged>> {
        let provider = &*self.provider;
        let early = match self.selected() {
            Some(psk) => self.early_secret(&psk),
            None => EarlySecret::new(provider, self.suite.hash, None),
        };
        let secret = self.shared_secret.as_ref();
        if secret.is_none() && self.selected().is_none() {
            return None;
        }
        Some(early.handshake_secret(provider, secret).traffic_secrets(provider, &self.hash()))
    }

    /// The handshake keys in both directions.
    pub(super) fn handshake_keys(&mut self) {
        let Some(schedule) = self.traffic() else { return };
        let client = self.copy(schedule.client_handshake_traffic_secret());
        let server = self.copy(schedule.server_handshake_traffic_secret());
        self.schedule = Some(schedule);
        let undecided = self.early && self.selected() == self.psks.first().cloned();
        match (self.role, undecided) {
            (Role::Client, false) => {
                self.early = false;
                self.change_writing(client);
                self.change_reading(server);
            }
            (Role::Client, true) => {
                self.after_early = Some(client);
                self.change_reading(server);
            }
            (Role::Server, false) => {
                self.early = false;
                self.change_writing(server);
                self.change_reading(client);
            }
            (Role::Server, true) => {
                self.after_early = Some(client);
                self.change_writing(server);
            }
        }
    }

    /// The application keys that come after a Finished of ours.
    fn application_keys(&mut self) {
        match self.role {
            Role::Server => {
                self.derive_application();
                if let Some((_, server)) = &self.application {
                    self.change_writing(self.copy(server));
                }
            }
            Role::Client => {
                if let Some((client, _)) = &self.application {
                    self.change_writing(self.copy(client));
                }
            }
        }
    }

    pub(super) fn copy(&self, secret: &Secret) -> Secret {
        self.provider.secret(self.provider.reveal(secret))
    }

    /// From the transcript up to the server's Finished.
    pub(super) fn derive_application(&mut self) {
        let hash = self.hash();
        self.application = self.schedule.as_ref().map(|schedule| {
            let secrets = schedule.main_secret().application_secrets(&self.provider, &hash);
            (secrets.client_application_traffic_secret_0, secrets.server_application_traffic_secret_0)
        });
    }

    /// Moves our write keys on.
    pub fn update_writing(&mut self) {
        self.writing = self.writing.take().map(|writing| writing.next(&self.provider));
    }
}

/// Whether an EncryptedExtensions says that early data is taken.
pub(super) fn has_early_data(message: &[u8]) -> bool {
    let mut rest = super::bytes::Cursor(&message[6..]);
    while !rest.0.is_empty() {
        let extension_type = E(rest.number(2) as u16);
        rest.vector(2);
        if extension_type == E::EARLY_DATA {
            return true;
        }
    }
    false
}

pub(super) fn is_retry(message: &[u8]) -> bool {
    message.first() == Some(&2) && message.get(6..38) == Some(&HELLO_RETRY_REQUEST_RANDOM)
}
