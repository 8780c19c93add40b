//! Who a peer is.

use super::fields::Fields;

/// Who a peer is, by whatever it was authenticated with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum PeerIdentity {
    /// A server's name, which its certificate is for.
    ServerName(Vec<u8>),
    /// The SHA-256 of the SubjectPublicKeyInfo that was pinned.
    Pin([u8; 32]),
    /// A client's SubjectAltName: GeneralNames in DER (RFC 5280 §4.2.1.6).
    SubjectAltName(Vec<u8>),
    /// The subject of a client's certificate without SubjectAltName: a Name in DER.
    Subject(Vec<u8>),
    /// What a [`PeerVerifier`](crate::PeerVerifier) calls the peer.
    Own(Vec<u8>),
}

impl PeerIdentity {
    /// The bytes, whatever they are.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Pin(hash) => hash,
            Self::ServerName(bytes) | Self::SubjectAltName(bytes) | Self::Subject(bytes) | Self::Own(bytes) => bytes,
        }
    }

    /// A client, by its certificate.
    pub(super) fn of_client(fields: &Fields<'_>) -> Self {
        match fields.subject_alt_name() {
            Some(names) => Self::SubjectAltName(names.to_vec()),
            None => Self::Subject(fields.subject.to_vec()),
        }
    }
}
