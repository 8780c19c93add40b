//! Which library serves which algorithm.

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{CryptoError, HashAlgorithm, Suite, TrafficKeyLength};

/// The libraries that a provider may draw on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rows {
    /// Whether aws-lc may be used.
    pub aws_lc: bool,
    /// Whether graviola may be used: it is built in, and the CPU has what it needs.
    pub graviola: bool,
}

/// A crypto library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Library {
    AwsLc,
    Graviola,
}

impl Rows {
    /// Every library that is built in and that this CPU can run.
    pub fn available() -> Self {
        #[cfg(feature = "graviola")]
        let graviola = surehand_graviola::is_cpu_supported();
        #[cfg(not(feature = "graviola"))]
        let graviola = false;
        Self { aws_lc: cfg!(feature = "aws-lc"), graviola }
    }

    /// The preferred library if it may be used and has the row, or else the other.
    fn choose(self, preferred: Library, graviola_has_it: bool) -> Option<Library> {
        let graviola = (self.graviola && graviola_has_it).then_some(Library::Graviola);
        let aws_lc = self.aws_lc.then_some(Library::AwsLc);
        match preferred {
            Library::AwsLc => aws_lc.or(graviola),
            Library::Graviola => graviola.or(aws_lc),
        }
    }

    /// For AEADs, aws-lc is faster (`bench/`).
    pub(super) fn aead(self) -> Option<Library> {
        self.choose(Library::AwsLc, true)
    }

    /// For the classical groups, aws-lc is faster on the NIST curves and graviola on X25519 (`bench/`).
    pub(super) fn key_exchange(self, group: NamedGroup) -> Option<Library> {
        match group {
            NamedGroup::X25519 => self.choose(Library::Graviola, true),
            NamedGroup::SECP256R1 | NamedGroup::SECP384R1 => self.choose(Library::AwsLc, true),
            NamedGroup::SECP521R1 => self.choose(Library::AwsLc, false),
            _ => None,
        }
    }

    /// For ML-KEM, graviola takes half the time (`bench/`).
    pub(super) fn kem(self) -> Option<Library> {
        self.choose(Library::Graviola, true)
    }

    /// For verification: ECDSA by aws-lc, Ed25519 and RSA by graviola (`bench/`).
    pub(super) fn signature(self, scheme: SignatureScheme) -> Option<Library> {
        match scheme {
            SignatureScheme::ECDSA_SECP521R1_SHA512 => self.choose(Library::AwsLc, false),
            SignatureScheme::ECDSA_SECP256R1_SHA256 | SignatureScheme::ECDSA_SECP384R1_SHA384 => {
                self.choose(Library::AwsLc, true)
            }
            _ => self.choose(Library::Graviola, true),
        }
    }

    /// For signing: P-256 and Ed25519 by graviola, P-384 and RSA, which takes graviola twice the time, by aws-lc (`bench/`).
    pub(super) fn signing(self, scheme: SignatureScheme) -> Option<Library> {
        match scheme {
            SignatureScheme::ECDSA_SECP256R1_SHA256 | SignatureScheme::ED25519 => self.choose(Library::Graviola, true),
            SignatureScheme::ECDSA_SECP521R1_SHA512 => self.choose(Library::AwsLc, false),
            _ => self.choose(Library::AwsLc, true),
        }
    }

    /// The libraries that may be used.
    pub(super) fn libraries(self) -> impl Iterator<Item = Library> {
        let aws_lc = self.aws_lc.then_some(Library::AwsLc);
        aws_lc.into_iter().chain(self.graviola.then_some(Library::Graviola))
    }

    /// The error of a build whose libraries this CPU cannot run.
    pub(super) fn check(self) -> Result<Self, CryptoError> {
        if self.aws_lc || self.graviola { Ok(self) } else { Err(CryptoError::Unsupported) }
    }
}

/// 2^24.5 full-size records, rounded down (RFC 8446 §5.5).
const AES_GCM_LIMIT: u64 = 23_726_566;

/// The cipher suites, best first.
pub(super) const SUITES: &[Suite] = &[
    Suite {
        cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
        hash: HashAlgorithm::Sha256,
        key_length: TrafficKeyLength::Sixteen,
        confidentiality_limit: AES_GCM_LIMIT,
    },
    Suite {
        cipher_suite: CipherSuite::TLS_AES_256_GCM_SHA384,
        hash: HashAlgorithm::Sha384,
        key_length: TrafficKeyLength::ThirtyTwo,
        confidentiality_limit: AES_GCM_LIMIT,
    },
    Suite {
        cipher_suite: CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        hash: HashAlgorithm::Sha256,
        key_length: TrafficKeyLength::ThirtyTwo,
        // The sequence number is the limit.
        confidentiality_limit: u64::MAX,
    },
];

/// The groups, best first.
pub(super) const GROUPS: &[NamedGroup] = &[
    NamedGroup::X25519MLKEM768,
    NamedGroup::X25519,
    NamedGroup::SECP256R1,
    NamedGroup::SECP384R1,
    NamedGroup::SECP521R1,
];

/// The signature schemes of a handshake, best first.
pub(super) const SIGNATURE_SCHEMES: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_SECP256R1_SHA256,
    SignatureScheme::ED25519,
    SignatureScheme::ECDSA_SECP384R1_SHA384,
    SignatureScheme::ECDSA_SECP521R1_SHA512,
    SignatureScheme::RSA_PSS_RSAE_SHA256,
    SignatureScheme::RSA_PSS_RSAE_SHA384,
    SignatureScheme::RSA_PSS_RSAE_SHA512,
    SignatureScheme::RSA_PSS_PSS_SHA256,
    SignatureScheme::RSA_PSS_PSS_SHA384,
    SignatureScheme::RSA_PSS_PSS_SHA512,
];

#[cfg(test)]
mod tests;
