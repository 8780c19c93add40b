//! RFC 8446 §4.3, §4.4: what comes after the hellos, under handshake keys that the attacker knows.

use surehand_codec::code_point::{ContentType, SignatureScheme};
use surehand_codec::message::{
    Certificate, CertificateEntry, CertificateExtensions, CertificateRequest, CertificateRequestExtensions,
    CertificateVerify, EncryptedExtensions, EndOfEarlyData, Finished, KeyUpdate, KeyUpdateRequest, Message,
    NewSessionTicket, NewSessionTicketExtensions,
};
use surehand_codec::wire::List;
use surehand_core::crypto::{HashAlgorithm, Provider};
use surehand_core::handshake::{Signer, signed_content};
use surehand_core::key_schedule::{Epoch, verify_data};
use surehand_core::transcript::Transcript;

use super::{Forgery, Target, encode};
use crate::provider::{Secret, Symbolic};
use crate::term::Id;

/// A flight that grows, with the transcript that its signatures and MACs cover.
pub(super) struct Flight<'a> {
    target: &'a Target<'a>,
    pub(super) algorithm: HashAlgorithm,
    pub(super) transcript: Transcript<Symbolic>,
    pub(super) messages: Vec<u8>,
}

impl<'a> Flight<'a> {
    pub(super) fn new(target: &'a Target<'a>) -> Option<Self> {
        let suite = target.provider.suites().iter().find(|suite| Some(suite.cipher_suite) == target.suite)?;
        let algorithm = suite.hash;
        let mut seen = target.messages.iter();
        let retried =
            matches!(target.messages.get(1).map(|bytes| Message::read(bytes)), Some(Ok(Message::HelloRetryRequest(_))));
        let mut transcript = match retried.then(|| seen.next()).flatten() {
            Some(first) => Transcript::with_message_hash(target.provider, algorithm, first),
            None => Transcript::new(target.provider, algorithm),
        };
        seen.for_each(|message| transcript.add(message));
        Some(Self { target, algorithm, transcript, messages: Vec::new() })
    }

    pub(super) fn add(&mut self, message: Vec<u8>) {
        self.transcript.add(&message);
        self.messages.extend_from_slice(&message);
    }

    /// Certificate and CertificateVerify.
    fn certificate(&mut self, signer: Signer, chain: &[u8], key: Id, algorithm: SignatureScheme) {
        self.show(chain);
        self.sign(signer, key, algorithm);
    }

    /// Certificate.
    pub(super) fn show(&mut self, chain: &[u8]) {
        let entries = [CertificateEntry { cert_data: chain, extensions: CertificateExtensions::default() }];
        self.add(encode(&Certificate { certificate_request_context: &[], certificate_list: List::Items(&entries) }));
    }

    /// CertificateVerify; the signature is right if the attacker has the key.
    pub(super) fn sign(&mut self, signer: Signer, key: Id, algorithm: SignatureScheme) {
        let content = signed_content(signer, &self.transcript.hash());
        // Without the key: a signature with some other key that it has, an honest one rather than its own.
        let others = self.target.certificates.iter().map(|(_, key)| *key);
        let mut others = others.filter(|key| self.target.deducer.can_sign(*key));
        let own = others.next_back().unwrap_or(key);
        let key = if self.target.deducer.can_sign(key) { key } else { own };
        let signature = self.target.provider.sign(key, algorithm, &content);
        self.add(encode(&CertificateVerify { algorithm, signature: &signature }));
    }

    pub(super) fn no_certificate(&mut self) {
        self.add(encode(&Certificate { certificate_request_context: &[], certificate_list: List::default() }));
    }

    /// Finished, right if the attacker has the traffic secret; then the record.
    pub(super) fn finish(mut self, what: &'static str) -> Option<Forgery> {
        let secret = self.target.peer_secret.filter(|secret| self.target.deducer.knows(*secret));
        let hash = self.transcript.hash();
        let mac = match secret {
            Some(secret) => {
                let secret = Secret::named(secret);
                verify_data(self.target.provider, self.algorithm, &secret, &hash).as_ref().to_vec()
            }
            None => vec![0x5a; self.algorithm.length()],
        };
        self.add(encode(&Finished { verify_data: &mac }));
        Some((what, self.target.sealed(ContentType::HANDSHAKE, &self.messages)?))
    }
}

/// What a client may be handed after ServerHello.
pub fn to_client(target: &Target<'_>) -> Vec<Forgery> {
    if target.connection.state_name() != "WaitEncryptedExtensions" || !target.has_read_key() {
        return Vec::new();
    }
    let begin = || {
        let mut flight = Flight::new(target)?;
        flight.add(encode(&EncryptedExtensions::default()));
        Some(flight)
    };
    let mut forged = Vec::new();
    forged.extend(begin().and_then(|flight| flight.finish("EncryptedExtensions, Finished of the attacker")));
    if target.by_psk {
        return forged;
    }
    for (chain, key) in target.certificates {
        let what = match target.deducer.can_sign(*key) {
            true => "a server's flight of the attacker with a certificate whose key it has",
            false => "a server's flight of the attacker with a certificate whose key it does not have",
        };
        forged.extend(begin().and_then(|mut flight| {
            flight.certificate(Signer::Server, chain, *key, SignatureScheme::ED25519);
            flight.finish(what)
        }));
        if target.illegal {
            forged.extend(begin().and_then(|mut flight| {
                flight.certificate(Signer::Server, chain, *key, SignatureScheme::RSA_PKCS1_SHA1);
                flight.finish("a server's flight of the attacker with a scheme not offered")
            }));
        }
        if target.deducer.can_sign(*key) || target.illegal {
            forged.extend(begin().and_then(|mut flight| {
                flight.add(certificate_request());
                flight.certificate(Signer::Server, chain, *key, SignatureScheme::ED25519);
                flight.finish("a server's flight of the attacker that asks for a certificate")
            }));
        }
    }
    forged
}

pub(super) fn certificate_request() -> Vec<u8> {
    let extensions = CertificateRequestExtensions {
        signature_algorithms: Some(List::Items(&[SignatureScheme::ED25519])),
        ..CertificateRequestExtensions::default()
    };
    encode(&CertificateRequest { certificate_request_context: &[], extensions })
}

/// What a server may be handed after its flight.
pub fn to_server(target: &Target<'_>) -> Vec<Forgery> {
    if !target.has_read_key() {
        return Vec::new();
    }
    let mut forged = Vec::new();
    match target.connection.state_name() {
        "WaitEndOfEarlyData" => {
            let end = target.sealed(ContentType::HANDSHAKE, &encode(&EndOfEarlyData));
            forged.extend(end.map(|record| ("EndOfEarlyData of the attacker", record)));
        }
        "WaitFinished" => {
            forged.extend(Flight::new(target).and_then(|flight| flight.finish("Finished of the attacker")));
        }
        "WaitCertificate" => {
            forged.extend(Flight::new(target).and_then(|flight| flight.finish("Finished without a Certificate")));
            forged.extend(Flight::new(target).and_then(|mut flight| {
                flight.no_certificate();
                flight.finish("an empty Certificate, Finished of the attacker")
            }));
            for (chain, key) in target.certificates {
                let what = match target.deducer.can_sign(*key) {
                    true => "a client's flight of the attacker with a certificate whose key it has",
                    false => "a client's flight of the attacker with a certificate whose key it does not have",
                };
                forged.extend(Flight::new(target).and_then(|mut flight| {
                    flight.certificate(Signer::Client, chain, *key, SignatureScheme::ED25519);
                    flight.finish(what)
                }));
            }
        }
        _ => {}
    }
    forged
}

/// What a complete session may be handed under application keys that the attacker knows, once each.
pub fn post_handshake(target: &Target<'_>, delivered: bool, ticket: bool) -> Vec<Forgery> {
    let connected = target.connection.connected().is_some() && target.has_read_key();
    let mut forged = Vec::new();
    if connected && !delivered {
        let data = target.sealed(ContentType::APPLICATION_DATA, b"data of the attacker");
        forged.extend(data.map(|record| ("application data of the attacker", record)));
    }
    if connected && ticket {
        let message = encode(&NewSessionTicket {
            ticket_lifetime: 3600,
            ticket_age_add: 0,
            ticket_nonce: &[0],
            ticket: &[0x5a; 32],
            extensions: NewSessionTicketExtensions::default(),
        });
        forged.extend(
            target.sealed(ContentType::HANDSHAKE, &message).map(|record| ("NewSessionTicket of the attacker", record)),
        );
    }
    if connected && target.connection.epoch() == Epoch::Application(0) && target.illegal {
        let update = encode(&KeyUpdate { request_update: KeyUpdateRequest::UpdateNotRequested });
        forged
            .extend(target.sealed(ContentType::HANDSHAKE, &update).map(|record| ("KeyUpdate of the attacker", record)));
    }
    forged
}
