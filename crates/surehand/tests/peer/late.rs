//! RFC 8446 §2.2, §2.3, §4.6: the hand-built peer's pre-shared keys, early data, tickets and late authentication.

use surehand_codec::code_point::ExtensionType as E;
use surehand_core::crypto::{Digest, Provider};
use surehand_core::handshake::{Signer, signed_content};
use surehand_core::key_schedule::{EarlySecret, resumption_psk, verify_data};
use surehand_core::transcript::Transcript;

use super::bytes::{Cursor, Hello, block, message, vector};
use super::hand::is_retry;
use super::protection::{Reading, Writing};
use super::{HandBuilt, Known, Rigged, Role, key};

type Secret = <Rigged as Provider>::Secret;

/// Pre-shared keys and early data.
impl HandBuilt {
    /// Whether both Finished messages have been said and heard.
    pub fn connected(&self) -> bool {
        self.messages.iter().filter(|message| message[0] == 20).count() == 2
    }

    /// The PSK that the ServerHello has selected.
    pub(super) fn selected(&self) -> Option<Known> {
        let hello = self.messages.iter().rfind(|message| message[0] == 2 && !is_retry(message))?;
        let index = Cursor(Hello::parse(hello).get(E::PRE_SHARED_KEY)?).number(2);
        self.psks.get(index).cloned()
    }

    pub(super) fn early_secret(&self, psk: &Known) -> EarlySecret<Rigged> {
        let secret = self.provider.secret(&psk.key);
        EarlySecret::new(&*self.provider, psk.hash, Some(&secret))
    }

    /// The ClientHello with pre_shared_key, last of all, and with binders that are right.
    pub fn bound(&self, hello: Hello) -> Hello {
        let binders = self.psks.iter().map(|psk| vec![0; psk.hash.length()]).collect();
        let zeros = self.with_binders(hello, binders);
        let bytes = zeros.bytes();
        let length = 2 + self.psks.iter().map(|psk| 1 + psk.hash.length()).sum::<usize>();
        let truncated = &bytes[..bytes.len() - length];
        let binders = self.psks.iter().map(|psk| self.binder(psk, truncated)).collect();
        self.with_binders(zeros, binders)
    }

    /// The same with these binders.
    pub fn with_binders(&self, hello: Hello, binders: Vec<Vec<u8>>) -> Hello {
        let identity = |psk: &Known| [&vector(2, &psk.identity)[..], &psk.age.to_be_bytes()].concat();
        let identities = self.psks.iter().flat_map(identity).collect::<Vec<_>>();
        let binders = binders.iter().flat_map(|binder| vector(1, binder)).collect::<Vec<_>>();
        let mut hello = hello.without(E::PRE_SHARED_KEY);
        if hello.get(E::PSK_KEY_EXCHANGE_MODES).is_none() {
            hello = hello.set(E::PSK_KEY_EXCHANGE_MODES, vec![1, 1]);
        }
        hello.set(E::PRE_SHARED_KEY, [vector(2, &identities), vector(2, &binders)].concat())
    }

    fn binder(&self, psk: &Known, truncated: &[u8]) -> Vec<u8> {
        let provider = &*self.provider;
        let mut transcript = match &self.messages[..] {
            [first, retry, ..] if is_retry(retry) => {
                let mut transcript = Transcript::with_message_hash(provider, psk.hash, first);
                transcript.add(retry);
                transcript
            }
            _ => Transcript::new(provider, psk.hash),
        };
        transcript.add(truncated);
        let base_key = self.early_secret(psk).binder_key(provider, psk.kind);
        verify_data(provider, psk.hash, &base_key, &transcript.hash()).as_ref().to_vec()
    }

    /// Whether the binders of the last ClientHello heard are right.
    pub fn binders_are_right(&self) -> bool {
        let Some(hello) = &self.hello else { return false };
        let mut before = Self::new(self.provider.clone(), self.role);
        before.psks = self.psks.clone();
        before.messages = self.messages.iter().take_while(|message| **message != hello.bytes()).cloned().collect();
        before.bound(hello.clone()) == *hello
    }

    /// Whether the last ClientHello offers early data under a key that the peer knows.
    fn offers_early_data(&self) -> bool {
        let last = self.messages.last().map(|message| Hello::parse(message));
        let offered = last.is_some_and(|hello| hello.get(E::EARLY_DATA).is_some());
        offered && self.psks.first().is_some_and(|psk| psk.early_data.is_some())
    }

    /// client_early_traffic_secret of the first ClientHello.
    pub fn early_traffic(&self) -> Secret {
        let mut transcript = Transcript::new(&*self.provider, self.psks[0].hash);
        transcript.add(&self.messages[0]);
        self.early_secret(&self.psks[0]).client_early_traffic_secret(&self.provider, &transcript.hash())
    }

    /// After a ClientHello: keys for its early data.
    pub(super) fn offer_early_data(&mut self) {
        if !self.offers_early_data() || self.messages.len() > 1 {
            return;
        }
        let terms = self.psks[0].early_data.as_ref().expect("terms");
        let suite = self.provider.suite(terms.cipher_suite).expect("a suite of ours");
        let secret = self.early_traffic();
        self.early = true;
        match self.role {
            Role::Client => self.writing = Some(Writing::new(&self.provider, suite, secret)),
            Role::Server => {
                self.reading = Some(Reading::new(&self.provider, suite, secret));
                self.epoch += 1;
            }
        }
    }

    /// After a HelloRetryRequest.
    pub(super) fn forget_early_data(&mut self) {
        self.early = false;
        match self.role {
            Role::Client => self.spent.extend(self.writing.take()),
            Role::Server => {
                self.reading = None;
                self.epoch = 0;
            }
        }
    }

    /// The keys that wait for the end of early data, if any do.
    pub(super) fn end_early_data(&mut self) {
        self.early = false;
        if let Some(secret) = self.after_early.take() {
            match self.role {
                Role::Client => self.change_writing(secret),
                Role::Server => self.change_reading(secret),
            }
        }
    }

    /// early_exporter_master_secret, exported with this label and no context.
    pub fn export_early(&self, label: &[u8]) -> Vec<u8> {
        let provider = &*self.provider;
        let mut transcript = Transcript::new(provider, self.psks[0].hash);
        transcript.add(&self.messages[0]);
        let secret = self.early_secret(&self.psks[0]).early_exporter_master_secret(provider, &transcript.hash());
        let mut out = vec![0; 32];
        let exporter = surehand_core::key_schedule::Exporter::<Rigged>::new(secret, self.psks[0].hash);
        exporter.export(provider, label, b"", &mut out).expect("32 bytes");
        out
    }

    /// An EncryptedExtensions that takes the early data.
    pub fn early_data_accepted(&self) -> Vec<u8> {
        message(8, &block(&[(E::EARLY_DATA, vec![])]))
    }
}

/// Tickets.
impl HandBuilt {
    /// The key of the ticket with this nonce.
    pub fn ticket_key(&self, nonce: &[u8]) -> Vec<u8> {
        let provider = &*self.provider;
        let main = self.schedule.as_ref().expect("a handshake").main_secret();
        let secret = main.resumption_master_secret(provider, &self.hash());
        provider.reveal(&resumption_psk(provider, self.suite.hash, &secret, nonce)).to_vec()
    }

    /// A NewSessionTicket.
    pub fn new_session_ticket(lifetime: u32, nonce: &[u8], ticket: &[u8], extensions: &[(E, Vec<u8>)]) -> Vec<u8> {
        let age_add = [9, 8, 7, 6];
        let fixed = [&lifetime.to_be_bytes()[..], &age_add].concat();
        message(4, &[fixed, vector(1, nonce), vector(2, ticket), block(extensions)].concat())
    }
}

/// Certificates of either side, and authentication after the handshake.
impl HandBuilt {
    pub fn certificate_for(&self, context: &[u8]) -> Vec<u8> {
        let list = [&vector(3, key::CERTIFICATE)[..], &[0, 0]].concat();
        message(11, &[vector(1, context), vector(3, &list)].concat())
    }

    fn signer(&self, ours: bool) -> Signer {
        if (self.role == Role::Server) == ours { Signer::Server } else { Signer::Client }
    }

    pub fn certificate_verify_of(&self, hash: &Digest) -> Vec<u8> {
        let signature = key::sign(&self.provider, &signed_content(self.signer(true), hash));
        message(15, &[&key::SCHEME.0.to_be_bytes()[..], &vector(2, &signature)].concat())
    }

    /// Transcript-Hash of the main handshake and these messages.
    pub fn hash_with(&self, more: &[Vec<u8>]) -> Digest {
        let mut all = Self::new(self.provider.clone(), self.role);
        all.suite = self.suite;
        all.messages = [&self.messages[..], more].concat();
        all.hash()
    }

    /// A Finished after the handshake: over these messages, under the present secret.
    pub fn late_finished(&self, exchange: &[Vec<u8>]) -> Vec<u8> {
        let secret = self.writing.as_ref().expect("keys").secret();
        message(20, verify_data(&*self.provider, self.suite.hash, secret, &self.hash_with(exchange)).as_ref())
    }

    /// The whole answer to a request, with a certificate or without.
    pub fn answer(&self, request: &[u8], shows: bool) -> Vec<Vec<u8>> {
        let mut exchange = vec![request.to_vec()];
        if shows {
            exchange.push(self.certificate_for(context(request)));
            exchange.push(self.certificate_verify_of(&self.hash_with(&exchange)));
        } else {
            exchange.push(message(11, &[vector(1, context(request)), vec![0, 0, 0]].concat()));
        }
        exchange.push(self.late_finished(&exchange));
        exchange.split_off(1)
    }

    /// Checks the answer to a request that was heard, under the secret that it was heard under.
    pub fn check_answer(&self, request: &[u8], answer: &[(Vec<u8>, Vec<u8>)]) {
        let messages: Vec<_> = [request.to_vec()].into_iter().chain(answer.iter().map(|(m, _)| m.clone())).collect();
        let (finished, secret) = answer.last().expect("a Finished");
        assert_eq!(context(&messages[1]), context(request));
        if answer.len() == 3 {
            assert!(self.signed(&messages[2], &self.hash_with(&messages[..2])), "the signature");
        } else {
            assert_eq!(messages[1], message(11, &[vector(1, context(request)), vec![0, 0, 0]].concat()));
        }
        let secret = self.provider.secret(secret);
        let hash = self.hash_with(&messages[..messages.len() - 1]);
        assert_eq!(*finished, message(20, verify_data(&*self.provider, self.suite.hash, &secret, &hash).as_ref()));
    }

    /// Whether a CertificateVerify of the other side is right.
    fn signed(&self, verify: &[u8], hash: &Digest) -> bool {
        let mut body = Cursor(&verify[4..]);
        let scheme = body.number(2) as u16;
        let public_key = key::public_key(&self.provider);
        let content = signed_content(self.signer(false), hash);
        scheme == key::SCHEME.0 && self.provider.verify(&public_key, key::SCHEME, &content, body.vector(2))
    }

    /// Notes what is wrong with a message of the handshake that was heard.
    pub(super) fn check(&mut self, message: &[u8]) {
        let right = match message[0] {
            15 => self.signed(message, &self.hash()),
            20 => {
                let Some(schedule) = &self.schedule else { return };
                let base_key = match self.role {
                    Role::Client => schedule.server_handshake_traffic_secret(),
                    Role::Server => schedule.client_handshake_traffic_secret(),
                };
                message[4..] == *verify_data(&*self.provider, self.suite.hash, base_key, &self.hash()).as_ref()
            }
            _ => true,
        };
        if !right {
            self.wrong.push(if message[0] == 15 { "CertificateVerify" } else { "Finished" });
        }
    }
}

/// The certificate_request_context of a CertificateRequest or a Certificate.
pub fn context(message: &[u8]) -> &[u8] {
    Cursor(&message[4..]).vector(1)
}
