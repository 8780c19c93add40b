//! Signatures in certificate chains, for webpki.

use graviola::Error;
use graviola::hashing::{Sha256, Sha384, Sha512};
use graviola::signing::ecdsa::{P256, P384, VerifyingKey};
use graviola::signing::eddsa::Ed25519VerifyingKey;
use graviola::signing::rsa;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// What a chain may be signed with. PKCS#1 v1.5 is here and nowhere else (RFC 8446 §4.2.3); SHA-1 and MD5 are not.
pub static CERTIFICATE_ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    &Row {
        key: alg_id::ECDSA_P256,
        signature: alg_id::ECDSA_SHA256,
        verify: |key, message, signature| {
            VerifyingKey::<P256>::from_x962_uncompressed(key)?.verify_asn1::<Sha256>(&[message], signature)
        },
    },
    &Row {
        key: alg_id::ECDSA_P256,
        signature: alg_id::ECDSA_SHA384,
        verify: |key, message, signature| {
            VerifyingKey::<P256>::from_x962_uncompressed(key)?.verify_asn1::<Sha384>(&[message], signature)
        },
    },
    &Row {
        key: alg_id::ECDSA_P256,
        signature: alg_id::ECDSA_SHA512,
        verify: |key, message, signature| {
            VerifyingKey::<P256>::from_x962_uncompressed(key)?.verify_asn1::<Sha512>(&[message], signature)
        },
    },
    &Row {
        key: alg_id::ECDSA_P384,
        signature: alg_id::ECDSA_SHA256,
        verify: |key, message, signature| {
            VerifyingKey::<P384>::from_x962_uncompressed(key)?.verify_asn1::<Sha256>(&[message], signature)
        },
    },
    &Row {
        key: alg_id::ECDSA_P384,
        signature: alg_id::ECDSA_SHA384,
        verify: |key, message, signature| {
            VerifyingKey::<P384>::from_x962_uncompressed(key)?.verify_asn1::<Sha384>(&[message], signature)
        },
    },
    &Row {
        key: alg_id::ECDSA_P384,
        signature: alg_id::ECDSA_SHA512,
        verify: |key, message, signature| {
            VerifyingKey::<P384>::from_x962_uncompressed(key)?.verify_asn1::<Sha512>(&[message], signature)
        },
    },
    &Row {
        key: alg_id::ED25519,
        signature: alg_id::ED25519,
        verify: |key, message, signature| Ed25519VerifyingKey::from_bytes(key)?.verify(signature, message),
    },
    &Row {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA256,
        verify: |key, message, signature| rsa_key(key)?.verify_pkcs1_sha256(signature, message),
    },
    &Row {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA384,
        verify: |key, message, signature| rsa_key(key)?.verify_pkcs1_sha384(signature, message),
    },
    &Row {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA512,
        verify: |key, message, signature| rsa_key(key)?.verify_pkcs1_sha512(signature, message),
    },
    &Row {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PSS_SHA256,
        verify: |key, message, signature| rsa_key(key)?.verify_pss_sha256(signature, message),
    },
    &Row {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PSS_SHA384,
        verify: |key, message, signature| rsa_key(key)?.verify_pss_sha384(signature, message),
    },
    &Row {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PSS_SHA512,
        verify: |key, message, signature| rsa_key(key)?.verify_pss_sha512(signature, message),
    },
];

fn rsa_key(key: &[u8]) -> Result<rsa::VerifyingKey, Error> {
    rsa::VerifyingKey::from_pkcs1_der(key)
}

/// Public key, message, signature.
type Verify = fn(&[u8], &[u8], &[u8]) -> Result<(), Error>;

struct Row {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    verify: Verify,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row").field("key", &self.key).field("signature", &self.signature).finish_non_exhaustive()
    }
}

impl SignatureVerificationAlgorithm for Row {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        (self.verify)(public_key, message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}
