//! What a peer comes to believe: read by observers, never by the machine.

use alloc::vec::Vec;

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};

use crate::crypto::Digest;

/// A belief, stated at the point where it is formed. Keys appear only as `K`, which is [`Provider::KeyId`](crate::crypto::Provider::KeyId).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Claim<K> {
    /// The handshake's cryptographic parameters are settled and handshake keys exist.
    HandshakeKeys {
        /// The cipher suite.
        cipher_suite: CipherSuite,
        /// The group of the key exchange.
        group: NamedGroup,
        /// Transcript-Hash(ClientHello...ServerHello).
        transcript_hash: Digest,
        /// client_handshake_traffic_secret.
        client: K,
        /// server_handshake_traffic_secret.
        server: K,
    },
    /// The peer has shown that it holds the key of a verified certificate.
    PeerAuthenticated {
        /// How.
        scheme: SignatureScheme,
        /// Who, in the verifier's own words.
        identity: Vec<u8>,
    },
    /// The handshake is complete on this side.
    Complete {
        /// The application protocol.
        application_layer_protocol: Option<Vec<u8>>,
        /// Transcript-Hash(ClientHello...server Finished).
        transcript_hash: Digest,
        /// client_application_traffic_secret_0.
        client: K,
        /// server_application_traffic_secret_0.
        server: K,
        /// exporter_master_secret.
        exporter: K,
    },
}
