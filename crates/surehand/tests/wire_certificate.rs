//! RFC 8446 §4.3.2, §4.4.2, §4.4.3: CertificateRequest, Certificate and CertificateVerify that a client refuses.

mod peer;

use peer::bytes::{block, numbers};
use peer::{Pair, Rigged, key, message, vector};
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
}

#[test]
fn a_request_is_answered_with_no_certificate() {
    let mut pair = Pair::client_at("WaitCertificate").to("Connected");
    pair.agree();
    let certificate = pair.peer.messages.iter().rev().nth(1).unwrap();
    assert_eq!(certificate, &message(11, &[0, 0, 0, 0]));
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
}

#[test]
fn an_extension_that_was_not_offered_is_refused() {
    let certificate = certificate(b"", &[(E::STATUS_REQUEST, [&[1][..], &vector(3, b"ocsp")].concat())]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&certificate, Alert::UNSUPPORTED_EXTENSION, "4.4.2-6");
}

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
}
