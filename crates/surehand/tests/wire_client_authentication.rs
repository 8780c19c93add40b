//! RFC 8446 §4.3.2, §4.4.2.3, §4.4.3: clients that are asked for a certificate, and what either side refuses about it.

mod peer;

use std::sync::Arc;

use peer::bytes::{Cursor, block, extensions, numbers};
use peer::pair::client_authentication;
use peer::{Pair, Rigged, breaks, key, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E, SignatureScheme};
use surehand_codec::reject;
use surehand_core::config::ClientAuthentication;
use surehand_core::connection::{Error, Observation};
use surehand_core::handshake::{
    Answer, ChosenCredential, Claim, ClientStatus, CredentialId, Question, RequestedCertificate, Signer, signed_content,
};

/// A server that asks.
fn asking(change: impl FnOnce(&mut ClientAuthentication)) -> Pair {
    let mut policy = client_authentication();
    change(&mut policy);
    Pair::server_with(Rigged::new(), |config| {
        config.client_authentication = Some(policy);
        config.observe.claims = true;
        config.limits.certificate_chain = 3;
    })
}

/// A certificate and its extensions.
type Entry<'a> = (&'a [u8], &'a [(E, Vec<u8>)]);

fn certificate(context: &[u8], entries: &[Entry<'_>]) -> Vec<u8> {
    let entry = |(data, extensions): &Entry<'_>| [vector(3, data), block(extensions)].concat();
    let list: Vec<u8> = entries.iter().flat_map(entry).collect();
    message(11, &[vector(1, context), vector(3, &list)].concat())
}

fn verify(scheme: SignatureScheme, signature: &[u8]) -> Vec<u8> {
    message(15, &[&scheme.0.to_be_bytes()[..], &vector(2, signature)].concat())
}

fn ocsp() -> (E, Vec<u8>) {
    (E::STATUS_REQUEST, [&[1][..], &vector(3, b"ocsp")].concat())
}

fn timestamps() -> (E, Vec<u8>) {
    (E::SIGNED_CERTIFICATE_TIMESTAMP, vector(2, &vector(2, b"sct")))
}

fn client_of(pair: &Pair) -> ClientStatus {
    pair.local.connection.connected().unwrap().client.unwrap().clone()
}

#[test]
fn the_request_says_what_is_configured() {
    let pair = asking(|policy| {
        policy.signature_algorithms = vec![key::SCHEME, SignatureScheme::ECDSA_SECP256R1_SHA256];
        policy.signature_algorithms_cert = vec![SignatureScheme::RSA_PKCS1_SHA256];
        policy.certificate_authorities = vec![b"one name".to_vec(), b"another".to_vec()];
        policy.oid_filters = vec![(b"oid".to_vec(), b"values".to_vec()), (b"other".to_vec(), Vec::new())];
        policy.status_request = true;
        policy.signed_certificate_timestamp = true;
    })
    .to("WaitCertificate");
    assert_eq!(pair.peer.types(), [1, 2, 8, 13, 11, 15, 20], "right after EncryptedExtensions");
    let mut body = Cursor(&pair.peer.messages[3][4..]);
    assert_eq!(body.vector(1), b"");
    let found = extensions(&mut body);
    assert_eq!(body.0, b"");
    let filters = [vector(1, b"oid"), vector(2, b"values"), vector(1, b"other"), vector(2, b"")].concat();
    let expected = [
        (E::STATUS_REQUEST, vec![]),
        (E::SIGNED_CERTIFICATE_TIMESTAMP, vec![]),
        (E::SIGNATURE_ALGORITHMS, numbers(2, &[key::SCHEME.0, 0x0403])),
        (E::SIGNATURE_ALGORITHMS_CERT, numbers(2, &[0x0401])),
        (E::CERTIFICATE_AUTHORITIES, vector(2, &[vector(2, b"one name"), vector(2, b"another")].concat())),
        (E::OID_FILTERS, vector(2, &filters)),
    ];
    assert_eq!(found.len(), expected.len());
    assert!(expected.iter().all(|each| found.contains(each)), "{found:?}");
    for rule in ["4.3.2-1", "4.3.2-2", "4.4.2.1-6"] {
        surehand_evidence::property(rule, "the CertificateRequest, field by field");
    }
}

#[test]
fn what_is_not_configured_is_not_said() {
    let pair = asking(|_| {}).to("WaitCertificate");
    let mut body = Cursor(&pair.peer.messages[3][5..]);
    assert_eq!(extensions(&mut body), [(E::SIGNATURE_ALGORITHMS, numbers(2, &[key::SCHEME.0]))]);
    let mut pair = Pair::server().to("Connected");
    pair.agree();
    assert_eq!(client_of(&pair), ClientStatus::NotRequested);
    assert!(!pair.peer.types().contains(&13));
}

#[test]
fn a_client_authenticates() {
    for retry in [false, true] {
        let mut pair = asking(|_| {});
        pair.retry = retry;
        let mut pair = pair.to("Connected");
        pair.agree();
        let expected = ClientStatus::Authenticated(b"the test client".to_vec());
        assert_eq!(client_of(&pair), expected);
        let Some(Question::VerifyPeer(question)) = pair.local.asked.last() else { panic!("not asked") };
        assert_eq!((question.peer, &question.server_name), (Signer::Client, &None));
        assert_eq!(question.chain, [key::CERTIFICATE.to_vec()]);
        let claims: Vec<_> = pair.local.connection.observations();
        let position = |claim: &Claim<_>| {
            claims.iter().position(|each| matches!(each, Observation::Claim(found) if found == claim)).unwrap()
        };
        let authenticated =
            position(&Claim::PeerAuthenticated { scheme: key::SCHEME, identity: b"the test client".to_vec() });
        assert!(authenticated < position(&Claim::Client(expected)));
    }
    surehand_evidence::property("4.4.3-9", "the client's signature is checked with the key that was verified");
}

#[test]
fn a_client_may_decline_where_it_need_not_show_anything() {
    let mut pair = asking(|policy| policy.required = false);
    pair.shows = false;
    let mut pair = pair.to("Connected");
    pair.agree();
    assert_eq!(client_of(&pair), ClientStatus::Declined);
    surehand_evidence::property("4.4.2.4-2", "a server may go on without a client certificate");
    surehand_evidence::property("4.4.2-4", "Finished follows an empty Certificate");
}

#[test]
fn a_client_may_not_decline_where_a_certificate_is_required() {
    let empty = certificate(b"", &[]);
    asking(|_| {}).to("WaitCertificate").refuses_message(&empty, Alert::CERTIFICATE_REQUIRED, "4.4.2.4-2");
    breaks(Alert::CERTIFICATE_REQUIRED, &["6.2-i23"]);
}

#[test]
fn a_context_that_was_not_given_is_refused() {
    for required in [false, true] {
        for certificate in [certificate(b"c", &[(key::CERTIFICATE, &[])]), certificate(b"c", &[])] {
            let pair = asking(|policy| policy.required = required).to("WaitCertificate");
            pair.refuses_message(&certificate, Alert::ILLEGAL_PARAMETER, "4.4.2-i1");
        }
    }
}

#[test]
fn extensions_answer_the_request() {
    for extension in [ocsp(), timestamps()] {
        for place in [0, 1] {
            let list = [extension.clone()];
            let mut entries: Vec<Entry<'_>> = vec![(key::CERTIFICATE, &[]), (b"issuer", &[])];
            entries[place].1 = &list;
            let message = certificate(b"", &entries);
            asking(|_| {}).to("WaitCertificate").refuses_message(&message, Alert::UNSUPPORTED_EXTENSION, "4.4.2-7");
        }
    }
    let unknown = certificate(b"", &[(key::CERTIFICATE, &[(E(0xfafa), vec![])])]);
    asking(|_| {}).to("WaitCertificate").refuses_message(&unknown, Alert::UNSUPPORTED_EXTENSION, "4.4.2-7");

    let mut pair = asking(|policy| {
        policy.status_request = true;
        policy.signed_certificate_timestamp = true;
    })
    .to("WaitCertificate");
    pair.tell(certificate(b"", &[(key::CERTIFICATE, &[ocsp(), timestamps()]), (b"issuer", &[])])).unwrap();
    let Some(Question::VerifyPeer(question)) = pair.local.asked.last() else { panic!("not asked") };
    assert_eq!(question.chain, [key::CERTIFICATE.to_vec(), b"issuer".to_vec()]);
    assert_eq!(question.ocsp_response.as_deref(), Some(&b"ocsp"[..]));
    assert_eq!(question.signed_certificate_timestamps, Some(vector(2, &vector(2, b"sct"))));
    pair.to("Connected").agree();
    surehand_evidence::property("4.4.2.1-7", "a client's OCSP response is read");
}

#[test]
fn a_chain_that_is_too_long_is_refused() {
    let chain: Vec<Entry<'_>> = vec![(key::CERTIFICATE, &[]); 4];
    let mut pair = asking(|_| {}).to("WaitCertificate");
    pair.tell(certificate(b"", &chain[..3])).unwrap();
    pair.to("Connected").agree();
    let pair = asking(|_| {}).to("WaitCertificate");
    pair.refuses_message(&certificate(b"", &chain), Alert::BAD_CERTIFICATE, "6.2-i5");
}

#[test]
fn a_chain_that_the_verifier_refuses_ends_the_handshake() {
    let mut pair = asking(|_| {}).to("AskVerifyPeer");
    let (id, _) = pair.local.connection.question().unwrap();
    let refusal = reject!(UNKNOWN_CA, "6.2-i13");
    assert_eq!(pair.local.connection.answer(id, Answer::Peer(Err(refusal))), Err(Error::Rejected(refusal)));
    pair.settle();
    assert_eq!(pair.peer.alert(), Some((2, Alert::UNKNOWN_CA.0, pair.peer.epoch())));
    pair.dead();
}

#[test]
fn a_scheme_that_was_not_asked_for_is_refused() {
    for scheme in [SignatureScheme::ECDSA_SECP256R1_SHA256, SignatureScheme::RSA_PSS_RSAE_SHA256] {
        let pair = asking(|_| {}).to("WaitCertificateVerify");
        pair.refuses_message(&verify(scheme, &[1; 70]), Alert::ILLEGAL_PARAMETER, "4.4.3-5");
    }
}

#[test]
fn a_scheme_for_chains_alone_or_for_another_key_is_refused() {
    for (scheme, rule) in [
        (SignatureScheme::RSA_PKCS1_SHA256, "4.4.3-7"),
        (SignatureScheme::ECDSA_SHA1, "4.4.3-7"),
        (SignatureScheme::ECDSA_SECP256R1_SHA256, "4.4.3-6"),
    ] {
        let pair = asking(|policy| policy.signature_algorithms.push(scheme)).to("WaitCertificateVerify");
        pair.refuses_message(&verify(scheme, &[1; 70]), Alert::ILLEGAL_PARAMETER, rule);
    }
}

#[test]
fn a_signature_over_anything_else_is_refused() {
    let before = asking(|_| {}).to("WaitCertificate").peer.hash();
    let pair = asking(|_| {}).to("WaitCertificateVerify");
    let (hash, provider) = (pair.peer.hash(), pair.peer.provider.clone());
    let good = signed_content(Signer::Client, &hash);
    let mut wrong = vec![signed_content(Signer::Server, &hash), signed_content(Signer::Client, &before)];
    wrong.extend([hash.as_ref().to_vec(), good[64..].to_vec(), Vec::new()]);
    for content in wrong {
        let verify = verify(key::SCHEME, &key::sign(&provider, &content));
        asking(|_| {}).to("WaitCertificateVerify").refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
    }
    for signature in [vec![], vec![0; 64], key::sign(&provider, &good)[..63].to_vec()] {
        let verify = verify(key::SCHEME, &signature);
        asking(|_| {}).to("WaitCertificateVerify").refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
    }
}

#[test]
fn nothing_is_left_out_and_nothing_added() {
    // No Certificate; no CertificateVerify after one; one after an empty one; a second Certificate.
    for state in ["WaitCertificate", "WaitCertificateVerify"] {
        let pair = asking(|_| {}).to(state);
        let finished = pair.peer.finished();
        pair.refuses_message(&finished, Alert::UNEXPECTED_MESSAGE, "4-2");
        let pair = asking(|_| {}).to(state);
        let other = if state == "WaitCertificate" { pair.peer.certificate_verify() } else { pair.peer.certificate() };
        pair.refuses_message(&other, Alert::UNEXPECTED_MESSAGE, "4-2");
    }
    let mut pair = asking(|policy| policy.required = false);
    pair.shows = false;
    let pair = pair.to("WaitFinished");
    let verify = pair.peer.certificate_verify();
    pair.refuses_message(&verify, Alert::UNEXPECTED_MESSAGE, "4-2");
    breaks(Alert::UNEXPECTED_MESSAGE, &["4.4.3-2", "A.2-i5", "A.2-i6", "A.2-i7"]);
    // Not asked.
    for message in [certificate(b"", &[(key::CERTIFICATE, &[])]), certificate(b"", &[])] {
        Pair::server_at("WaitFinished").refuses_message(&message, Alert::UNEXPECTED_MESSAGE, "4-2");
        Pair::server_at("Connected").refuses_message(&message, Alert::UNEXPECTED_MESSAGE, "4.4.2-2");
    }
}

#[test]
fn a_finished_over_another_certificate_is_refused() {
    let mut pair = asking(|policy| policy.required = false).to("WaitFinished");
    let at = pair.peer.messages.iter().rposition(|message| message[0] == 11).unwrap();
    pair.peer.messages[at] = certificate(b"", &[]);
    let finished = pair.peer.finished();
    pair.refuses_message(&finished, Alert::DECRYPT_ERROR, "4.4.4-2");
}

/// The rest is about clients.
fn request(extensions: &[(E, Vec<u8>)]) -> Vec<u8> {
    message(13, &[&[0][..], &block(extensions)].concat())
}

fn schemes(schemes: &[u16]) -> (E, Vec<u8>) {
    (E::SIGNATURE_ALGORITHMS, numbers(2, schemes))
}

/// A client that has been asked, at its question.
fn asked(extensions: &[(E, Vec<u8>)]) -> Pair {
    let mut pair = Pair::client_at("WaitCertificateOrRequest");
    pair.tell(request(extensions)).unwrap();
    pair.to("AskCredential")
}

#[test]
fn the_question_repeats_the_request() {
    let filters = [vector(1, b"oid"), vector(2, b"values"), vector(1, b"other"), vector(2, b"")].concat();
    let mut pair = asked(&[
        schemes(&[0x0807, 0x9999]),
        (E::SIGNATURE_ALGORITHMS_CERT, numbers(2, &[0x0401])),
        (E::CERTIFICATE_AUTHORITIES, vector(2, &vector(2, b"a name"))),
        (E::OID_FILTERS, vector(2, &filters)),
        (E::STATUS_REQUEST, vec![]),
        (E(0xfafa), b"unknown".to_vec()),
    ]);
    let Some((_, Question::ChooseClientCredential(question))) = pair.local.connection.question() else {
        panic!("not asked")
    };
    let expected = RequestedCertificate {
        certificate_request_context: Vec::new(),
        signature_algorithms: vec![key::SCHEME, SignatureScheme(0x9999)],
        signature_algorithms_cert: Some(vec![SignatureScheme::RSA_PKCS1_SHA256]),
        certificate_authorities: vec![b"a name".to_vec()],
        oid_filters: vec![(b"oid".to_vec(), b"values".to_vec()), (b"other".to_vec(), Vec::new())],
        status_request: true,
        signed_certificate_timestamp: false,
    };
    assert_eq!(*question, expected);
    pair.local.shows = true;
    pair.to("Connected").agree();
    surehand_evidence::property("4.3.2-7", "unknown extensions in CertificateRequest are ignored");
}

#[test]
fn a_client_of_ours_authenticates() {
    for retry in [false, true] {
        let mut pair = Pair::client();
        (pair.retry, pair.request, pair.local.shows) = (retry, true, true);
        let mut pair = pair.to("Connected");
        pair.agree();
        let types = pair.peer.types();
        assert_eq!(types[types.len() - 3..], [11, 15, 20]);
        assert_eq!(pair.peer.messages[types.len() - 3], pair.peer.certificate());
    }
    for rule in ["4.4.3-2", "4.4.2-9", "4.4.2-i1"] {
        surehand_evidence::property(rule, "the client's Certificate, CertificateVerify and Finished");
    }
}

#[test]
fn what_goes_with_a_certificate_goes_to_those_who_ask() {
    for (asks, extensions) in [(true, vec![ocsp(), timestamps()]), (false, vec![])] {
        let mut wanted = vec![schemes(&[0x0807])];
        if asks {
            wanted.extend([(E::STATUS_REQUEST, vec![]), (E::SIGNED_CERTIFICATE_TIMESTAMP, vec![])]);
        }
        let mut pair = asked(&wanted);
        let (id, _) = pair.local.connection.question().unwrap();
        let chain: Arc<[Vec<u8>]> = Arc::new([key::CERTIFICATE.to_vec(), b"issuer".to_vec()]);
        let mut chosen = ChosenCredential::new(CredentialId(1), chain, key::SCHEME);
        chosen.ocsp_response = Some(Arc::new(*b"ocsp"));
        chosen.signed_certificate_timestamps = Some(vector(2, &vector(2, b"sct")).into());
        pair.local.connection.answer(id, Answer::ClientCredential(Ok(Some(chosen)))).unwrap();
        let mut pair = pair.to("Connected");
        pair.agree();
        let expected = certificate(b"", &[(key::CERTIFICATE, &extensions), (b"issuer", &[])]);
        assert!(pair.peer.messages.contains(&expected));
    }
    surehand_evidence::property(
        "4.4.2-7",
        "a client's certificate has the extensions that were asked for, and no others",
    );
    surehand_evidence::property("4.4.2.1-i2", "timestamps stand in the entry of their certificate");
    surehand_evidence::property("4.4.2-8", "status and timestamps stand in the first entry alone");
}

#[test]
fn a_credential_that_does_not_fit_is_our_own_failure() {
    let pair = asked(&[schemes(&[0x0807])]);
    let chain: Arc<[Vec<u8>]> = Arc::new([key::CERTIFICATE.to_vec()]);
    let other = ChosenCredential::new(CredentialId(1), chain, SignatureScheme::ECDSA_SECP256R1_SHA256);
    refuses_answer(pair, Answer::ClientCredential(Ok(Some(other))), Alert::HANDSHAKE_FAILURE, "6.2-i4");
    let pair = asked(&[schemes(&[0x0807])]);
    let empty = ChosenCredential::new(CredentialId(1), Arc::new([]), key::SCHEME);
    refuses_answer(pair, Answer::ClientCredential(Ok(Some(empty))), Alert::INTERNAL_ERROR, "6.2-i17");
}

fn refuses_answer(mut pair: Pair, answer: Answer<Rigged>, alert: Alert, rule: &str) {
    let (id, _) = pair.local.connection.question().unwrap();
    let result = pair.local.connection.answer(id, answer).map(drop);
    pair.refused(result, alert, rule);
}

#[test]
fn an_answer_that_refuses_ends_the_handshake() {
    let refusal = reject!(INTERNAL_ERROR, "6.2-i17");
    for state in ["AskCredential", "AskSign"] {
        let answer = || match state {
            "AskSign" => Answer::Signature(Err(refusal)),
            _ => Answer::ClientCredential(Err(refusal)),
        };
        refuses_answer(Pair::client_at(state), answer(), Alert::INTERNAL_ERROR, "6.2-i17");
        // In the meantime the server has sent data already.
        let mut pair = Pair::client_at(state);
        pair.local.answers = false;
        pair.give_record(23, b"half-RTT data").unwrap();
        assert_eq!((&pair.local.data[..], pair.local.state()), (&b""[..], state));
        refuses_answer(pair, answer(), Alert::INTERNAL_ERROR, "6.2-i17");
    }
}

#[test]
fn data_that_comes_before_the_answer_waits() {
    for state in ["AskCredential", "AskSign"] {
        let mut pair = Pair::client_at(state);
        pair.local.answers = false;
        pair.give_record(23, b"half-RTT data").unwrap();
        assert_eq!(pair.local.data, b"");
        pair.local.answers = true;
        pair.give(b"").unwrap();
        assert_eq!(pair.local.data, b"half-RTT data");
        pair.agree();
    }
}

#[test]
fn a_filter_comes_once() {
    let twice =
        [vector(1, b"oid"), vector(2, b"a"), vector(1, b"other"), vector(2, b"b"), vector(1, b"oid"), vector(2, b"c")];
    let request = request(&[schemes(&[0x0807]), (E::OID_FILTERS, vector(2, &twice.concat()))]);
    Pair::client_at("WaitCertificateOrRequest").refuses_message(&request, Alert::ILLEGAL_PARAMETER, "4.2.5-7");
}

#[test]
fn a_request_has_its_place() {
    for state in ["WaitEncryptedExtensions", "WaitCertificate", "WaitCertificateVerify", "WaitFinished"] {
        let pair = Pair::client_at(state);
        pair.refuses_message(&request(&[schemes(&[0x0807])]), Alert::UNEXPECTED_MESSAGE, "4-2");
    }
}
