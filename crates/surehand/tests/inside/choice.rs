//! RFC 8446 §4.4.2.2, §4.4.2.3: which credential is shown to whom.

use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, KeyUsagePurpose};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use surehand_codec::code_point::SignatureScheme as Scheme;
use surehand_evidence::property;

use super::made::{Authority, NOW, Ocsp, RSA_MD5, RSA_SHA1, RSA_SHA256, der, now, replaced, usages};
use crate::credential::{Credential, Loaded, Wanted, choose_for_client, choose_for_server};
use crate::provider::Mixed;

const ECDSA: &[Scheme] = &[Scheme::ECDSA_SECP256R1_SHA256];
const ECDSA_AND_RSA: &[Scheme] = &[Scheme::ECDSA_SECP256R1_SHA256, Scheme::RSA_PKCS1_SHA256];
const WITH_SHA1: &[Scheme] = &[Scheme::ECDSA_SECP256R1_SHA256, Scheme::RSA_PKCS1_SHA1];

fn credential(chain: &[&[u8]], key: &KeyPair) -> Credential {
    let chain = chain.iter().map(|certificate| CertificateDer::from(certificate.to_vec())).collect();
    Credential::from_der(chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der())))
}

fn load(credential: Credential) -> Loaded {
    credential.load(&Mixed::new().unwrap()).unwrap()
}

/// Why it cannot be loaded.
fn why_not(credential: Credential) -> String {
    credential.load(&Mixed::new().unwrap()).err().unwrap().to_string()
}

fn made(authority: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Loaded {
    let (certificate, key) = authority.leaf(change);
    load(credential(&[&certificate], &key))
}

fn named(name: &str) -> impl FnOnce(&mut CertificateParams) {
    let names = CertificateParams::new([name.to_owned()]).unwrap().subject_alt_names;
    move |params| params.subject_alt_names = names
}

/// Issued by an RSA key, with or without SHA-1.
fn by_rsa(authority: &Authority, algorithm: &[u8]) -> Loaded {
    let (certificate, key) = authority.leaf(|_| {});
    load(credential(&[&replaced(&certificate, RSA_SHA256, algorithm)], &key))
}

fn wanted(signature_algorithms: &[Scheme]) -> Wanted<'_> {
    Wanted { server_name: Some(b"localhost"), signature_algorithms, ..Wanted::default() }
}

fn server(credentials: &[Loaded], wanted: &Wanted<'_>) -> Option<usize> {
    choose_for_server(&Mixed::new().unwrap(), credentials, wanted).map(|(index, _)| index)
}

fn client(credentials: &[Loaded], wanted: &Wanted<'_>) -> Option<usize> {
    choose_for_client(&Mixed::new().unwrap(), credentials, wanted).map(|(index, _)| index)
}

#[test]
fn a_server_goes_by_name_then_by_order() {
    let authority = Authority::new();
    let other = || made(&authority, named("other.example"));
    let local = || made(&authority, |_| {});
    assert_eq!(server(&[other(), local(), local()], &wanted(ECDSA)), Some(1));
    assert_eq!(server(&[other(), other()], &wanted(ECDSA)), Some(0));
    assert_eq!(server(&[local()], &Wanted { server_name: None, ..wanted(ECDSA) }), Some(0));
    assert_eq!(server(&[local()], &wanted(&[Scheme::ED25519])), None);
    let chosen = choose_for_server(&Mixed::new().unwrap(), &[local()], &wanted(&[Scheme::ED25519, ECDSA[0]]));
    assert_eq!(chosen, Some((0, ECDSA[0])));
    property("4.4.2.2-2", "the scheme is the key's and the client's");
}

#[test]
fn a_server_prefers_a_chain_that_the_client_can_check() {
    let (ec, rsa) = (Authority::new(), Authority::with(&rcgen::PKCS_RSA_SHA256));
    let by = |authority: &Authority| made(authority, |_| {});
    assert_eq!(server(&[by(&rsa), by(&ec)], &wanted(ECDSA)), Some(1));
    assert_eq!(server(&[by(&rsa), by(&ec)], &wanted(ECDSA_AND_RSA)), Some(0));
    let cert = |schemes| Wanted { signature_algorithms_cert: Some(schemes), ..wanted(ECDSA) };
    assert_eq!(server(&[by(&ec), by(&rsa)], &cert(&[Scheme::RSA_PKCS1_SHA256])), Some(1));
    property("4.4.2.2-7", "a chain with the client's algorithms goes before others");
    property("4.2.3-i2", "signature_algorithms counts where signature_algorithms_cert is missing");
    assert_eq!(server(&[by(&rsa)], &wanted(ECDSA)), Some(0));
    property("4.4.2.2-9", "without such a chain another is shown");
}

#[test]
fn sha1_is_shown_only_if_it_is_wanted() {
    let rsa = Authority::with(&rcgen::PKCS_RSA_SHA256);
    let (sha1, sha256) = (|| by_rsa(&rsa, RSA_SHA1), || by_rsa(&rsa, RSA_SHA256));
    assert_eq!(server(&[sha1()], &wanted(ECDSA_AND_RSA)), None);
    property("4.4.2.2-12", "SHA-1 that was not offered is not used, even as the last resort");
    property("9846:4.5.1.2-2", "SHA-1 that was not offered is not used, even as the last resort");
    assert_eq!(server(&[sha1(), sha256()], &wanted(ECDSA)), Some(1));
    property("4.4.2.2-10", "a chain of other algorithms goes before one with SHA-1");
    assert_eq!(server(&[sha1()], &wanted(WITH_SHA1)), Some(0));
    property("4.4.2.2-11", "SHA-1 that was offered is used");
    let both: Vec<Scheme> = [WITH_SHA1, &[Scheme::RSA_PKCS1_SHA256]].concat();
    assert_eq!(server(&[sha1(), sha256()], &wanted(&both)), Some(1));
    property("4.2.3-16", "SHA-1 only where there is no other chain");
    // In the rest of the chain as well.
    let below = rsa.subordinate();
    let (certificate, key) = below.leaf(|_| {});
    let chain = load(credential(&[&certificate, &replaced(below.0.der(), RSA_SHA256, RSA_SHA1)], &key));
    assert_eq!(server(&[chain], &wanted(ECDSA_AND_RSA)), None);
}

#[test]
fn the_signature_of_a_self_signed_certificate_does_not_count() {
    let rsa = Authority::with(&rcgen::PKCS_RSA_SHA256);
    let below = rsa.subordinate();
    let (certificate, key) = below.leaf(|_| {});
    let root = replaced(rsa.0.der(), RSA_SHA256, RSA_SHA1);
    let chain = || load(credential(&[&certificate, below.0.der(), &root], &key));
    assert_eq!(server(&[chain()], &wanted(ECDSA_AND_RSA)), Some(0));
    assert_eq!(client(&[chain()], &wanted(ECDSA_AND_RSA)), Some(0));
    assert_eq!(client(&[chain()], &wanted(ECDSA)), None);
    property("4.4.2.2-8", "a self-signed certificate may be signed with anything");
}

#[test]
fn authorities() {
    let (one, two) = (Authority::new(), Authority::new());
    let by = |authority: &Authority| made(authority, |_| {});
    let names = [two.roots().names(), Authority::new().roots().names()].concat();
    let from = |certificate_authorities| Wanted { certificate_authorities, ..wanted(ECDSA) };
    assert_eq!(server(&[by(&one), by(&two)], &from(&names)), Some(1));
    assert_eq!(server(&[by(&one)], &from(&names)), Some(0));
    assert_eq!(client(&[by(&one), by(&two)], &from(&names)), Some(1));
    assert_eq!(client(&[by(&one)], &from(&names)), None);
    assert_eq!(client(&[by(&one)], &wanted(ECDSA)), Some(0));
    // The authority may be further up the chain.
    let below = two.subordinate();
    let (certificate, key) = below.leaf(|_| {});
    assert_eq!(client(&[load(credential(&[&certificate, below.0.der()], &key))], &from(&names)), Some(0));
    property("4.4.2.3-2", "a certificate of the client's chain is issued by one of the authorities");
}

#[test]
fn a_client_shows_what_fits_or_nothing() {
    let (ec, rsa) = (Authority::new(), Authority::with(&rcgen::PKCS_RSA_SHA256));
    let by = |authority: &Authority| made(authority, usages([KeyUsagePurpose::DigitalSignature]));
    assert_eq!(client(&[by(&rsa)], &wanted(ECDSA)), None);
    assert_eq!(client(&[by(&rsa), by(&ec)], &wanted(ECDSA)), Some(1));
    assert_eq!(client(&[by(&ec)], &wanted(&[Scheme::ED25519])), None);
    property("4.4.2.3-3", "the chain is signed with the server's algorithms");
    let key_usage = vec![6, 3, 0x55, 0x1d, 15];
    let filters = [(key_usage, vec![3, 2, 7, 0x80])];
    let filtered = Wanted { oid_filters: &filters, ..wanted(ECDSA) };
    assert_eq!(client(&[made(&ec, |_| {}), by(&ec)], &filtered), Some(1));
    assert_eq!(client(&[made(&ec, |_| {})], &filtered), None);
    property("4.4.2.3-4", "the certificate matches oid_filters");
}

#[test]
fn what_cannot_be_shown_is_not_loaded() {
    let authority = Authority::with(&rcgen::PKCS_RSA_SHA256);
    let (certificate, key) = authority.leaf(usages([KeyUsagePurpose::KeyEncipherment]));
    assert!(why_not(credential(&[&certificate], &key)).contains("Key Usage"));
    let (certificate, key) = authority.leaf(|_| {});
    assert!(why_not(credential(&[&replaced(&certificate, RSA_SHA256, RSA_MD5)], &key)).contains("MD5"));
    assert!(why_not(credential(&[&certificate, b"garbage"], &key)).contains("cannot be read"));
    assert!(why_not(credential(&[], &key)).contains("no certificate"));
}

#[test]
fn staples_and_timestamps() {
    let authority = Authority::new();
    let (certificate, key) = authority.leaf(|_| {});
    let plain = || credential(&[&certificate], &key);
    assert!(load(plain()).ocsp_response(now()).is_none());
    assert!(load(plain()).signed_certificate_timestamps.is_none());

    let response = Ocsp::good(authority.0.der(), &certificate).signed(authority.0.key());
    let loaded = load(plain().with_ocsp_response(response.as_slice()));
    assert_eq!(loaded.ocsp_response(now()), Some(&response[..]));
    for seconds in [NOW - 3601, NOW + 86401] {
        assert!(loaded.ocsp_response(UnixTime::since_unix_epoch(Duration::from_secs(seconds))).is_none());
    }
    assert!(why_not(plain().with_ocsp_response(*b"garbage")).contains("OCSP"));
    let other = Ocsp::good(authority.0.der(), &authority.leaf(|_| {}).0).signed(authority.0.key());
    assert!(why_not(plain().with_ocsp_response(other)).contains("another certificate"));

    let loaded = load(plain().with_signed_certificate_timestamps([&b"one"[..], b"four"]));
    let list = loaded.signed_certificate_timestamps.as_deref();
    assert_eq!(list, Some(&b"\x00\x0b\x00\x03one\x00\x04four"[..]));
    for wrong in [vec![vec![]], vec![vec![0; 65536]], vec![vec![0; 40000]; 2]] {
        assert!(why_not(plain().with_signed_certificate_timestamps(wrong)).contains("timestamp"));
    }
}

#[test]
fn schemes_of_signatures() {
    use crate::verify::{SignedWith, Weak};
    use rustls_pki_types::alg_id;
    let with = |identifier: &[u8]| SignedWith::algorithm(identifier);
    assert_eq!(with(&alg_id::ED25519).schemes, [Scheme::ED25519]);
    assert_eq!(with(&alg_id::ECDSA_SHA384).schemes, [Scheme::ECDSA_SECP384R1_SHA384]);
    assert_eq!(with(&alg_id::RSA_PKCS1_SHA512).schemes, [Scheme::RSA_PKCS1_SHA512]);
    for (identifier, schemes) in [
        (alg_id::RSA_PSS_SHA256, [Scheme::RSA_PSS_RSAE_SHA256, Scheme::RSA_PSS_PSS_SHA256]),
        (alg_id::RSA_PSS_SHA384, [Scheme::RSA_PSS_RSAE_SHA384, Scheme::RSA_PSS_PSS_SHA384]),
        (alg_id::RSA_PSS_SHA512, [Scheme::RSA_PSS_RSAE_SHA512, Scheme::RSA_PSS_PSS_SHA512]),
    ] {
        assert_eq!((with(&identifier).schemes, with(&identifier).weak), (&schemes[..], None));
    }
    let pss = |parameters: &[u8]| [&der(6, &[&RSA_SHA256[..8], &[10]].concat())[..], parameters].concat();
    let hash = |id: &[u8]| pss(&der(0x30, &der(0xa0, &der(0x30, &der(6, id)))));
    assert_eq!(with(&pss(&[])).weak, Some(Weak::Sha1));
    assert_eq!(with(&pss(&der(0x30, &[]))).weak, Some(Weak::Sha1));
    assert_eq!(with(&hash(&[0x2b, 14, 3, 2, 26])).weak, Some(Weak::Sha1));
    assert_eq!(with(&hash(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5])).weak, Some(Weak::Md5));
    assert_eq!(with(&hash(&[0x2a, 3])), SignedWith { schemes: &[], weak: None });
    assert_eq!(with(&der(6, &[0x2a, 3])), SignedWith { schemes: &[], weak: None });
}
