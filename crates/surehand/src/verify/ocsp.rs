//! RFC 6960, RFC 8446 §4.4.2.1: a stapled OCSP response.

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use sha1::{Digest, Sha1};
use spki::ObjectIdentifier;
use spki::der::asn1::{AnyRef, BitStringRef};
use spki::der::{self, Decode, Encode, Reader, SliceReader, Tag, TagNumber};
use x509_cert::ext::Extensions;
use x509_ocsp::{
    CertId, CertStatus, OcspGeneralizedTime, OcspResponse, OcspResponseStatus, ResponseData, SingleResponse,
};

use super::Refusal;
use super::fields::{Fields, content_of, context_specific};
use surehand_codec::reject;

/// How far a responder's clock and ours may be apart, in seconds.
const CLOCK_SKEW: u64 = 300;
/// How many of the certificates in a response are tried for its signature.
const MAX_RESPONDERS: usize = 4;

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// The content of id-kp-OCSPSigning.
const OCSP_SIGNING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09];

type Algorithms = [&'static dyn SignatureVerificationAlgorithm];

/// Who issued the end-entity certificate: the contents of its subject and of its SubjectPublicKeyInfo.
pub(super) struct Issuer {
    pub subject: Vec<u8>,
    pub subject_public_key_info: Vec<u8>,
}

/// Whether `response` says, now and with authority, that the issuer has not revoked `leaf`.
pub(super) fn check(
    algorithms: &Algorithms,
    issuer: &Issuer,
    leaf: &Fields<'_>,
    response: &[u8],
    now: UnixTime,
) -> Result<(), Refusal> {
    let response = Response::read(response).map_err(Refusal::status)?;
    if !response.is_signed(algorithms, issuer, now) {
        return Err(Refusal::status("the OCSP response is not signed by the issuer or on its behalf"));
    }
    if has_critical(response.data.response_extensions.as_ref()) {
        return Err(Refusal::status("the OCSP response has a critical extension"));
    }
    let mut found = false;
    for single in response.data.responses.iter().filter(|single| names(&single.cert_id, issuer, leaf)) {
        judge(single, now.as_secs())?;
        found = true;
    }
    if found { Ok(()) } else { Err(Refusal::status("the OCSP response is about another certificate")) }
}

/// What the response says about the certificate.
fn judge(single: &SingleResponse, now: u64) -> Result<(), Refusal> {
    let (from, until) = window(single).ok_or_else(|| Refusal::status("the OCSP response has no end (nextUpdate)"))?;
    if from > now.saturating_add(CLOCK_SKEW) {
        return Err(Refusal::status("the OCSP response is not valid yet"));
    }
    if until.saturating_add(CLOCK_SKEW) < now || until < from {
        return Err(Refusal::status("the OCSP response has expired"));
    }
    if has_critical(single.single_extensions.as_ref()) {
        return Err(Refusal::status("the OCSP response has a critical extension"));
    }
    match single.cert_status {
        CertStatus::Good(_) => Ok(()),
        CertStatus::Revoked(_) => {
            Err(Refusal::because(reject!(CERTIFICATE_REVOKED, "6.2-i7"), "the issuer has revoked the certificate"))
        }
        CertStatus::Unknown(_) => Err(Refusal::status("the responder does not know the certificate")),
    }
}

/// A BasicOCSPResponse that can be read; nothing is said about its truth.
pub(crate) struct Response {
    data: ResponseData,
    /// `data` as it was signed.
    signed: Vec<u8>,
    /// The content of the AlgorithmIdentifier.
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    certificates: Vec<CertificateDer<'static>>,
}

impl Response {
    /// Reads a successful response of the basic type, or says what else it is.
    pub fn read(der: &[u8]) -> Result<Self, String> {
        let response =
            OcspResponse::from_der(der).map_err(|error| format!("the OCSP response cannot be read: {error}"))?;
        if response.response_status != OcspResponseStatus::Successful {
            return Err(format!("the OCSP response is an error: {:?}", response.response_status));
        }
        match response.response_bytes {
            Some(bytes) if bytes.response_type == BASIC => Self::basic(bytes.response.as_bytes())
                .map_err(|error| format!("the OCSP response cannot be read: {error}")),
            _ => Err("the OCSP response is not of the basic type".to_owned()),
        }
    }

    fn basic(der: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        let response = reader.sequence(|response| {
            let signed = response.tlv_bytes()?;
            let algorithm = content_of(Tag::Sequence, response)?.to_vec();
            let signature = whole_bytes(BitStringRef::decode(response)?)?.to_vec();
            let mut certificates = Vec::new();
            if !response.is_finished() {
                // certs [0] EXPLICIT SEQUENCE OF Certificate
                let field = content_of(context_specific(TagNumber::N0), response)?;
                let mut list = SliceReader::new(field)?;
                let mut list = SliceReader::new(content_of(Tag::Sequence, &mut list)?)?;
                while !list.is_finished() {
                    certificates.push(CertificateDer::from(list.tlv_bytes()?.to_vec()));
                }
            }
            let data = ResponseData::from_der(signed)?;
            Ok(Self { data, signed: signed.to_vec(), algorithm, signature, certificates })
        })?;
        reader.finish(response)
    }

    /// From when until when it speaks of `certificate`, in seconds of Unix time; `None` if it does not.
    pub fn window(&self, certificate: &Fields<'_>) -> Option<(u64, u64)> {
        self.data.responses.iter().find(|single| is_serial(&single.cert_id, certificate)).and_then(window)
    }

    /// By the issuer, or by a certificate for OCSPSigning from the issuer.
    fn is_signed(&self, algorithms: &Algorithms, issuer: &Issuer, now: UnixTime) -> bool {
        self.is_signed_by(algorithms, &issuer.subject_public_key_info)
            || self.certificates.iter().take(MAX_RESPONDERS).any(|certificate| {
                delegated_key(algorithms, issuer, certificate, now)
                    .is_some_and(|key| self.is_signed_by(algorithms, &key))
            })
    }

    fn is_signed_by(&self, algorithms: &Algorithms, subject_public_key_info: &[u8]) -> bool {
        let Ok((key_algorithm, key)) = key(subject_public_key_info) else { return false };
        algorithms.iter().any(|algorithm| {
            algorithm.signature_alg_id().as_ref() == self.algorithm
                && algorithm.public_key_alg_id().as_ref() == key_algorithm
                && algorithm.verify_signature(key, &self.signed, &self.signature).is_ok()
        })
    }
}

/// The key of a responder that the issuer itself has authorised (RFC 6960 §4.2.2.2): the content of a SubjectPublicKeyInfo.
fn delegated_key(
    algorithms: &Algorithms,
    issuer: &Issuer,
    certificate: &CertificateDer<'static>,
    now: UnixTime,
) -> Option<Vec<u8>> {
    let parsed = webpki::EndEntityCert::try_from(certificate).ok()?;
    let anchor = TrustAnchor {
        subject: issuer.subject.as_slice().into(),
        subject_public_key_info: issuer.subject_public_key_info.as_slice().into(),
        name_constraints: None,
    };
    let usage = webpki::KeyUsage::required(OCSP_SIGNING);
    parsed.verify_for_usage(algorithms, &[anchor], &[], now, usage, None, None).ok()?;
    if !Fields::read(certificate).ok()?.may_sign() {
        return None;
    }
    content(parsed.subject_public_key_info().as_ref())
}

/// The content of a DER value without its header.
pub(super) fn content(der: &[u8]) -> Option<Vec<u8>> {
    AnyRef::from_der(der).ok().map(|any| any.value().to_vec())
}

/// The content of the AlgorithmIdentifier and the bits of a SubjectPublicKeyInfo.
fn key(subject_public_key_info: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut reader = SliceReader::new(subject_public_key_info)?;
    let algorithm = content_of(Tag::Sequence, &mut reader)?;
    let key = whole_bytes(BitStringRef::decode(&mut reader)?)?;
    reader.finish((algorithm, key))
}

/// A key or a signature leaves no bits of its last byte unused.
fn whole_bytes(bits: BitStringRef<'_>) -> der::Result<&[u8]> {
    bits.as_bytes().ok_or_else(|| der::Tag::BitString.value_error())
}

/// Whether a CertID means `leaf`.
fn names(id: &CertId, issuer: &Issuer, leaf: &Fields<'_>) -> bool {
    let hash: fn(&[u8]) -> Vec<u8> = match id.hash_algorithm.oid {
        SHA1 => |bytes| Sha1::digest(bytes).to_vec(),
        SHA256 => |bytes| surehand_sha2::sha256(bytes).to_vec(),
        _ => return false,
    };
    is_serial(id, leaf)
        && id.issuer_name_hash.as_bytes() == hash(leaf.issuer)
        && key(&issuer.subject_public_key_info).is_ok_and(|(_, key)| id.issuer_key_hash.as_bytes() == hash(key))
}

fn is_serial(id: &CertId, certificate: &Fields<'_>) -> bool {
    id.serial_number.to_der().is_ok_and(|serial_number| serial_number == certificate.serial_number)
}

/// From thisUpdate until nextUpdate.
fn window(single: &SingleResponse) -> Option<(u64, u64)> {
    let seconds = |time: OcspGeneralizedTime| time.0.to_unix_duration().as_secs();
    Some((seconds(single.this_update), seconds(single.next_update?)))
}

/// An extension that has to be understood; none is.
fn has_critical(extensions: Option<&Extensions>) -> bool {
    extensions.is_some_and(|extensions| extensions.iter().any(|extension| extension.critical))
}
