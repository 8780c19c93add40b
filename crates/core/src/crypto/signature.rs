//! RFC 8446 §4.4.3: signatures. The protocol verifies; signing is the answer to a question.

use alloc::vec::Vec;

use surehand_codec::code_point::SignatureScheme;

use super::{CryptoError, Provider};

/// What a library offers around keys in certificates: used by whoever answers the machine's questions, never by the machine itself.
pub trait Signatures: Provider {
    /// A private key. It is parsed once and shared.
    type SigningKey: Send + Sync;

    /// Reads a private key: PKCS#8, SEC1 or PKCS#1, in DER.
    fn signing_key(&self, der: &[u8]) -> Result<Self::SigningKey, CryptoError>;

    /// The schemes with which `key` can sign a CertificateVerify, best first.
    fn signing_schemes(&self, key: &Self::SigningKey) -> &'static [SignatureScheme];

    /// Whether `key` belongs to the public key in a SubjectPublicKeyInfo in DER, that of a certificate.
    fn belongs_to(&self, key: &Self::SigningKey, subject_public_key_info: &[u8]) -> bool;

    /// Signs `message`.
    fn sign(&self, key: &Self::SigningKey, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, CryptoError>;

    /// Reads a SubjectPublicKeyInfo in DER.
    fn public_key(&self, subject_public_key_info: &[u8]) -> Result<Self::PublicKey, CryptoError>;
}
