//! RFC 8446 §4.4.3: signatures over the handshake.

use graviola::Error;
use graviola::hashing::{Sha256, Sha384};
use graviola::signing::ecdsa::{self, P256, P384};
use graviola::signing::eddsa::{Ed25519SigningKey, Ed25519VerifyingKey};
use graviola::signing::rsa;
use surehand_codec::code_point::SignatureScheme;
use surehand_core::crypto::CryptoError;

/// The longest RSA signature that is made or read, in bytes.
const MAX_RSA: usize = 1024;

/// Whether `signature` over `message` is good; `public_key` is the content of a SubjectPublicKeyInfo's subjectPublicKey.
pub fn verify(scheme: SignatureScheme, public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    verification(scheme, public_key, message, signature).is_ok()
}

fn verification(scheme: SignatureScheme, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Error> {
    let rsa = || rsa::VerifyingKey::from_pkcs1_der(key);
    match scheme {
        SignatureScheme::ECDSA_SECP256R1_SHA256 => {
            ecdsa::VerifyingKey::<P256>::from_x962_uncompressed(key)?.verify_asn1::<Sha256>(&[message], signature)
        }
        SignatureScheme::ECDSA_SECP384R1_SHA384 => {
            ecdsa::VerifyingKey::<P384>::from_x962_uncompressed(key)?.verify_asn1::<Sha384>(&[message], signature)
        }
        SignatureScheme::ED25519 => Ed25519VerifyingKey::from_bytes(key)?.verify(signature, message),
        SignatureScheme::RSA_PSS_RSAE_SHA256 | SignatureScheme::RSA_PSS_PSS_SHA256 => {
            rsa()?.verify_pss_sha256(signature, message)
        }
        SignatureScheme::RSA_PSS_RSAE_SHA384 | SignatureScheme::RSA_PSS_PSS_SHA384 => {
            rsa()?.verify_pss_sha384(signature, message)
        }
        SignatureScheme::RSA_PSS_RSAE_SHA512 | SignatureScheme::RSA_PSS_PSS_SHA512 => {
            rsa()?.verify_pss_sha512(signature, message)
        }
        _ => Err(Error::BadSignature),
    }
}

enum Key {
    P256(ecdsa::SigningKey<P256>),
    P384(ecdsa::SigningKey<P384>),
    Ed25519(Ed25519SigningKey),
    Rsa(Box<rsa::SigningKey>),
}

/// A private key, parsed once.
pub struct SigningKey {
    key: Key,
    public_key: Vec<u8>,
}

impl SigningKey {
    /// Reads an RSAPrivateKey (PKCS#1), an ECPrivateKey (SEC1) or a PrivateKeyInfo (PKCS#8), in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, CryptoError> {
        let read = || -> Result<Self, Error> {
            use ecdsa::SigningKey as Ecdsa;
            if let Ok(key) = Ecdsa::<P256>::from_pkcs8_der(der).or_else(|_| Ecdsa::<P256>::from_sec1_der(der)) {
                let public_key = point(key.to_spki_der(&mut [0; 256])?, 65);
                return Ok(Self { key: Key::P256(key), public_key });
            }
            if let Ok(key) = Ecdsa::<P384>::from_pkcs8_der(der).or_else(|_| Ecdsa::<P384>::from_sec1_der(der)) {
                let public_key = point(key.to_spki_der(&mut [0; 256])?, 97);
                return Ok(Self { key: Key::P384(key), public_key });
            }
            if let Ok(key) = Ed25519SigningKey::from_pkcs8_der(der) {
                let public_key = key.public_key().as_bytes().to_vec();
                return Ok(Self { key: Key::Ed25519(key), public_key });
            }
            let key = rsa::SigningKey::from_pkcs8_der(der).or_else(|_| rsa::SigningKey::from_pkcs1_der(der))?;
            let public_key = key.public_key().to_pkcs1_der(&mut [0; MAX_RSA + 64])?.to_vec();
            Ok(Self { key: Key::Rsa(Box::new(key)), public_key })
        };
        read().map_err(|_| CryptoError::BadKey)
    }

    /// The schemes that the key can sign with, best first.
    pub fn schemes(&self) -> &'static [SignatureScheme] {
        match self.key {
            Key::P256(_) => &[SignatureScheme::ECDSA_SECP256R1_SHA256],
            Key::P384(_) => &[SignatureScheme::ECDSA_SECP384R1_SHA384],
            Key::Ed25519(_) => &[SignatureScheme::ED25519],
            Key::Rsa(_) => &[
                SignatureScheme::RSA_PSS_RSAE_SHA256,
                SignatureScheme::RSA_PSS_RSAE_SHA384,
                SignatureScheme::RSA_PSS_RSAE_SHA512,
            ],
        }
    }

    /// The content of subjectPublicKey in the key's SubjectPublicKeyInfo.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// Signs `message`.
    pub fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut buffer = [0; MAX_RSA];
        let signed = match (&self.key, scheme) {
            (Key::P256(key), SignatureScheme::ECDSA_SECP256R1_SHA256) => {
                key.sign_asn1::<Sha256>(&[message], &mut buffer)
            }
            (Key::P384(key), SignatureScheme::ECDSA_SECP384R1_SHA384) => {
                key.sign_asn1::<Sha384>(&[message], &mut buffer)
            }
            (Key::Ed25519(key), SignatureScheme::ED25519) => return Ok(key.sign(message).to_vec()),
            (Key::Rsa(key), SignatureScheme::RSA_PSS_RSAE_SHA256 | SignatureScheme::RSA_PSS_PSS_SHA256) => {
                key.sign_pss_sha256(&mut buffer, message)
            }
            (Key::Rsa(key), SignatureScheme::RSA_PSS_RSAE_SHA384 | SignatureScheme::RSA_PSS_PSS_SHA384) => {
                key.sign_pss_sha384(&mut buffer, message)
            }
            (Key::Rsa(key), SignatureScheme::RSA_PSS_RSAE_SHA512 | SignatureScheme::RSA_PSS_PSS_SHA512) => {
                key.sign_pss_sha512(&mut buffer, message)
            }
            _ => return Err(CryptoError::Unsupported),
        };
        let signed = signed.map_err(|_| CryptoError::Failed)?.to_vec();
        // A fault in the CRT computation would give the key away (RFC 8446 C.3).
        if matches!(self.key, Key::Rsa(_)) && !verify(scheme, &self.public_key, message, &signed) {
            return Err(CryptoError::Failed);
        }
        Ok(signed)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("schemes", &self.schemes()).finish_non_exhaustive()
    }
}

/// The uncompressed point at the end of a SubjectPublicKeyInfo.
fn point(subject_public_key_info: &[u8], length: usize) -> Vec<u8> {
    let start = subject_public_key_info.len().saturating_sub(length);
    subject_public_key_info.get(start..).unwrap_or_default().to_vec()
}
