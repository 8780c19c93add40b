//! What a peer comes to believe: read by observers, never by the machine.

use alloc::vec::Vec;

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};

use super::ClientStatus;
use crate::crypto::Digest;
use crate::key_schedule::BinderKind;

/// A belief, stated at the point where it is formed. Keys appear only as `K`, which is [`Provider::KeyId`](crate::crypto::Provider::KeyId).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Claim<K> {
    /// A server believes a client's binder: this PSK and this ClientHello belong together.
    PskAccepted {
        /// Where the PSK comes from.
        kind: BinderKind,
        /// Its identity.
        identity: Vec<u8>,
        /// The binder.
        binder: Vec<u8>,
    },
    /// A client's PSK has been selected by the server.
    PskSelected {
        /// Where the PSK comes from.
        kind: BinderKind,
        /// Its identity.
        identity: Vec<u8>,
    },
    /// Early data is sent, or accepted, under these keys.
    EarlyKeys {
        /// The cipher suite.
        cipher_suite: CipherSuite,
        /// Transcript-Hash(ClientHello).
        transcript_hash: Digest,
        /// client_early_traffic_secret.
        client: K,
    },
    /// What a server knows of its client: after the handshake, and after each authentication that follows.
    Client(ClientStatus),
    /// The handshake's cryptographic parameters are settled and handshake keys exist.
    HandshakeKeys {
        /// The cipher suite.
        cipher_suite: CipherSuite,
        /// The group of the key exchange; `None` in psk_ke.
        group: Option<NamedGroup>,
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
