//! Pauses as values: what a machine cannot decide by itself, and the answers.

use alloc::sync::Arc;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::SignatureScheme;

use crate::crypto::Provider;

/// What the machine waits for besides the peer. A question owns its bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Question {
    /// Which credential a server shows.
    ChooseCredential(ChooseCredential),
    /// A signature for our CertificateVerify.
    Sign(Sign),
    /// Whether the peer's chain is good, and what its key is.
    VerifyPeer(VerifyPeer),
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
    /// The application protocol that was selected.
    pub application_layer_protocol: Option<Vec<u8>>,
}

/// Names a credential between a question and the next: the answerer's own number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CredentialId(pub u64);

/// The answer to [`ChooseCredential`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ChosenCredential {
    /// Comes back in [`Sign`].
    pub credential: CredentialId,
    /// The chain, end-entity certificate first, in DER.
    pub chain: Arc<[Vec<u8>]>,
    /// The scheme to sign with; one of the client's.
    pub scheme: SignatureScheme,
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
    /// The chain as received, end-entity certificate first, in DER.
    pub chain: Vec<Vec<u8>>,
    /// The name that this client asked for.
    pub server_name: Option<Vec<u8>>,
    /// The stapled OCSP response of the end-entity certificate (§4.4.2.1).
    pub ocsp_response: Option<Vec<u8>>,
}

/// The good answer to [`VerifyPeer`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Verified<K> {
    /// The end-entity certificate's key.
    pub public_key: K,
    /// The verifier's own name for whom it authenticated, for claims.
    pub identity: Vec<u8>,
}

/// What answers a [`Question`]. A refusal says which alert ends the connection, and why.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer<P: Provider> {
    /// To [`Question::ChooseCredential`].
    Credential(Result<ChosenCredential, Reject>),
    /// To [`Question::Sign`].
    Signature(Result<Vec<u8>, Reject>),
    /// To [`Question::VerifyPeer`].
    Peer(Result<Verified<P::PublicKey>, Reject>),
}

impl<P: Provider> Answer<P> {
    /// Whether this is the kind of answer that `question` asks for.
    pub fn is_for(&self, question: &Question) -> bool {
        matches!(
            (self, question),
            (Self::Credential(_), Question::ChooseCredential(_))
                | (Self::Signature(_), Question::Sign(_))
                | (Self::Peer(_), Question::VerifyPeer(_))
        )
    }
}
