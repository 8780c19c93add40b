//! RFC 8446 §4.4.3: signatures over the handshake.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1, ECDSA_P521_SHA512_ASN1_SIGNING, ED25519, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use surehand_codec::code_point::SignatureScheme;
use surehand_core::crypto::CryptoError;

/// Whether `signature` over `message` is good; `public_key` is the content of a SubjectPublicKeyInfo's subjectPublicKey.
pub fn verify(scheme: SignatureScheme, public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    verification(scheme)
        .is_some_and(|algorithm| UnparsedPublicKey::new(algorithm, public_key).verify(message, signature).is_ok())
}

fn verification(scheme: SignatureScheme) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match scheme {
        SignatureScheme::ECDSA_SECP256R1_SHA256 => &ECDSA_P256_SHA256_ASN1,
        SignatureScheme::ECDSA_SECP384R1_SHA384 => &ECDSA_P384_SHA384_ASN1,
        SignatureScheme::ECDSA_SECP521R1_SHA512 => &ECDSA_P521_SHA512_ASN1,
        SignatureScheme::ED25519 => &ED25519,
        SignatureScheme::RSA_PSS_RSAE_SHA256 | SignatureScheme::RSA_PSS_PSS_SHA256 => &RSA_PSS_2048_8192_SHA256,
        SignatureScheme::RSA_PSS_RSAE_SHA384 | SignatureScheme::RSA_PSS_PSS_SHA384 => &RSA_PSS_2048_8192_SHA384,
        SignatureScheme::RSA_PSS_RSAE_SHA512 | SignatureScheme::RSA_PSS_PSS_SHA512 => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

/// A private key, parsed once.
#[derive(Debug)]
pub enum SigningKey {
    /// ECDSA, with the one scheme of its curve.
    Ecdsa(EcdsaKeyPair, SignatureScheme),
    /// Ed25519.
    Ed25519(Ed25519KeyPair),
    /// RSA.
    Rsa(RsaKeyPair),
}

impl SigningKey {
    /// Reads an RSAPrivateKey (PKCS#1), an ECPrivateKey (SEC1) or a PrivateKeyInfo (PKCS#8), in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, CryptoError> {
        let curves = [
            (&ECDSA_P256_SHA256_ASN1_SIGNING, SignatureScheme::ECDSA_SECP256R1_SHA256),
            (&ECDSA_P384_SHA384_ASN1_SIGNING, SignatureScheme::ECDSA_SECP384R1_SHA384),
            (&ECDSA_P521_SHA512_ASN1_SIGNING, SignatureScheme::ECDSA_SECP521R1_SHA512),
        ];
        for (curve, scheme) in curves {
            let key = EcdsaKeyPair::from_pkcs8(curve, der).or_else(|_| EcdsaKeyPair::from_private_key_der(curve, der));
            if let Ok(key) = key {
                return Ok(Self::Ecdsa(key, scheme));
            }
        }
        if let Ok(key) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return Ok(Self::Ed25519(key));
        }
        RsaKeyPair::from_pkcs8(der)
            .or_else(|_| RsaKeyPair::from_der(der))
            .map(Self::Rsa)
            .map_err(|_| CryptoError::BadKey)
    }

    /// The schemes that the key can sign with, best first.
    pub fn schemes(&self) -> &'static [SignatureScheme] {
        match self {
            Self::Ecdsa(_, SignatureScheme::ECDSA_SECP256R1_SHA256) => &[SignatureScheme::ECDSA_SECP256R1_SHA256],
            Self::Ecdsa(_, SignatureScheme::ECDSA_SECP384R1_SHA384) => &[SignatureScheme::ECDSA_SECP384R1_SHA384],
            Self::Ecdsa(..) => &[SignatureScheme::ECDSA_SECP521R1_SHA512],
            Self::Ed25519(_) => &[SignatureScheme::ED25519],
            Self::Rsa(_) => &[
                SignatureScheme::RSA_PSS_RSAE_SHA256,
                SignatureScheme::RSA_PSS_RSAE_SHA384,
                SignatureScheme::RSA_PSS_RSAE_SHA512,
            ],
        }
    }

    /// The content of subjectPublicKey in the key's SubjectPublicKeyInfo.
    pub fn public_key(&self) -> &[u8] {
        match self {
            Self::Ecdsa(key, _) => key.public_key().as_ref(),
            Self::Ed25519(key) => key.public_key().as_ref(),
            Self::Rsa(key) => key.public_key().as_ref(),
        }
    }

    /// Signs `message`.
    pub fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match self {
            Self::Ecdsa(key, own) if scheme == *own => {
                let signed = key.sign(&SystemRandom::new(), message).map_err(|_| CryptoError::Failed)?;
                Ok(signed.as_ref().to_vec())
            }
            Self::Ed25519(key) if scheme == SignatureScheme::ED25519 => Ok(key.sign(message).as_ref().to_vec()),
            Self::Rsa(key) => {
                let padding = rsa_padding(scheme).ok_or(CryptoError::Unsupported)?;
                let mut signed = vec![0; key.public_modulus_len()];
                key.sign(padding, &SystemRandom::new(), message, &mut signed).map_err(|_| CryptoError::Failed)?;
                // A fault in the CRT computation would give the key away (RFC 8446 C.3): aws-lc verifies before it returns.
                Ok(signed)
            }
            _ => Err(CryptoError::Unsupported),
        }
    }
}

fn rsa_padding(scheme: SignatureScheme) -> Option<&'static dyn RsaEncoding> {
    let padding: &'static signature::RsaSignatureEncoding = match scheme {
        SignatureScheme::RSA_PSS_RSAE_SHA256 | SignatureScheme::RSA_PSS_PSS_SHA256 => &RSA_PSS_SHA256,
        SignatureScheme::RSA_PSS_RSAE_SHA384 | SignatureScheme::RSA_PSS_PSS_SHA384 => &RSA_PSS_SHA384,
        SignatureScheme::RSA_PSS_RSAE_SHA512 | SignatureScheme::RSA_PSS_PSS_SHA512 => &RSA_PSS_SHA512,
        _ => return None,
    };
    Some(padding)
}
