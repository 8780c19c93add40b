//! Certificates and OCSP responses made on the spot, right or wrong in one place.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, SignatureAlgorithm,
    SigningKey,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use sha1::{Digest, Sha1};
use spki::der::asn1::{BitString, GeneralizedTime, Null, ObjectIdentifier, OctetString};
use spki::der::{Decode, Encode};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef};
use surehand_evidence::saw;
use x509_cert::Certificate;
use x509_cert::ext::Extension;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspResponse, ResponderId, ResponseData, RevokedInfo,
    SingleResponse, Version,
};

use crate::verify::{Peer, Presented, Refusal, Roots};

/// The time in these tests, in seconds.
pub const NOW: u64 = 1_900_000_000;
pub const SHA1: &str = "1.3.14.3.2.26";
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// sha256WithRSAEncryption, and two names of the same length.
pub const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
pub const RSA_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05];
pub const RSA_MD5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04];

/// Authorities have different names, or a chain to the wrong one would fail by its signature.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A throw-away authority, and its name.
pub struct Authority(pub CertifiedIssuer<'static, KeyPair>, String);

impl Authority {
    pub fn new() -> Self {
        Self::with(&rcgen::PKCS_ECDSA_P256_SHA256)
    }

    pub fn with(algorithm: &'static SignatureAlgorithm) -> Self {
        let name = format!("Authority {}", NUMBER.fetch_add(1, Ordering::Relaxed));
        Self::named(&name, KeyPair::generate_for(algorithm).unwrap())
    }

    /// The same name with another key.
    pub fn twin(&self) -> Self {
        Self::named(&self.1, KeyPair::generate().unwrap())
    }

    /// An authority below this one.
    pub fn subordinate(&self) -> Self {
        let name = format!("Authority {}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::signed_by(params(&name), key, &self.0).unwrap(), name)
    }

    fn named(name: &str, key: KeyPair) -> Self {
        Self(CertifiedIssuer::self_signed(params(name), key).unwrap(), name.to_owned())
    }

    pub fn roots(&self) -> Roots {
        let mut roots = Roots::new();
        roots.add(self.0.der()).unwrap();
        roots
    }

    /// A certificate for `localhost`, changed by `change`, with its key.
    pub fn leaf(&self, change: impl FnOnce(&mut CertificateParams)) -> (Vec<u8>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        change(&mut params);
        (params.signed_by(&key, &self.0).unwrap().der().to_vec(), key)
    }
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

pub fn usages(usages: impl Into<Vec<KeyUsagePurpose>>) -> impl FnOnce(&mut CertificateParams) {
    let usages = usages.into();
    |params| params.key_usages = usages
}

/// Puts `new` in the place of every `old`; both are of one length, and `old` is there.
pub fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<_> = (0..=bytes.len() - old.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    bytes
}

/// A DER value.
pub fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => vec![short],
        _ => [&[0x82], &u16::try_from(content.len()).unwrap().to_be_bytes()[..]].concat(),
    };
    [&[tag][..], &length, content].concat()
}

pub fn now() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(NOW))
}

pub fn localhost() -> ServerName<'static> {
    "localhost".try_into().unwrap()
}

/// What a peer has shown: a chain.
pub fn shown(chain: &[&[u8]]) -> Presented<'static> {
    let chain: Vec<Vec<u8>> = chain.iter().map(|certificate| certificate.to_vec()).collect();
    Presented::new(&chain, now())
}

/// The verification ends with this alert and this rule.
#[track_caller]
pub fn refused<V>(verification: Result<(V, Peer), Refusal>, alert: &str, rule: &str) {
    match verification {
        Ok((_, peer)) => panic!("accepted {:?}", peer.identity),
        Err(refusal) => {
            assert_eq!((refusal.reject.alert.name(), refusal.reject.rule.0), (Some(alert), rule), "{refusal}");
            saw(rule, alert);
        }
    }
}

/// A response about one certificate, to be changed where it shall be wrong.
pub struct Ocsp {
    pub hash: &'static str,
    pub issuer: Vec<u8>,
    pub leaf: Vec<u8>,
    pub status: CertStatus,
    pub this_update: u64,
    pub next_update: Option<u64>,
    pub single_extensions: Option<Vec<Extension>>,
    pub response_extensions: Option<Vec<Extension>>,
    pub certificates: Vec<Vec<u8>>,
}

impl Ocsp {
    /// Good from an hour ago for a day.
    pub fn good(issuer: &CertificateDer<'_>, leaf: &[u8]) -> Self {
        Self {
            hash: SHA1,
            issuer: issuer.to_vec(),
            leaf: leaf.to_vec(),
            status: CertStatus::Good(Null),
            this_update: NOW - 3600,
            next_update: Some(NOW + 86400),
            single_extensions: None,
            response_extensions: None,
            certificates: Vec::new(),
        }
    }

    pub fn data(&self) -> ResponseData {
        let issuer = Certificate::from_der(&self.issuer).unwrap().tbs_certificate;
        let leaf = Certificate::from_der(&self.leaf).unwrap().tbs_certificate;
        let spki = issuer.subject_public_key_info.to_der().unwrap();
        let key = SubjectPublicKeyInfoRef::from_der(&spki).unwrap().subject_public_key.raw_bytes();
        let hash = |bytes: &[u8]| match self.hash {
            SHA1 => Sha1::digest(bytes).to_vec(),
            _ => surehand_sha2::sha256(bytes).to_vec(),
        };
        let octets = |bytes: &[u8]| OctetString::new(bytes).unwrap();
        let cert_id = CertId {
            hash_algorithm: AlgorithmIdentifierOwned { oid: ObjectIdentifier::new_unwrap(self.hash), parameters: None },
            issuer_name_hash: octets(&hash(&issuer.subject.to_der().unwrap())),
            issuer_key_hash: octets(&hash(key)),
            serial_number: leaf.serial_number,
        };
        let single = SingleResponse {
            cert_id,
            cert_status: self.status,
            this_update: time(self.this_update),
            next_update: self.next_update.map(time),
            single_extensions: self.single_extensions.clone(),
        };
        ResponseData {
            version: Version::V1,
            responder_id: ResponderId::ByKey(octets(&Sha1::digest(key))),
            produced_at: time(self.this_update),
            responses: vec![single],
            response_extensions: self.response_extensions.clone(),
        }
    }

    /// The whole response, signed with a P-256 key.
    pub fn signed(&self, key: &impl SigningKey) -> Vec<u8> {
        let data = self.data();
        let basic = BasicOcspResponse {
            signature_algorithm: AlgorithmIdentifierOwned {
                oid: ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
                parameters: None,
            },
            signature: BitString::from_bytes(&key.sign(&data.to_der().unwrap()).unwrap()).unwrap(),
            certs: match &*self.certificates {
                [] => None,
                some => Some(some.iter().map(|one| Certificate::from_der(one).unwrap()).collect()),
            },
            tbs_response_data: data,
        };
        OcspResponse::successful(basic).unwrap().to_der().unwrap()
    }
}

pub fn revoked() -> CertStatus {
    CertStatus::Revoked(RevokedInfo { revocation_time: time(NOW - 7200), revocation_reason: None })
}

pub fn critical_extension() -> Vec<Extension> {
    let extn_id = ObjectIdentifier::new_unwrap("1.2.3.4");
    vec![Extension { extn_id, critical: true, extn_value: OctetString::new(vec![5, 0]).unwrap() }]
}

fn time(seconds: u64) -> OcspGeneralizedTime {
    OcspGeneralizedTime(GeneralizedTime::from_unix_duration(Duration::from_secs(seconds)).unwrap())
}
