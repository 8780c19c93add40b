//! Keys made on the spot, in every encoding that is read.

use std::sync::LazyLock;

use pkcs8::der::{Decode, Encode};
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use pkcs8::{ObjectIdentifier, PrivateKeyInfo};
use rcgen::{KeyPair, PublicKeyData};
use surehand::SignatureScheme;

const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// A key pair: its scheme, its private half in several encodings, its SubjectPublicKeyInfo.
pub struct Made {
    pub scheme: SignatureScheme,
    pub encodings: Vec<Vec<u8>>,
    pub public: Vec<u8>,
}

/// One key of each kind, and one of no other use than RSASSA-PSS.
pub static KEYS: LazyLock<Vec<Made>> = LazyLock::new(|| {
    use rcgen::{
        PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519, PKCS_RSA_SHA256,
    };
    let rsa = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    vec![
        ec(&PKCS_ECDSA_P256_SHA256, SignatureScheme::ECDSA_SECP256R1_SHA256, 32, &hex("2a8648ce3d030107")),
        ec(&PKCS_ECDSA_P384_SHA384, SignatureScheme::ECDSA_SECP384R1_SHA384, 48, &hex("2b81040022")),
        ec(&PKCS_ECDSA_P521_SHA512, SignatureScheme::ECDSA_SECP521R1_SHA512, 66, &hex("2b81040023")),
        made(&KeyPair::generate_for(&PKCS_ED25519).unwrap(), SignatureScheme::ED25519),
        pss_alone(&rsa),
        {
            let mut rsa = made(&rsa, SignatureScheme::RSA_PSS_RSAE_SHA256);
            let pkcs1 = PrivateKeyInfo::from_der(&rsa.encodings[0]).unwrap().private_key.to_vec();
            rsa.encodings.push(pkcs1);
            rsa
        },
    ]
});

fn made(key: &KeyPair, scheme: SignatureScheme) -> Made {
    Made { scheme, encodings: vec![key.serialize_der()], public: key.subject_public_key_info() }
}

/// SEC1's ECPrivateKey (RFC 5915) with its parameters, besides PKCS#8.
fn ec(algorithm: &'static rcgen::SignatureAlgorithm, scheme: SignatureScheme, length: usize, oid: &[u8]) -> Made {
    let key = KeyPair::generate_for(algorithm).unwrap();
    let mut made = made(&key, scheme);
    let inner = PrivateKeyInfo::from_der(&made.encodings[0]).unwrap().private_key.to_vec();
    let before = [2, 1, 1, 4, length as u8];
    let start = inner.windows(5).position(|window| window == before).unwrap() + before.len();
    let scalar = &inner[start..][..length];
    let point = key.public_key_raw();
    made.encodings.push(tlv(
        0x30,
        &[&[2, 1, 1][..], &tlv(4, scalar), &tlv(0xa0, &tlv(6, oid)), &tlv(0xa1, &tlv(3, &[&[0], point].concat()))]
            .concat(),
    ));
    made
}

/// The same RSA key under id-RSASSA-PSS without parameters.
fn pss_alone(key: &KeyPair) -> Made {
    let der = key.serialize_der();
    let mut info = PrivateKeyInfo::from_der(&der).unwrap();
    info.algorithm = AlgorithmIdentifierRef { oid: RSASSA_PSS, parameters: None };
    let mut buffer = [0; 4096];
    let private = info.encode_to_slice(&mut buffer).unwrap().to_vec();
    let public = with_algorithm(&key.subject_public_key_info(), &hex("06092a864886f70d01010a"));
    Made { scheme: SignatureScheme::RSA_PSS_PSS_SHA256, encodings: vec![private], public }
}

/// A SubjectPublicKeyInfo with another algorithm.
pub fn with_algorithm(subject_public_key_info: &[u8], algorithm: &[u8]) -> Vec<u8> {
    let info = SubjectPublicKeyInfoRef::from_der(subject_public_key_info).unwrap();
    let key = info.subject_public_key.as_bytes().unwrap();
    tlv(0x30, &[tlv(0x30, algorithm), tlv(3, &[&[0], key].concat())].concat())
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let header = match content.len() {
        0..=127 => vec![tag, length[7]],
        128..=255 => vec![tag, 0x81, length[7]],
        _ => vec![tag, 0x82, length[6], length[7]],
    };
    [&header, content].concat()
}

pub fn hex(text: &str) -> Vec<u8> {
    let pair = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(pair).collect()
}
