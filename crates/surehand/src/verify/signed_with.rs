//! RFC 8446 §4.2.3: which signature scheme a certificate is signed with.

use rustls_pki_types::alg_id;
use spki::der::asn1::AnyRef;
use spki::der::{Decode, Reader, SliceReader};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use surehand_codec::code_point::SignatureScheme;

/// A hash that no longer protects a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weak {
    /// MD5, or one of its predecessors.
    Md5,
    Sha1,
}

/// How a certificate is signed, in TLS's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SignedWith {
    /// The schemes that stand for it; none for what TLS has no word for.
    pub schemes: &'static [SignatureScheme],
    pub weak: Option<Weak>,
}

const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const MD5: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.5");

/// The algorithms whose name says everything. An ECDSA scheme stands for its hash with any curve: the curve is the issuer's
/// key's, and that need not be in the chain.
#[rustfmt::skip]
const NAMED: &[(ObjectIdentifier, SignedWith)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), strong(&[SignatureScheme::RSA_PKCS1_SHA256])),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"), strong(&[SignatureScheme::RSA_PKCS1_SHA384])),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"), strong(&[SignatureScheme::RSA_PKCS1_SHA512])),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), strong(&[SignatureScheme::ECDSA_SECP256R1_SHA256])),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), strong(&[SignatureScheme::ECDSA_SECP384R1_SHA384])),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), strong(&[SignatureScheme::ECDSA_SECP521R1_SHA512])),
    (ObjectIdentifier::new_unwrap("1.3.101.112"), strong(&[SignatureScheme::ED25519])),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), strong(&[SignatureScheme::ED448])),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), weak(Weak::Sha1, &[SignatureScheme::RSA_PKCS1_SHA1])),
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.29"), weak(Weak::Sha1, &[SignatureScheme::RSA_PKCS1_SHA1])),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), weak(Weak::Sha1, &[SignatureScheme::ECDSA_SHA1])),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"), weak(Weak::Sha1, &[])),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.2"), weak(Weak::Md5, &[])),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.3"), weak(Weak::Md5, &[])),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"), weak(Weak::Md5, &[])),
];

impl SignedWith {
    /// By the content of an AlgorithmIdentifier.
    pub fn algorithm(identifier: &[u8]) -> Self {
        let id = SliceReader::new(identifier).and_then(|mut reader| ObjectIdentifier::decode(&mut reader));
        match id {
            Ok(RSASSA_PSS) => Self::pss(identifier),
            Ok(id) => NAMED.iter().find(|(name, _)| *name == id).map_or(strong(&[]), |(_, with)| *with),
            Err(_) => strong(&[]),
        }
    }

    /// RSASSA-PSS says its hash in parameters, and means SHA-1 where it says none.
    fn pss(identifier: &[u8]) -> Self {
        let known = [
            (alg_id::RSA_PSS_SHA256, &[SignatureScheme::RSA_PSS_RSAE_SHA256, SignatureScheme::RSA_PSS_PSS_SHA256]),
            (alg_id::RSA_PSS_SHA384, &[SignatureScheme::RSA_PSS_RSAE_SHA384, SignatureScheme::RSA_PSS_PSS_SHA384]),
            (alg_id::RSA_PSS_SHA512, &[SignatureScheme::RSA_PSS_RSAE_SHA512, SignatureScheme::RSA_PSS_PSS_SHA512]),
        ];
        if let Some((_, schemes)) = known.iter().find(|(algorithm, _)| algorithm.as_ref() == identifier) {
            return strong(*schemes);
        }
        match pss_hash(identifier) {
            Some(SHA1) => weak(Weak::Sha1, &[]),
            Some(MD5) => weak(Weak::Md5, &[]),
            _ => strong(&[]),
        }
    }
}

fn pss_hash(identifier: &[u8]) -> Option<ObjectIdentifier> {
    let mut reader = SliceReader::new(identifier).ok()?;
    ObjectIdentifier::decode(&mut reader).ok()?;
    if reader.is_finished() {
        return Some(SHA1);
    }
    let parameters = AnyRef::decode(&mut reader).ok()?.value();
    // hashAlgorithm [0] AlgorithmIdentifier DEFAULT sha1
    match parameters.first() {
        Some(0xa0) => {
            let field = AnyRef::decode(&mut SliceReader::new(parameters).ok()?).ok()?;
            AlgorithmIdentifierRef::from_der(field.value()).ok().map(|hash| hash.oid)
        }
        _ => Some(SHA1),
    }
}

const fn strong(schemes: &'static [SignatureScheme]) -> SignedWith {
    SignedWith { schemes, weak: None }
}

const fn weak(hash: Weak, schemes: &'static [SignatureScheme]) -> SignedWith {
    SignedWith { schemes, weak: Some(hash) }
}
