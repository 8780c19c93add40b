//! RFC 8446 §4.2.3, §4.4.3: keys of certificates.

use rustls_pki_types::{AlgorithmIdentifier, alg_id};
use spki::der::Decode;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};
use surehand_codec::code_point::SignatureScheme;
use surehand_core::crypto::CryptoError;

use super::library::{Either, aws_lc, graviola};
use super::rows::{Library, Rows};

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SECP521R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

const RSAE: &[SignatureScheme] =
    &[SignatureScheme::RSA_PSS_RSAE_SHA256, SignatureScheme::RSA_PSS_RSAE_SHA384, SignatureScheme::RSA_PSS_RSAE_SHA512];
const PSS: &[SignatureScheme] =
    &[SignatureScheme::RSA_PSS_PSS_SHA256, SignatureScheme::RSA_PSS_PSS_SHA384, SignatureScheme::RSA_PSS_PSS_SHA512];

/// The public key of a certificate, and the schemes that it may be used with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    schemes: &'static [SignatureScheme],
    key: Vec<u8>,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo: key type, curve and OID decide the schemes.
    pub(super) fn new(subject_public_key_info: &[u8]) -> Result<Self, CryptoError> {
        let info = SubjectPublicKeyInfoRef::from_der(subject_public_key_info).map_err(|_| CryptoError::BadKey)?;
        let key = info.subject_public_key.as_bytes().ok_or(CryptoError::BadKey)?.to_vec();
        let schemes: &[SignatureScheme] = match info.algorithm.oid {
            EC_PUBLIC_KEY => match info.algorithm.parameters_oid().map_err(|_| CryptoError::BadKey)? {
                SECP256R1 => &[SignatureScheme::ECDSA_SECP256R1_SHA256],
                SECP384R1 => &[SignatureScheme::ECDSA_SECP384R1_SHA384],
                SECP521R1 => &[SignatureScheme::ECDSA_SECP521R1_SHA512],
                _ => return Err(CryptoError::Unsupported),
            },
            ED25519 => &[SignatureScheme::ED25519],
            RSA_ENCRYPTION => RSAE,
            // Parameters in the key bind it to one hash; those of a signature must be the same (§4.2.3).
            RSASSA_PSS => match info.algorithm.parameters.map(|parameters| parameters.value()) {
                None => PSS,
                Some(with) if with == pss_parameters(&alg_id::RSA_PSS_SHA256) => PSS.get(..1).unwrap_or_default(),
                Some(with) if with == pss_parameters(&alg_id::RSA_PSS_SHA384) => PSS.get(1..2).unwrap_or_default(),
                Some(with) if with == pss_parameters(&alg_id::RSA_PSS_SHA512) => PSS.get(2..).unwrap_or_default(),
                Some(_) => return Err(CryptoError::Unsupported),
            },
            _ => return Err(CryptoError::Unsupported),
        };
        Ok(Self { schemes, key })
    }

    pub(super) fn fits(&self, scheme: SignatureScheme) -> bool {
        self.schemes.contains(&scheme)
    }

    pub(super) fn verify(&self, rows: Rows, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        match rows.signature(scheme) {
            Some(Library::AwsLc) => aws_lc::verify(scheme, &self.key, message, signature),
            Some(Library::Graviola) => graviola::verify(scheme, &self.key, message, signature),
            None => false,
        }
    }
}

/// The content of RSASSA-PSS-params in an AlgorithmIdentifier: what follows the OID (11 bytes) and a header (2 bytes).
fn pss_parameters(algorithm: &AlgorithmIdentifier) -> &[u8] {
    algorithm.get(13..).unwrap_or_default()
}

/// A private key, parsed once.
#[derive(Debug)]
pub struct SigningKey {
    key: Either<aws_lc::SigningKey, graviola::SigningKey>,
    schemes: &'static [SignatureScheme],
}

impl SigningKey {
    /// Reads a key in DER: PKCS#8, SEC1 or PKCS#1.
    pub(super) fn new(rows: Rows, der: &[u8]) -> Result<Self, CryptoError> {
        // A PKCS#8 key for RSASSA-PSS alone holds the same RSAPrivateKey as any other.
        let (der, pss) = match pss_private_key(der) {
            Some(inner) => (inner, true),
            None => (der, false),
        };
        // Which library is to sign depends on the kind of key, and reading the key tells that.
        let mut error = CryptoError::Unsupported;
        for library in rows.libraries() {
            match Self::read(library, der) {
                Ok(key) if key.schemes.first().and_then(|best| rows.signing(*best)) != Some(library) => {}
                Ok(key) if pss && key.schemes == RSAE => return Ok(Self { schemes: PSS, ..key }),
                Ok(key) if !pss => return Ok(key),
                Ok(_) => error = CryptoError::BadKey,
                Err(refused) => error = refused,
            }
        }
        Err(error)
    }

    fn read(library: Library, der: &[u8]) -> Result<Self, CryptoError> {
        Ok(match library {
            Library::AwsLc => {
                let key = aws_lc::SigningKey::from_der(der)?;
                Self { schemes: key.schemes(), key: Either::AwsLc(key) }
            }
            Library::Graviola => {
                let key = graviola::SigningKey::from_der(der)?;
                Self { schemes: key.schemes(), key: Either::Graviola(key) }
            }
        })
    }

    pub(super) fn schemes(&self) -> &'static [SignatureScheme] {
        self.schemes
    }

    pub(super) fn belongs_to(&self, public_key: &PublicKey) -> bool {
        let own = match &self.key {
            Either::AwsLc(key) => key.public_key(),
            Either::Graviola(key) => key.public_key(),
        };
        own == public_key.key && self.schemes.iter().any(|scheme| public_key.fits(*scheme))
    }

    pub(super) fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        if !self.schemes.contains(&scheme) {
            return Err(CryptoError::Unsupported);
        }
        match &self.key {
            Either::AwsLc(key) => key.sign(scheme, message),
            Either::Graviola(key) => key.sign(scheme, message),
        }
    }
}

/// The RSAPrivateKey inside a PrivateKeyInfo for id-RSASSA-PSS.
fn pss_private_key(der: &[u8]) -> Option<&[u8]> {
    let info = pkcs8::PrivateKeyInfo::from_der(der).ok()?;
    (info.algorithm.oid == RSASSA_PSS).then_some(info.private_key)
}
