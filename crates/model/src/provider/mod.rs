//! Symbolic crypto: a provider whose outputs are names of terms, of the right length, over real wire bytes.
//!
//! Hashes, HKDF, HMAC, signatures and AEADs are ideal: equal outputs have equal inputs, and what does not open does not open.
//! Diffie-Hellman commutes and has no other equation. Bytes that nobody's crypto has made are the attacker's.

mod derive;
mod keys;
mod weakness;

pub use keys::{KEY_MARK, Key, SECRET_MARK, SHARES_MARK, Secret, Shares, Transcript};
pub use weakness::{Derivation, Omission, Weakness};

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{
    CryptoError, Digest, Explorable, HashAlgorithm, MacPurpose, Provider, Purpose, Salt, Suite, TrafficKeyLength,
};

use crate::book::Book;
use crate::term::{Agent, Id, SessionName, Term};

const SUITES: &[Suite] = &[
    Suite {
        cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
        hash: HashAlgorithm::Sha256,
        key_length: TrafficKeyLength::Sixteen,
        confidentiality_limit: 1 << 24,
    },
    Suite {
        cipher_suite: CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        hash: HashAlgorithm::Sha256,
        key_length: TrafficKeyLength::ThirtyTwo,
        confidentiality_limit: u64::MAX,
    },
    Suite {
        cipher_suite: CipherSuite::TLS_AES_256_GCM_SHA384,
        hash: HashAlgorithm::Sha384,
        key_length: TrafficKeyLength::ThirtyTwo,
        confidentiality_limit: 1 << 24,
    },
];

/// The lengths of a client's and a server's share.
const fn share_lengths(group: NamedGroup) -> Option<(usize, usize)> {
    match group {
        NamedGroup::X25519 => Some((32, 32)),
        NamedGroup::SECP256R1 => Some((65, 65)),
        NamedGroup::X25519MLKEM768 => Some((1216, 1120)),
        _ => None,
    }
}

const fn is_kem(group: NamedGroup) -> bool {
    matches!(group, NamedGroup::X25519MLKEM768)
}

/// The length of a signature, and of a public key's handle.
const SIGNATURE_LENGTH: usize = 64;

/// The symbolic provider. All sessions of a run share its book.
#[derive(Debug, Default)]
pub struct Symbolic {
    /// Every term so far.
    pub book: Arc<Book>,
    /// What is broken on purpose.
    pub weakness: Weakness,
}

impl Symbolic {
    /// A provider with this weakness and an empty book.
    pub fn new(weakness: Weakness) -> Self {
        Self { book: Arc::default(), weakness }
    }

    /// The public key of somebody, whose private key has the same name.
    pub fn public_key(&self, agent: Agent) -> Id {
        self.book.enter(Term::LongTerm(agent))
    }

    /// An external pre-shared key.
    pub fn external_psk(&self, name: u8) -> Vec<u8> {
        self.book.enter(Term::Psk(name)).handle(32)
    }

    /// Signs with a private key, which is for the caller to have.
    pub fn sign(&self, key: Id, scheme: SignatureScheme, message: &[u8]) -> Vec<u8> {
        let message = self.signed(message);
        Id::of_parts(b's', &[&key.0.to_be_bytes(), &scheme.0.to_be_bytes(), &message]).handle(SIGNATURE_LENGTH)
    }

    /// What a signature covers.
    fn signed(&self, message: &[u8]) -> Vec<u8> {
        match self.weakness.no_context_string {
            // 64 spaces, the context string, a zero byte and the hash (§4.4.3).
            true => message.iter().copied().skip(64).skip_while(|byte| *byte != 0).collect(),
            false => message.to_vec(),
        }
    }

    /// Whose share it really is that a session draws.
    fn drawer(&self, session: SessionName) -> SessionName {
        if self.weakness.shares_reused && session != SessionName::ATTACKER {
            SessionName(u16::MAX - 1)
        } else {
            session
        }
    }

    fn share(&self, session: SessionName, purpose: Purpose, group: NamedGroup) -> Id {
        self.book.enter(Term::Share(self.drawer(session), purpose, group))
    }

    fn shared_secret(&self, term: Term) -> Secret {
        Secret::new(self.book.enter(term), 32)
    }

    /// The name of a peer's share, which has to be of the right length and not the identity.
    fn peer(&self, peer: &[u8], length: usize) -> Result<Option<Id>, CryptoError> {
        match Id::at_start(peer) {
            Some(_) if peer.iter().all(|byte| *byte == 0) => match self.weakness.identity_shares {
                true => Ok(None),
                false => Err(CryptoError::ZeroSecret),
            },
            Some(id) if peer.len() == length => Ok(Some(id)),
            _ => Err(CryptoError::BadKey),
        }
    }
}

impl Provider for Symbolic {
    type Hash = Transcript;
    type Secret = Secret;
    type KeyShares = Shares;
    type SealingKey = Key;
    type OpeningKey = Key;
    type PublicKey = Id;
    type Randomness = SessionName;
    type KeyId = Id;

    fn suites(&self) -> &[Suite] {
        SUITES
    }

    fn groups(&self) -> &[NamedGroup] {
        &[NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::X25519MLKEM768]
    }

    fn signature_schemes(&self) -> &[SignatureScheme] {
        &[SignatureScheme::ED25519, SignatureScheme::ECDSA_SECP256R1_SHA256]
    }

    fn random(&self, session: &SessionName, purpose: Purpose, out: &mut [u8]) -> Result<(), CryptoError> {
        self.book.enter(Term::Random(*session, purpose)).write(out);
        Ok(())
    }

    fn hash(&self, algorithm: HashAlgorithm) -> Transcript {
        Transcript { algorithm, omission: self.weakness.transcript, input: Vec::new() }
    }

    fn secret(&self, bytes: &[u8]) -> Secret {
        Secret::from_bytes(bytes)
    }

    fn extract(&self, algorithm: HashAlgorithm, salt: Salt<'_, Secret>, input: Option<&Secret>) -> Secret {
        let salt = match salt {
            Salt::Zero => None,
            Salt::Derived(secret) => Some(secret.id()),
        };
        let id = self.book.enter(Term::Extract(algorithm, salt, input.map(Secret::id)));
        Secret::new(id, algorithm.length())
    }

    fn expand(&self, algorithm: HashAlgorithm, secret: &Secret, info: &[u8]) -> Secret {
        Secret::new(self.expanded(algorithm, secret, info, algorithm.length()), algorithm.length())
    }

    fn expand_into(&self, algorithm: HashAlgorithm, secret: &Secret, outputs: &mut [(&[u8], &mut [u8])]) {
        outputs.iter_mut().for_each(|(info, out)| self.expanded(algorithm, secret, info, out.len()).write(out));
    }

    fn mac(&self, algorithm: HashAlgorithm, key: &Secret, message: &[u8]) -> Digest {
        let id = Id::of_parts(b'm', &[&[algorithm.length() as u8], key.bytes(), message]);
        Digest::new(&id.handle(algorithm.length()))
    }

    fn verify_mac(&self, purpose: MacPurpose, hash: HashAlgorithm, key: &Secret, message: &[u8], mac: &[u8]) -> bool {
        self.weakness.any_mac == Some(purpose) || self.mac(hash, key, message).as_ref() == mac
    }

    fn reveal<'s>(&self, secret: &'s Secret) -> &'s [u8] {
        secret.bytes()
    }

    fn key_id(&self, secret: &Secret) -> Id {
        secret.id()
    }

    fn sealing_key(&self, _: CipherSuite, key: &[u8]) -> Result<Key, CryptoError> {
        let id = Id::at_start(key).ok_or(CryptoError::BadKey)?;
        Ok(Key { id, no_sequence_number: self.weakness.no_sequence_number, book: self.book.clone() })
    }

    fn opening_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<Key, CryptoError> {
        self.sealing_key(cipher_suite, key)
    }

    fn offer(
        &self,
        session: &SessionName,
        purpose: Purpose,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<Shares, CryptoError> {
        for group in groups {
            let (length, _) = share_lengths(*group).ok_or(CryptoError::Unsupported)?;
            share(*group, &self.share(*session, purpose, *group).handle(length));
        }
        Ok(Shares { session: *session, purpose })
    }

    fn finish(&self, shares: Shares, group: NamedGroup, peer: &[u8]) -> Result<Secret, CryptoError> {
        let (_, length) = share_lengths(group).ok_or(CryptoError::Unsupported)?;
        let own = self.share(shares.session, shares.purpose, group);
        Ok(match self.peer(peer, length)? {
            None => self.shared_secret(Term::Identity(group)),
            Some(ciphertext) if is_kem(group) => self.shared_secret(Term::Encapsulated(group, own, ciphertext)),
            Some(peer) => self.shared_secret(Term::Agreed(group, own.min(peer), own.max(peer))),
        })
    }

    fn accept(
        &self,
        session: &SessionName,
        group: NamedGroup,
        peer: &[u8],
        share: &mut dyn FnMut(&[u8]),
    ) -> Result<Secret, CryptoError> {
        let (theirs, ours) = share_lengths(group).ok_or(CryptoError::Unsupported)?;
        let Some(peer) = self.peer(peer, theirs)? else {
            share(&self.share(*session, Purpose::ServerShare, group).handle(ours));
            return Ok(self.shared_secret(Term::Identity(group)));
        };
        if is_kem(group) {
            let ciphertext = self.book.enter(Term::Encapsulation(self.drawer(*session), group, peer));
            share(&ciphertext.handle(ours));
            return Ok(self.shared_secret(Term::Encapsulated(group, peer, ciphertext)));
        }
        let own = self.share(*session, Purpose::ServerShare, group);
        share(&own.handle(ours));
        Ok(self.shared_secret(Term::Agreed(group, own.min(peer), own.max(peer))))
    }

    fn key_fits(&self, _: &Id, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::ED25519
    }

    fn verify(&self, key: &Id, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        let other = self.weakness.also_signed_by.map(|agent| self.public_key(agent));
        self.weakness.any_signature
            || self.sign(*key, scheme, message) == signature
            || other.is_some_and(|other| self.sign(other, scheme, message) == signature)
    }
}

impl Explorable for Symbolic {}
