//! RFC 8446 §4.4.1: the transcript hash, message_hash included.

use crate::crypto::{Digest, HashAlgorithm, HashState, Provider};
use crate::state::state;
use surehand_codec::code_point::HandshakeType;

state! {
    /// The hash of all handshake messages so far, headers included, record headers not.
    pub struct Transcript {
        hash: P::Hash,
        algorithm: HashAlgorithm,
    }
}

impl<P: Provider> Transcript<P> {
    /// An empty transcript.
    pub fn new(provider: &P, algorithm: HashAlgorithm) -> Self {
        Self { hash: provider.hash(algorithm), algorithm }
    }

    /// The transcript after a HelloRetryRequest: ClientHello1 enters as a message_hash message.
    pub fn with_message_hash(provider: &P, algorithm: HashAlgorithm, client_hello1: &[u8]) -> Self {
        let mut first = Self::new(provider, algorithm);
        first.add(client_hello1);
        Self::from_message_hash(provider, algorithm, &first.hash())
    }

    /// The same, given the hash of ClientHello1.
    pub fn from_message_hash(provider: &P, algorithm: HashAlgorithm, digest: &Digest) -> Self {
        let mut transcript = Self::new(provider, algorithm);
        let length = u8::try_from(algorithm.length()).unwrap_or(u8::MAX);
        transcript.add(&[HandshakeType::MESSAGE_HASH.0, 0, 0, length]);
        transcript.add(digest.as_ref());
        transcript
    }

    /// Adds a whole handshake message.
    pub fn add(&mut self, message: &[u8]) {
        self.hash.update(message);
    }

    /// Transcript-Hash of the messages so far.
    pub fn hash(&self) -> Digest {
        self.hash.digest()
    }

    /// Another transcript that goes on from here: what it holds is public.
    pub fn fork(&self) -> Self {
        Self { hash: self.hash.clone(), algorithm: self.algorithm }
    }

    /// The hash algorithm, that of the cipher suite.
    pub fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }
}
