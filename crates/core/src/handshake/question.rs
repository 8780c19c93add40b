//! Pauses as values: what a machine cannot decide by itself, and the answers.

use alloc::sync::Arc;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};

use super::Signer;
use super::psk::{AdmitEarlyData, FindPsks, FoundPsk, SealTicket};
use crate::crypto::{Digest, Provider};

/// What the machine waits for besides the peer. A question owns its bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Question {
    /// Which credential a server shows.
    ChooseCredential(ChooseCredential),
    /// Which credential a client shows, if any.
    ChooseClientCredential(RequestedCertificate),
    /// A signature for our CertificateVerify.
    Sign(Sign),
    /// Whether the peer's chain is good, and what its key is.
    VerifyPeer(VerifyPeer),
    /// Whether the server of a session that is resumed is still good.
    VerifyResumed(VerifyResumed),
    /// Which of the client's pre-shared keys are known.
    FindPsks(FindPsks),
    /// Whether this early data has been seen before.
    AdmitEarlyData(AdmitEarlyData),
    /// A ticket for this connection.
    SealTicket(SealTicket),
    /// A cookie that lets the server forget the first ClientHello.
    SealCookie(RetryState),
    /// What such a cookie says.
    OpenCookie(OpenCookie),
}

/// Which credential shall be shown to this client? (§4.4.2.2)
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ChooseCredential {
    /// The host name of the client's server_name extension, as it stands there (RFC 6066).
    pub server_name: Option<Vec<u8>>,
    /// The client's signature_algorithms (§4.2.3).
    pub signature_algorithms: Vec<SignatureScheme>,
    /// The client's signature_algorithms_cert, where it sent one.
    pub signature_algorithms_cert: Option<Vec<SignatureScheme>>,
    /// The client's certificate_authorities (§4.2.4): distinguished names in DER.
    pub certificate_authorities: Vec<Vec<u8>>,
    /// The application protocol that was selected.
    pub application_layer_protocol: Option<Vec<u8>>,
}

/// Which certificate does the server want? (§4.3.2)
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RequestedCertificate {
    /// What the answer repeats; empty in the main handshake.
    pub certificate_request_context: Vec<u8>,
    /// Schemes for our CertificateVerify (§4.2.3).
    pub signature_algorithms: Vec<SignatureScheme>,
    /// Schemes for the signatures in our chain, where the server tells them apart.
    pub signature_algorithms_cert: Option<Vec<SignatureScheme>>,
    /// The authorities that the server trusts (§4.2.4): distinguished names in DER.
    pub certificate_authorities: Vec<Vec<u8>>,
    /// What our certificate must hold (§4.2.5): object identifiers and values, both in DER.
    pub oid_filters: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether the server takes a stapled OCSP response (§4.4.2.1).
    pub status_request: bool,
    /// Whether the server takes timestamps (RFC 6962).
    pub signed_certificate_timestamp: bool,
}

/// Names a credential between a question and the next: the answerer's own number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CredentialId(pub u64);

/// The answer to [`ChooseCredential`] and [`Question::ChooseClientCredential`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ChosenCredential {
    /// Comes back in [`Sign`].
    pub credential: CredentialId,
    /// The chain, end-entity certificate first, in DER.
    pub chain: Arc<[Vec<u8>]>,
    /// The scheme to sign with; one of the peer's.
    pub scheme: SignatureScheme,
    /// The OCSP response of the end-entity certificate; goes to a peer that asks for one (§4.4.2.1).
    pub ocsp_response: Option<Arc<[u8]>>,
    /// A SignedCertificateTimestampList (RFC 6962); goes to a peer that asks for one.
    pub signed_certificate_timestamps: Option<Arc<[u8]>>,
}

impl ChosenCredential {
    /// A credential with nothing beside its chain.
    pub fn new(credential: CredentialId, chain: Arc<[Vec<u8>]>, scheme: SignatureScheme) -> Self {
        Self { credential, chain, scheme, ocsp_response: None, signed_certificate_timestamps: None }
    }
}

/// Sign this (§4.4.3).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sign {
    /// Which credential's key.
    pub credential: CredentialId,
    /// With which scheme.
    pub scheme: SignatureScheme,
    /// The content covered by the signature, context string included.
    pub message: Vec<u8>,
}

/// Is this the peer that we mean to talk to? (§4.4.2)
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct VerifyPeer {
    /// Whose chain it is.
    pub peer: Signer,
    /// The chain as received, end-entity certificate first, in DER.
    pub chain: Vec<Vec<u8>>,
    /// The name that the client asked for.
    pub server_name: Option<Vec<u8>>,
    /// The stapled OCSP response of the end-entity certificate (§4.4.2.1).
    pub ocsp_response: Option<Vec<u8>>,
    /// The SignedCertificateTimestampList of the end-entity certificate (RFC 6962).
    pub signed_certificate_timestamps: Option<Vec<u8>>,
}

/// The good answer to [`VerifyPeer`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Verified<K> {
    /// The end-entity certificate's key.
    pub public_key: K,
    /// The verifier's own name for whom it authenticated, for claims and for tickets.
    pub identity: Vec<u8>,
}

/// Is the server that this session has authenticated still one that we mean to talk to?
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct VerifyResumed {
    /// The ticket of the session.
    pub ticket: Vec<u8>,
}

/// What a server has to know of its HelloRetryRequest when the second ClientHello comes (§4.2.2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RetryState {
    /// The hash of the first ClientHello.
    pub client_hello1: Digest,
    /// The cipher suite of the HelloRetryRequest.
    pub cipher_suite: CipherSuite,
    /// The group of the HelloRetryRequest.
    pub group: NamedGroup,
}

/// What does this cookie say? It is believed, so whoever made it must know it again (§4.2.2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OpenCookie {
    /// The cookie as the client returned it.
    pub cookie: Vec<u8>,
}

/// What answers a [`Question`]. A refusal says which alert ends the connection, and why.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer<P: Provider> {
    /// To [`Question::ChooseCredential`].
    Credential(Result<ChosenCredential, Reject>),
    /// To [`Question::ChooseClientCredential`]; `None` is answered with an empty Certificate.
    ClientCredential(Result<Option<ChosenCredential>, Reject>),
    /// To [`Question::Sign`].
    Signature(Result<Vec<u8>, Reject>),
    /// To [`Question::VerifyPeer`].
    Peer(Result<Verified<P::PublicKey>, Reject>),
    /// To [`Question::VerifyResumed`].
    Resumed(Result<(), Reject>),
    /// To [`Question::FindPsks`]: those that are known, in the client's order.
    Psks(Result<Vec<FoundPsk>, Reject>),
    /// To [`Question::AdmitEarlyData`]: whether it is fresh.
    EarlyData(Result<bool, Reject>),
    /// To [`Question::SealTicket`]; `None` means that no ticket is sent.
    Ticket(Result<Option<Vec<u8>>, Reject>),
    /// To [`Question::SealCookie`].
    SealedCookie(Result<Vec<u8>, Reject>),
    /// To [`Question::OpenCookie`].
    OpenedCookie(Result<RetryState, Reject>),
}

impl<P: Provider> Answer<P> {
    /// Whether this is the kind of answer that `question` asks for.
    pub fn is_for(&self, question: &Question) -> bool {
        matches!(
            (self, question),
            (Self::Credential(_), Question::ChooseCredential(_))
                | (Self::ClientCredential(_), Question::ChooseClientCredential(_))
                | (Self::Signature(_), Question::Sign(_))
                | (Self::Peer(_), Question::VerifyPeer(_))
                | (Self::Resumed(_), Question::VerifyResumed(_))
                | (Self::Psks(_), Question::FindPsks(_))
                | (Self::EarlyData(_), Question::AdmitEarlyData(_))
                | (Self::Ticket(_), Question::SealTicket(_))
                | (Self::SealedCookie(_), Question::SealCookie(_))
                | (Self::OpenedCookie(_), Question::OpenCookie(_))
        )
    }
}
