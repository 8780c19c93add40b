//! RFC 8446 §4.3.2, §4.4.2, §4.4.3: CertificateRequest, Certificate and CertificateVerify that a client refuses.

mod peer;

use peer::bytes::{block, numbers};
use peer::{Pair, Rigged, breaks, keeps, key, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E, SignatureScheme};
use surehand_core::handshake::{Signer, signed_content};

fn request(context: &[u8], extensions: &[(E, Vec<u8>)]) -> Vec<u8> {
    message(13, &[vector(1, context), block(extensions)].concat())
}

fn certificate(context: &[u8], extensions: &[(E, Vec<u8>)]) -> Vec<u8> {
    let entry = [vector(3, key::CERTIFICATE), block(extensions)].concat();
    message(11, &[vector(1, context), vector(3, &entry)].concat())
}

#[test]
fn a_request_with_a_context_is_refused() {
    let request = request(b"c", &[(E::SIGNATURE_ALGORITHMS, numbers(2, &[0x0807]))]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&request, Alert::ILLEGAL_PARAMETER, "4.3.2-4");
}

#[test]
fn a_request_without_signature_algorithms_is_refused() {
    let request = request(b"", &[(E::SIGNATURE_ALGORITHMS_CERT, numbers(2, &[0x0807]))]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&request, Alert::MISSING_EXTENSION, "4.3.2-6");
}

#[test]
fn a_request_after_the_handshake_was_not_offered() {
    let request = request(b"context", &[(E::SIGNATURE_ALGORITHMS, numbers(2, &[0x0807]))]);
    Pair::client_at("Connected").refuses_message(&request, Alert::UNEXPECTED_MESSAGE, "4.6.2-6");
    breaks(Alert::UNEXPECTED_MESSAGE, &["4.2.6-1"]);
}

#[test]
fn a_request_is_answered_with_no_certificate() {
    let mut pair = Pair::client_at("WaitCertificate").to("Connected");
    pair.agree();
    let certificate = pair.peer.messages.iter().rev().nth(1).unwrap();
    assert_eq!(certificate, &message(11, &[0, 0, 0, 0]));
    assert_eq!(pair.peer.types().split_off(pair.peer.messages.len() - 2), [11, 20]);
    keeps(&["4.4.2-4", "C.3-i5"], "an empty Certificate is sent, and Finished after it");
    surehand_evidence::property("4.4.2-3", "a client without a credential sends a Certificate without certificates");
}

#[test]
fn a_context_where_none_was_given_is_refused() {
    for state in ["WaitCertificateOrRequest", "WaitCertificate"] {
        let certificate = certificate(b"c", &[]);
        Pair::client_at(state).refuses_message(&certificate, Alert::ILLEGAL_PARAMETER, "4.4.2-5");
    }
}

#[test]
fn a_server_without_a_certificate_is_refused() {
    let certificate = message(11, &[0, 0, 0, 0]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&certificate, Alert::DECODE_ERROR, "4.4.2.4-1");
    breaks(Alert::DECODE_ERROR, &["4.4.2-16"]);
}

#[test]
fn an_extension_that_was_not_offered_is_refused() {
    let certificate = certificate(b"", &[(E::STATUS_REQUEST, [&[1][..], &vector(3, b"ocsp")].concat())]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&certificate, Alert::UNSUPPORTED_EXTENSION, "4.4.2-6");
    let certificate = self::certificate(b"", &[(STATUS_REQUEST_V2, vec![])]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&certificate, Alert::UNSUPPORTED_EXTENSION, "4.4.2-6");
    let extensions = message(8, &block(&[(STATUS_REQUEST_V2, vec![])]));
    Pair::client_at("WaitEncryptedExtensions").refuses_message(&extensions, Alert::UNSUPPORTED_EXTENSION, "4.2-4");
    breaks(Alert::UNSUPPORTED_EXTENSION, &["4.2-4", "4.4.2.1-3", "4.2-3", "6.2-i20"]);
}

#[test]
fn a_client_may_ask_for_what_only_older_versions_have() {
    let mut pair = Pair::server();
    let hello = pair.client_hello().set(STATUS_REQUEST_V2, vector(2, &[2, 0, 4, 0, 0, 0, 0]));
    pair.tell(hello.bytes()).unwrap();
    let mut pair = pair.to("Connected");
    pair.agree();
    let entry = [vector(3, key::CERTIFICATE), block(&[])].concat();
    assert!(pair.peer.messages.contains(&message(11, &[&[0][..], &vector(3, &entry)].concat())));
    assert!(pair.peer.messages.contains(&message(8, &block(&[]))));
    keeps(&["4.4.2.1-2", "4.4.2.1-4"], "status_request_v2 in a ClientHello has no effect");
}

/// RFC 6961.
const STATUS_REQUEST_V2: E = E(17);

fn verify(scheme: SignatureScheme, signature: &[u8]) -> Vec<u8> {
    message(15, &[&scheme.0.to_be_bytes()[..], &vector(2, signature)].concat())
}

#[test]
fn a_scheme_that_was_not_offered_is_refused() {
    let pair = Pair::client_with(Rigged::new(), |config| {
        config.signature_algorithms.retain(|scheme| *scheme != SignatureScheme::ECDSA_SECP256R1_SHA256);
    });
    let verify = verify(SignatureScheme::ECDSA_SECP256R1_SHA256, &[1; 70]);
    pair.to("WaitCertificateVerify").refuses_message(&verify, Alert::ILLEGAL_PARAMETER, "4.4.3-4");
}

#[test]
fn a_scheme_for_chains_alone_is_refused() {
    for scheme in [SignatureScheme::RSA_PKCS1_SHA256, SignatureScheme::ECDSA_SHA1] {
        let pair = Pair::client_with(Rigged::new(), |config| config.signature_algorithms.push(scheme));
        let verify = verify(scheme, &[1; 64]);
        pair.to("WaitCertificateVerify").refuses_message(&verify, Alert::ILLEGAL_PARAMETER, "4.4.3-7");
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.4.3-8", "9846:4.5.2-1"]);
    keeps(&["4.2.3-14"], "SHA-1 is refused even where it was offered");
}

#[test]
fn a_scheme_that_nobody_may_use_is_refused() {
    // MD5, DSA and SHA-224 with whatever key, and pairs that were never allocated.
    for scheme in [0x0101, 0x0103, 0x0202, 0x0301, 0x0303, 0x0402, 0x0502, 0x0602, 0x0700, 0x0001] {
        let verify = verify(SignatureScheme(scheme), &[1; 64]);
        Pair::client_at("WaitCertificateVerify").refuses_message(&verify, Alert::ILLEGAL_PARAMETER, "4.4.3-4");
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.2.3-20", "4.2.3-21"]);
}

#[test]
fn a_scheme_for_another_key_is_refused() {
    let verify = verify(SignatureScheme::ECDSA_SECP256R1_SHA256, &[1; 70]);
    Pair::client_at("WaitCertificateVerify").refuses_message(&verify, Alert::ILLEGAL_PARAMETER, "4.4.3-6");
}

#[test]
fn a_signature_over_anything_else_is_refused() {
    let pair = Pair::client_at("WaitCertificateVerify");
    let hash = pair.peer.hash();
    let good = signed_content(Signer::Server, &hash);
    let mut cut = good.clone();
    cut.pop();
    for content in [signed_content(Signer::Client, &hash), hash.as_ref().to_vec(), good[64..].to_vec(), cut, vec![]] {
        let pair = Pair::client_at("WaitCertificateVerify");
        let verify = verify(key::SCHEME, &key::sign(&pair.peer.provider, &content));
        pair.refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
    }
    for signature in [vec![], vec![0; 64], key::sign(&pair.peer.provider, &good)[..63].to_vec()] {
        let verify = verify(key::SCHEME, &signature);
        Pair::client_at("WaitCertificateVerify").refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
    }
    breaks(Alert::DECRYPT_ERROR, &["6.2-i14"]);
}
