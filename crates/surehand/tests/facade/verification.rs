//! RFC 8446 §4.4.2.4: every reason to refuse a chain, seen from both ends.

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};
use surehand::provider::Mixed;
use surehand::{AlertDescription, ClientConfig, Credential, Error, Pin, ServerConfig, SignatureScheme};
use surehand_core::crypto::Provider;
use surehand_evidence::saw;

use crate::certificates::{Authority, credential, handshake, server};

/// The client refuses with `alert` and `rule`; the server reads that very alert.
fn refused(
    client: &ClientConfig,
    server: &ServerConfig,
    name: &'static str,
    alert: AlertDescription,
    rule: &'static str,
) {
    let (client, server) = handshake(client, server, name);
    let Err(error) = client else { panic!("the client accepted; expected {rule}") };
    assert_eq!((error.alert(), error.rule().map(|rule| rule.0)), (Some(alert), Some(rule)), "{error}");
    // Depending on timing the server may have completed before the alert came.
    if let Err(error) = server {
        assert!(matches!(error, Error::AlertReceived { alert: seen, .. } if seen == alert), "{error}");
    }
    saw(rule, alert.name().unwrap());
}

fn trusting(authority: &Authority) -> ClientConfig {
    ClientConfig::builder().roots(authority.roots()).build().unwrap()
}

fn changed(authority: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Credential {
    let (certificate, key) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, change);
    credential(certificate, key)
}

#[test]
fn a_good_chain_is_accepted() {
    let authority = Authority::new();
    let (client, accepted) = handshake(&trusting(&authority), &server(authority.credential()), "localhost");
    let client = client.unwrap();
    let session = client.connection().session().unwrap();
    assert_eq!(session.peer_certificates.len(), 1);
    assert_eq!(session.peer_authenticated.unwrap(), "certificate chain to a trusted root");
    let accepted = accepted.unwrap();
    let session = accepted.connection().session().unwrap();
    assert_eq!(session.server_name, Some(&b"localhost"[..]));
    assert!(session.peer_authenticated.is_none());
    surehand_evidence::property("4.4.2.4-i1", "a chain to a trusted root and the right name");
}

#[test]
fn an_unknown_issuer_is_refused() {
    let (trusted, other) = (Authority::new(), Authority::new());
    let server = server(other.credential());
    refused(&trusting(&trusted), &server, "localhost", AlertDescription::UNKNOWN_CA, "6.2-i11");
}

#[test]
fn a_wrong_name_is_refused() {
    let authority = Authority::new();
    let server = server(authority.credential());
    refused(&trusting(&authority), &server, "example.org", AlertDescription::BAD_CERTIFICATE, "4.4.2.4-i1");
    refused(&trusting(&authority), &server, "127.0.0.1", AlertDescription::BAD_CERTIFICATE, "4.4.2.4-i1");
}

#[test]
fn expired_and_not_yet_valid_are_refused() {
    let authority = Authority::new();
    let expired = changed(&authority, |params| params.not_after = date_time_ymd(2020, 1, 1));
    let future = changed(&authority, |params| params.not_before = date_time_ymd(2999, 1, 1));
    for credential in [expired, future] {
        let server = server(credential);
        refused(&trusting(&authority), &server, "localhost", AlertDescription::CERTIFICATE_EXPIRED, "6.2-i8");
    }
}

#[test]
fn a_client_certificate_is_no_server_certificate() {
    let authority = Authority::new();
    let client_only =
        changed(&authority, |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    let server = server(client_only);
    refused(&trusting(&authority), &server, "localhost", AlertDescription::UNSUPPORTED_CERTIFICATE, "4.4.2.2-13");
}

#[test]
fn a_damaged_signature_is_refused() {
    let authority = Authority::new();
    let (mut certificate, key) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    *certificate.last_mut().unwrap() ^= 1;
    let server = server(credential(certificate, key));
    refused(&trusting(&authority), &server, "localhost", AlertDescription::BAD_CERTIFICATE, "6.2-i5");
}

#[test]
fn an_authoritys_certificate_is_no_server_certificate() {
    // None of the reasons with an alert of their own, so the general one.
    let authority = Authority::new();
    let as_leaf = changed(&authority, |params| {
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    });
    let server = server(as_leaf);
    refused(&trusting(&authority), &server, "localhost", AlertDescription::CERTIFICATE_UNKNOWN, "6.2-i9");
}

#[test]
fn a_pin_accepts_its_key_and_nothing_else() {
    // Self-signed, for another name, expired: the key is the identity.
    let made = Authority::new();
    let pinned = changed(&made, |params| params.not_after = date_time_ymd(2020, 1, 1));
    let pin = pinned.pin().unwrap();
    let server = server(pinned);
    let client = ClientConfig::builder().pins([pin]).build().unwrap();
    let (accepted, _) = handshake(&client, &server, "some.other.name");
    let accepted = accepted.unwrap();
    assert_eq!(accepted.connection().session().unwrap().peer_authenticated.unwrap(), "pinned public key");

    let other = ClientConfig::builder().pins([Pin::sha256([7; 32])]).build().unwrap();
    refused(&other, &server, "localhost", AlertDescription::CERTIFICATE_UNKNOWN, "C.5-1");
}

#[test]
fn every_kind_of_certificate_works() {
    let authority = Authority::new();
    let provider = Mixed::new().unwrap();
    for (algorithm, scheme) in [
        (&rcgen::PKCS_ECDSA_P256_SHA256, SignatureScheme::ECDSA_SECP256R1_SHA256),
        (&rcgen::PKCS_ECDSA_P384_SHA384, SignatureScheme::ECDSA_SECP384R1_SHA384),
        (&rcgen::PKCS_ECDSA_P521_SHA512, SignatureScheme::ECDSA_SECP521R1_SHA512),
        (&rcgen::PKCS_ED25519, SignatureScheme::ED25519),
        (&rcgen::PKCS_RSA_SHA256, SignatureScheme::RSA_PSS_RSAE_SHA256),
    ] {
        if !provider.signature_schemes().contains(&scheme) {
            println!("no row for {scheme}");
            continue;
        }
        let (certificate, key) = authority.leaf(algorithm, |_| {});
        let (client, _) = handshake(&trusting(&authority), &server(credential(certificate, key)), "localhost");
        let client = client.unwrap();
        assert_eq!(client.connection().session().unwrap().signature_scheme, Some(scheme));
    }
}

#[test]
fn the_credential_for_the_name_is_shown() {
    let authority = Authority::new();
    let other = changed(&authority, |params| {
        params.subject_alt_names = vec![rcgen::SanType::DnsName("other.example".try_into().unwrap())];
    });
    let server = ServerConfig::builder().credential(other).credential(authority.credential()).build().unwrap();
    for name in ["localhost", "other.example"] {
        handshake(&trusting(&authority), &server, name).0.unwrap();
    }
}
