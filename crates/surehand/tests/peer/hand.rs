//! RFC 8446 §4: the hand-built end: its transcript, its key schedule, what it says and what it has heard.

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, ExtensionType as E, NamedGroup};
use surehand_core::crypto::{Digest, Provider, Purpose, Suite};
use surehand_core::handshake::{Signer, signed_content};
use surehand_core::key_schedule::{EarlySecret, HandshakeTraffic, verify_data};
use surehand_core::transcript::Transcript;

use super::bytes::{HELLO_RETRY_REQUEST_RANDOM, Hello, message, numbers, plaintext, share, vector};
use super::protection::{Reading, Writing};
use super::{Rigged, key};

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
    epoch: usize,
    input: Vec<u8>,
    handshake: Vec<u8>,
    key_shares: Option<<Rigged as Provider>::KeyShares>,
    shared_secret: Option<Secret>,
    schedule: Option<HandshakeTraffic<Rigged>>,
    application: Option<(Secret, Secret)>,
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

    /// The message as one record; it enters the transcript, and the keys that follow it come into use.
    pub fn tell(&mut self, message: Vec<u8>) -> Vec<u8> {
        let record = self.record(22, &message);
        self.said(message[0], message);
        record
    }

    /// Takes a message of our own, sent in whatever shape, into the transcript; keys change as after a `msg_type`.
    pub fn said(&mut self, msg_type: u8, message: Vec<u8>) {
        let hello = (msg_type == 1).then(|| message.clone());
        let retry = is_retry(&message);
        self.messages.push(message);
        if let (Some(hello), Role::Client) = (hello, self.role) {
            self.hello = self.hello.take().or_else(|| Some(Hello::parse(&hello)));
        }
        match (self.role, msg_type) {
            (Role::Server, 2) if !retry => self.handshake_keys(),
            (_, 20) => self.application_keys(),
            _ => {}
        }
    }

    fn change_writing(&mut self, secret: Secret) {
        let writing = Writing::new(&self.provider, self.suite, secret);
        self.spent.extend(self.writing.replace(writing));
    }

    fn change_reading(&mut self, secret: Secret) {
        self.reading = Some(Reading::new(&self.provider, self.suite, secret));
        self.epoch += 1;
    }

    fn traffic(&self) -> Option<HandshakeTraffic<Rigged>> {
        let provider = &*self.provider;
        let early = EarlySecret::new(provider, self.suite.hash, None);
        let secret = self.shared_secret.as_ref()?;
        Some(early.handshake_secret(provider, Some(secret)).traffic_secrets(provider, &self.hash()))
    }

    /// The handshake keys in both directions.
    fn handshake_keys(&mut self) {
        let Some(schedule) = self.traffic() else { return };
        let client = self.copy(schedule.client_handshake_traffic_secret());
        let server = self.copy(schedule.server_handshake_traffic_secret());
        self.schedule = Some(schedule);
        let (write, read) = if self.role == Role::Client { (client, server) } else { (server, client) };
        self.change_writing(write);
        self.change_reading(read);
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

    fn copy(&self, secret: &Secret) -> Secret {
        self.provider.secret(self.provider.reveal(secret))
    }

    /// From the transcript up to the server's Finished.
    fn derive_application(&mut self) {
        let hash = self.hash();
        self.application = self.schedule.as_ref().map(|schedule| {
            let main = schedule.main_secret();
            (
                main.client_application_traffic_secret_0(&self.provider, &hash),
                main.server_application_traffic_secret_0(&self.provider, &hash),
            )
        });
    }

    /// Moves our write keys on.
    pub fn update_writing(&mut self) {
        self.writing = self.writing.take().map(|writing| writing.next(&self.provider));
    }
}

/// What the peer says, well-formed.
impl HandBuilt {
    /// A ClientHello that offers what a client of ours would, with a share for each of `share_groups`.
    pub fn client_hello(&mut self, groups: &[NamedGroup], share_groups: &[NamedGroup]) -> Hello {
        let mut shares = Vec::new();
        let provider = self.provider.clone();
        let key_shares = provider
            .offer(&(), Purpose::ClientShares(1), share_groups, &mut |group, bytes| shares.extend(share(group, bytes)))
            .expect("shares");
        self.key_shares = Some(key_shares);
        let groups: Vec<_> = groups.iter().map(|group| group.0).collect();
        let schemes: Vec<_> = provider.schemes.iter().map(|scheme| scheme.0).collect();
        Hello {
            msg_type: 1,
            legacy_version: 0x0303,
            random: [0x51; 32],
            session_id: vec![0x52; 32],
            suites: provider.suites.iter().map(|suite| suite.cipher_suite.0).collect(),
            compression: vec![0],
            extensions: vec![
                (E::SUPPORTED_GROUPS, numbers(2, &groups)),
                (E::SIGNATURE_ALGORITHMS, numbers(2, &schemes)),
                (E::SUPPORTED_VERSIONS, numbers(1, &[0x0304])),
                (E::KEY_SHARE, vector(2, &shares)),
            ],
        }
    }

    /// The ClientHello that answers a HelloRetryRequest.
    pub fn second_client_hello(&mut self, first: &Hello) -> Hello {
        let retry = Hello::parse(self.messages.last().expect("a HelloRetryRequest"));
        let mut hello = first.clone();
        if let Some(&[high, low]) = retry.get(E::KEY_SHARE) {
            let group = NamedGroup(u16::from_be_bytes([high, low]));
            let mut shares = Vec::new();
            let offered = self
                .provider
                .offer(&(), Purpose::ClientShares(2), &[group], &mut |group, bytes| shares.extend(share(group, bytes)));
            self.key_shares = offered.ok();
            hello = hello.set(E::KEY_SHARE, vector(2, &shares));
        }
        match retry.get(E::COOKIE) {
            Some(cookie) => hello.set(E::COOKIE, cookie.to_vec()),
            None => hello,
        }
    }

    fn server_form(&self, random: [u8; 32], extensions: Vec<(E, Vec<u8>)>) -> Hello {
        Hello {
            msg_type: 2,
            legacy_version: 0x0303,
            random,
            session_id: self.hello.as_ref().map(|hello| hello.session_id.clone()).unwrap_or_default(),
            suites: vec![self.suite.cipher_suite.0],
            compression: vec![0],
            extensions: [vec![(E::SUPPORTED_VERSIONS, vec![3, 4])], extensions].concat(),
        }
    }

    /// A ServerHello for the client's first share; its shared secret is kept.
    pub fn server_hello(&mut self) -> Hello {
        let Some((group, theirs)) = self.hello.as_ref().and_then(|hello| hello.shares().first().cloned()) else {
            return self.server_form([0x53; 32], Vec::new());
        };
        let mut ours = Vec::new();
        let secret = self.provider.accept(&(), group, &theirs, &mut |bytes| ours = bytes.to_vec());
        self.shared_secret = secret.ok();
        self.server_form([0x53; 32], vec![(E::KEY_SHARE, share(group, &ours))])
    }

    pub fn hello_retry_request(&self, group: NamedGroup) -> Hello {
        self.server_form(HELLO_RETRY_REQUEST_RANDOM, vec![(E::KEY_SHARE, group.0.to_be_bytes().to_vec())])
    }

    pub fn encrypted_extensions(&self) -> Vec<u8> {
        message(8, &[0, 0])
    }

    pub fn certificate_request(&self) -> Vec<u8> {
        let schemes = numbers(2, &[key::SCHEME.0]);
        message(13, &[&[0][..], &super::bytes::block(&[(E::SIGNATURE_ALGORITHMS, schemes)])].concat())
    }

    pub fn certificate(&self) -> Vec<u8> {
        message(11, &[&[0][..], &vector(3, &[&vector(3, key::CERTIFICATE)[..], &[0, 0]].concat())].concat())
    }

    pub fn certificate_verify(&self) -> Vec<u8> {
        let signature = key::sign(&self.provider, &signed_content(Signer::Server, &self.hash()));
        message(15, &[&key::SCHEME.0.to_be_bytes()[..], &vector(2, &signature)].concat())
    }

    /// A Finished that is right for the transcript so far.
    pub fn finished(&self) -> Vec<u8> {
        let Some(schedule) = &self.schedule else { return message(20, &[0; 32]) };
        let base_key = match self.role {
            Role::Client => schedule.client_handshake_traffic_secret(),
            Role::Server => schedule.server_handshake_traffic_secret(),
        };
        message(20, verify_data(&*self.provider, self.suite.hash, base_key, &self.hash()).as_ref())
    }
}

/// What the peer hears.
impl HandBuilt {
    /// Takes what the code under test has transmitted.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        while let Some(header) = self.input.first_chunk::<5>() {
            let length = 5 + usize::from(u16::from_be_bytes([header[3], header[4]]));
            if self.input.len() < length {
                break;
            }
            let record: Vec<_> = self.input.drain(..length).collect();
            self.hear_record(&record);
        }
    }

    fn hear_record(&mut self, record: &[u8]) {
        let (mut content_type, mut content, mut padding, mut epoch) = (record[0], record[5..].to_vec(), 0, 0);
        if content_type == 23 {
            let Some(opened) = self.reading.as_mut().and_then(|reading| reading.open(record)) else {
                self.unopened += 1;
                return;
            };
            (content_type, content, padding) = opened;
            epoch = self.epoch;
        }
        let version = u16::from_be_bytes([record[1], record[2]]);
        let length = record.len();
        self.seen.push(Seen { content_type, content: content.clone(), epoch, padding, length, version });
        match content_type {
            22 => {
                self.handshake.extend(content);
                self.hear_handshake();
            }
            23 => self.data.extend(content),
            _ => {}
        }
    }

    fn hear_handshake(&mut self) {
        while let Some(&[_, a, b, c]) = self.handshake.first_chunk::<4>() {
            let length = 4 + u32::from_be_bytes([0, a, b, c]) as usize;
            if self.handshake.len() < length {
                break;
            }
            let message: Vec<_> = self.handshake.drain(..length).collect();
            self.hear_message(message);
        }
    }

    fn hear_message(&mut self, message: Vec<u8>) {
        let (msg_type, retry) = (message[0], is_retry(&message));
        if msg_type == 24 {
            self.reading = self.reading.take().map(|reading| reading.next(&self.provider));
            self.epoch += 1;
            return;
        }
        if msg_type == 1 || msg_type == 2 {
            let hello = Hello::parse(&message);
            if msg_type == 2 {
                self.suite = self.provider.suite(hello.suite()).expect("a suite of ours");
            }
            if msg_type == 2 && !retry {
                let mut entry = super::bytes::Cursor(hello.get(E::KEY_SHARE).expect("a share"));
                let (group, share) = (NamedGroup(entry.number(2) as u16), entry.vector(2));
                let key_shares = self.key_shares.take().expect("shares of ours");
                self.shared_secret = self.provider.finish(key_shares, group, share).ok();
            }
            if msg_type == 1 {
                self.hello = Some(hello);
            }
        }
        self.messages.push(message);
        match (self.role, msg_type) {
            (Role::Client, 2) if !retry => self.handshake_keys(),
            (Role::Client, 20) => {
                self.derive_application();
                if let Some((_, server)) = &self.application {
                    self.change_reading(self.copy(server));
                }
            }
            (Role::Server, 20) => {
                if let Some((client, _)) = &self.application {
                    self.change_reading(self.copy(client));
                }
            }
            _ => {}
        }
    }

    /// The last alert that was heard, with its epoch.
    pub fn alert(&self) -> Option<(u8, u8, usize)> {
        match self.seen.last() {
            Some(Seen { content_type: 21, content, epoch, .. }) => Some((content[0], content[1], *epoch)),
            _ => None,
        }
    }

    /// The msg_types of the messages of both sides.
    pub fn types(&self) -> Vec<u8> {
        self.messages.iter().map(|message| message[0]).collect()
    }

    /// How often the keys that we read with have changed.
    pub fn epoch(&self) -> usize {
        self.epoch
    }

    pub fn use_suite(&mut self, cipher_suite: CipherSuite) {
        self.suite = self.provider.suite(cipher_suite).expect("a suite of ours");
    }
}

fn is_retry(message: &[u8]) -> bool {
    message.first() == Some(&2) && message.get(6..38) == Some(&HELLO_RETRY_REQUEST_RANDOM)
}
