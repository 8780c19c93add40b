//! RFC 6960: OCSP responses made on the spot.

use std::time::{Duration, SystemTime};

use rcgen::SigningKey;
use sha1::{Digest, Sha1};
use spki::der::asn1::{BitString, GeneralizedTime, Null, ObjectIdentifier, OctetString};
use spki::der::{Decode, Encode};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef};
use x509_cert::Certificate;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspResponse, ResponderId, ResponseData, RevokedInfo,
    SingleResponse, Version,
};

/// Whether a response says that the certificate is good.
#[derive(Clone, Copy, PartialEq)]
pub enum Says {
    Good,
    Revoked,
}

/// A response by `key` in the name of `issuer`, from an hour ago until an hour from now.
pub fn response(issuer: &[u8], key: &impl SigningKey, leaf: &[u8], says: Says) -> Vec<u8> {
    let issuer = Certificate::from_der(issuer).unwrap().tbs_certificate;
    let leaf = Certificate::from_der(leaf).unwrap().tbs_certificate;
    let spki = issuer.subject_public_key_info.to_der().unwrap();
    let issuer_key = SubjectPublicKeyInfoRef::from_der(&spki).unwrap().subject_public_key.raw_bytes();
    let hash = |bytes: &[u8]| OctetString::new(Sha1::digest(bytes).to_vec()).unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let hour = Duration::from_secs(3600);
    let time = |time: Duration| {
        OcspGeneralizedTime(GeneralizedTime::from_unix_duration(Duration::from_secs(time.as_secs())).unwrap())
    };
    let cert_status = match says {
        Says::Good => CertStatus::Good(Null),
        Says::Revoked => {
            CertStatus::Revoked(RevokedInfo { revocation_time: time(now - hour), revocation_reason: None })
        }
    };
    let single = SingleResponse {
        cert_id: CertId {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: ObjectIdentifier::new_unwrap("1.3.14.3.2.26"),
                parameters: None,
            },
            issuer_name_hash: hash(&issuer.subject.to_der().unwrap()),
            issuer_key_hash: hash(issuer_key),
            serial_number: leaf.serial_number,
        },
        cert_status,
        this_update: time(now - hour),
        next_update: Some(time(now + hour)),
        single_extensions: None,
    };
    let data = ResponseData {
        version: Version::V1,
        responder_id: ResponderId::ByKey(hash(issuer_key)),
        produced_at: time(now - hour),
        responses: vec![single],
        response_extensions: None,
    };
    let basic = BasicOcspResponse {
        signature_algorithm: AlgorithmIdentifierOwned {
            oid: ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
            parameters: None,
        },
        signature: BitString::from_bytes(&key.sign(&data.to_der().unwrap()).unwrap()).unwrap(),
        certs: None,
        tbs_response_data: data,
    };
    OcspResponse::successful(basic).unwrap().to_der().unwrap()
}
