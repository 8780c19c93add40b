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
    /// The name of the external pre-shared key that the peer holds.
    PreSharedKey(Vec<u8>),
    /// What a [`PeerVerifier`](crate::PeerVerifier) calls the peer.
    Own(Vec<u8>),
}

impl PeerIdentity {
    /// The bytes, whatever they are.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Pin(hash) => hash,
            Self::ServerName(bytes)
            | Self::SubjectAltName(bytes)
            | Self::Subject(bytes)
            | Self::PreSharedKey(bytes)
            | Self::Own(bytes) => bytes,
        }
    }

    /// The bytes behind one that says what they are, as tickets keep them.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let kind = match self {
            Self::ServerName(_) => 0,
            Self::Pin(_) => 1,
            Self::SubjectAltName(_) => 2,
            Self::Subject(_) => 3,
            Self::PreSharedKey(_) => 4,
            Self::Own(_) => 5,
        };
        [&[kind], self.as_bytes()].concat()
    }

    /// What [`PeerIdentity::encode`] has encoded.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (kind, bytes) = bytes.split_first()?;
        Some(match kind {
            0 => Self::ServerName(bytes.to_vec()),
            1 => Self::Pin(bytes.try_into().ok()?),
            2 => Self::SubjectAltName(bytes.to_vec()),
            3 => Self::Subject(bytes.to_vec()),
            4 => Self::PreSharedKey(bytes.to_vec()),
            5 => Self::Own(bytes.to_vec()),
            _ => return None,
        })
    }

    /// A client, by its certificate.
    pub(super) fn of_client(fields: &Fields<'_>) -> Self {
        match fields.subject_alt_name() {
            Some(names) => Self::SubjectAltName(names.to_vec()),
            None => Self::Subject(fields.subject.to_vec()),
        }
    }
}
