//! Exact pins: trust in one public key instead of in authorities.

use std::fmt;

use rustls_pki_types::CertificateDer;

use crate::error::ConfigError;

/// The SHA-256 of a SubjectPublicKeyInfo in DER.
///
/// A pinned peer is the one that shows a certificate with this key and signs the handshake with it. Names, validity
/// dates, issuers and revocation of that certificate are not looked at: the key is the identity, so a self-signed
/// certificate is as good as any. What it says about the key itself holds: Key Usage, if present, permits signatures. The
/// signature in CertificateVerify is checked as always.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pin([u8; 32]);

impl Pin {
    /// A pin by its hash.
    pub const fn sha256(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// A pin by its hash in 64 hexadecimal digits, colons allowed.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
        let mut hash = [0; 32];
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(hash))
    }

    /// The pin of a certificate's key.
    pub fn of_certificate(certificate: &CertificateDer<'_>) -> Result<Self, ConfigError> {
        let parsed = webpki::EndEntityCert::try_from(certificate)
            .map_err(|error| ConfigError::Credential(format!("the certificate cannot be read: {error}")))?;
        Ok(Self::of_public_key(parsed.subject_public_key_info().as_ref()))
    }

    pub(super) fn hash(self) -> [u8; 32] {
        self.0
    }

    /// The pin of a SubjectPublicKeyInfo in DER.
    pub fn of_public_key(subject_public_key_info: &[u8]) -> Self {
        Self(surehand_sha2::sha256(subject_public_key_info))
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({self})")
    }
}
