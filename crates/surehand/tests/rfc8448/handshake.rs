//! §3, §5 and §7 by both ends of the production connection: what each sends is the trace's, byte for byte.

use std::sync::Arc;

use rsa::{BigUint, RsaPublicKey};
use surehand::provider::Mixed;
use surehand_codec::code_point::{ContentType, ExtensionType, NamedGroup, SignatureScheme};
use surehand_codec::extension::RawExtension;
use surehand_codec::message::{ClientHello, Message, Received};
use surehand_core::config::{ClientConfig, Observe, Retry, ServerConfig};
use surehand_core::connection::{Connection, Event, Observation};
use surehand_core::crypto::Provider;
use surehand_core::handshake::client::Intent;
use surehand_core::handshake::{Answer, ChosenCredential, Claim, CredentialId, Question, Verified};
use surehand_core::key_schedule::{Epoch, write_keys};
use surehand_core::record::Sealing;
use surehand_evidence::property;

use crate::scripted::Scripted;
use crate::trace::{Trace, rsa_key};

type End = Connection<Scripted>;

const OBSERVE: Observe = Observe { messages: false, secrets: true, claims: true };

fn client_hello(bytes: &[u8]) -> Received<'_, ClientHello<'_>> {
    match Message::read(bytes).unwrap() {
        Message::ClientHello(hello) => hello,
        other => panic!("{}", other.name()),
    }
}

fn types<'a>(block: impl Iterator<Item = RawExtension<'a>>) -> Vec<ExtensionType> {
    block.map(|raw| raw.extension_type).collect()
}

/// The keys that `actor` makes; the length of a share tells its group.
fn keys(trace: &Trace, actor: &str) -> Vec<(NamedGroup, Vec<u8>, Vec<u8>)> {
    let with_group = |(private, public): (Vec<u8>, Vec<u8>)| {
        (if public.len() == 32 { NamedGroup::X25519 } else { NamedGroup::SECP256R1 }, private, public)
    };
    trace.private_keys(actor).into_iter().map(with_group).collect()
}

/// The client of a trace: what it offers is read off its hellos.
fn client(trace: &Trace) -> End {
    let hellos = trace.messages("client ClientHello");
    let (first, last) = (client_hello(&hellos[0]), client_hello(&hellos[hellos.len() - 1]));
    let provider = Scripted {
        mixed: Mixed::new().unwrap(),
        random: first.random,
        legacy_session_id: first.legacy_session_id.to_vec(),
        cookie: Vec::new(),
        keys: keys(trace, "client"),
        schemes: vec![SignatureScheme::RSA_PSS_RSAE_SHA256],
        groups: first.extensions.supported_groups.unwrap().iter().collect(),
    };
    let own = [
        ExtensionType::SERVER_NAME,
        ExtensionType::SUPPORTED_GROUPS,
        ExtensionType::SIGNATURE_ALGORITHMS,
        ExtensionType::SUPPORTED_VERSIONS,
        ExtensionType::KEY_SHARE,
    ];
    let mut config = ClientConfig::new(&provider);
    config.cipher_suites = first.cipher_suites.iter().collect();
    config.key_share_groups = vec![NamedGroup::X25519];
    config.signature_algorithms = first.extensions.signature_algorithms.unwrap().iter().collect();
    config.pad_client_hello = true;
    config.observe = OBSERVE;
    config.carrier.compatibility_mode = !first.legacy_session_id.is_empty();
    config.carrier.extension_order = types(last.extensions.other.iter());
    config.carrier.extensions = first
        .extensions
        .other
        .iter()
        .filter(|raw| !own.contains(&raw.extension_type))
        .map(|raw| (raw.extension_type, raw.extension_data.to_vec()))
        .collect();
    let server_name = first.extensions.server_name.and_then(|names| names.iter().next()).map(|name| name.name.to_vec());
    Connection::client(Arc::new(provider), (), Arc::new(config), Intent { server_name, ..Intent::default() }).unwrap()
}

/// The server of a trace: what it accepts is read off its messages.
fn server(trace: &Trace) -> End {
    let hello = trace.message("server ServerHello");
    let Message::ServerHello(hello) = Message::read(&hello).unwrap() else { panic!("no ServerHello") };
    let extensions = trace.message("server EncryptedExtensions");
    let Message::EncryptedExtensions(extensions) = Message::read(&extensions).unwrap() else { panic!("no EE") };
    let mut order = types(hello.extensions.other.iter());
    let mut cookie = Vec::new();
    for retry in trace.messages("server HelloRetryRequest") {
        let Message::HelloRetryRequest(retry) = Message::read(&retry).unwrap() else { panic!("no HRR") };
        order = types(retry.extensions.other.iter());
        cookie = retry.extensions.cookie.unwrap().to_vec();
    }
    order.extend(types(extensions.other.iter()));
    let group = hello.extensions.key_share.unwrap().group;
    let provider = Scripted {
        mixed: Mixed::new().unwrap(),
        random: hello.random,
        legacy_session_id: Vec::new(),
        cookie,
        keys: keys(trace, "server"),
        schemes: Vec::new(),
        groups: vec![group],
    };
    let mut config = ServerConfig::new(&provider);
    config.cipher_suites = vec![hello.cipher_suite];
    config.groups = vec![group];
    config.retry = match provider.cookie.len() {
        0 => Retry::Plain,
        length => Retry::RandomCookie(length),
    };
    config.observe = OBSERVE;
    config.carrier.extension_order = order;
    config.carrier.extensions = extensions
        .other
        .iter()
        .filter(|raw| raw.extension_type != ExtensionType::SERVER_NAME)
        .map(|raw| (raw.extension_type, raw.extension_data.to_vec()))
        .collect();
    Connection::server(Arc::new(provider), (), Arc::new(config))
}

/// Answers what is asked with what the trace says.
fn answer(trace: &Trace, end: &mut End) {
    while let Some((id, question)) = end.question() {
        let answer = match question {
            Question::VerifyPeer(question) => {
                assert_eq!(question.chain, certificates(trace));
                let (modulus, exponent) = rsa_key();
                let key = RsaPublicKey::new(BigUint::from_bytes_be(&modulus), BigUint::from_bytes_be(&exponent));
                Answer::Peer(Ok(Verified { public_key: key.unwrap(), identity: Vec::new() }))
            }
            Question::ChooseCredential(_) => Answer::Credential(Ok(ChosenCredential::new(
                CredentialId(1),
                certificates(trace).into(),
                SignatureScheme::RSA_PSS_RSAE_SHA256,
            ))),
            Question::Sign(question) => {
                assert_eq!(question.message, trace.signed_content("server"));
                let message = trace.message("server CertificateVerify");
                let Message::CertificateVerify(message) = Message::read(&message).unwrap() else { panic!("no CV") };
                Answer::Signature(Ok(message.signature.to_vec()))
            }
            other => panic!("{other:?}"),
        };
        end.answer(id, answer).unwrap();
    }
}

fn certificates(trace: &Trace) -> Vec<Vec<u8>> {
    let message = trace.message("server Certificate");
    let Message::Certificate(message) = Message::read(&message).unwrap() else { panic!("no Certificate") };
    message.certificate_list.iter().map(|entry| entry.cert_data.to_vec()).collect()
}

/// The trace's records of `sender` in the handshake: those before the first under application keys.
fn feed(trace: &Trace, end: &mut End, ours: &str) {
    let handshake = || trace.records().into_iter().filter(|record| record.epoch != "application");
    let mut expected: Vec<u8> = Vec::new();
    for record in handshake() {
        if record.sender == ours {
            expected.extend(&record.bytes);
            continue;
        }
        // What we owed before this record came must be out, byte for byte.
        assert_sent(end, &mut expected);
        let mut bytes = record.bytes.clone();
        let received = end.receive(&mut bytes).unwrap();
        assert_eq!(received.consumed, bytes.len());
        answer(trace, end);
    }
    assert_sent(end, &mut expected);
    assert!(end.connected().is_some());
}

fn assert_sent(end: &mut End, expected: &mut Vec<u8>) {
    let mut sent = Vec::new();
    end.output(&mut sent).unwrap();
    assert_eq!(hex(&sent), hex(expected));
    expected.clear();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The secrets and transcript hashes that the machine came to are the trace's.
fn check_secrets(trace: &Trace, end: &mut End) {
    let mut seen = 0;
    for observation in end.observations() {
        match observation {
            Observation::Secret { label, secret, client_random } => {
                let name = match label {
                    "CLIENT_HANDSHAKE_TRAFFIC_SECRET" => "client_handshake_traffic_secret",
                    "SERVER_HANDSHAKE_TRAFFIC_SECRET" => "server_handshake_traffic_secret",
                    "CLIENT_TRAFFIC_SECRET_0" => "client_application_traffic_secret_0",
                    "SERVER_TRAFFIC_SECRET_0" => "server_application_traffic_secret_0",
                    "EXPORTER_SECRET" => "exporter_master_secret",
                    other => panic!("{other}"),
                };
                assert_eq!(secret[..], trace.value(name), "{name}");
                assert_eq!(client_random, client_hello(&trace.message("client ClientHello")).random);
                seen += 1;
            }
            Observation::Claim(Claim::HandshakeKeys { transcript_hash, .. }) => {
                assert_eq!(transcript_hash.as_ref(), trace.value("transcript_hash_ch_sh"));
                seen += 1;
            }
            Observation::Claim(Claim::Complete { transcript_hash, .. }) => {
                assert_eq!(transcript_hash.as_ref(), trace.value("transcript_hash_ch_sfin"));
                seen += 1;
            }
            _ => {}
        }
    }
    assert_eq!(seen, 7, "five secrets and two transcript hashes");
}

/// After the handshake: the client's own records are the trace's, and it takes the server's.
fn client_afterwards(trace: &Trace, client: &mut End) {
    for record in trace.records().into_iter().filter(|record| record.epoch == "application") {
        if record.sender == "client" {
            let mut sent = Vec::new();
            match record.content_type.as_str() {
                "application_data" => client.send(&record.payload, &mut sent).unwrap(),
                "alert" => {
                    client.close();
                    client.output(&mut sent).unwrap();
                }
                other => panic!("{other}"),
            }
            assert_eq!(hex(&sent), hex(&record.bytes));
            continue;
        }
        let mut bytes = record.bytes.clone();
        match client.receive(&mut bytes).unwrap().event {
            Event::ApplicationData(range) => assert_eq!(bytes[range], record.payload),
            Event::Closed => assert_eq!(record.content_type, "alert"),
            // A client without resumption ignores the ticket.
            Event::Progress => assert_eq!(record.content_type, "handshake"),
            other => panic!("{other:?}"),
        }
    }
}

/// The server's records after the handshake, its ticket among them, by the production record layer.
fn server_afterwards(trace: &Trace) {
    let provider = Mixed::new().unwrap();
    let secret = provider.secret(&trace.value("server_application_traffic_secret_0"));
    let keys = write_keys(&provider, provider.suites()[0], Epoch::Application(0), &secret).unwrap();
    let mut sealing = Sealing::<Mixed>::new(keys);
    for record in trace.records() {
        if record.epoch == "application" && record.sender == "server" {
            let content_type = match record.content_type.as_str() {
                "handshake" => ContentType::HANDSHAKE,
                "alert" => ContentType::ALERT,
                _ => ContentType::APPLICATION_DATA,
            };
            let mut sealed = Vec::new();
            sealing.seal(content_type, &record.payload, 0, &mut sealed).unwrap();
            assert_eq!(hex(&sealed), hex(&record.bytes));
        }
    }
}

fn both_ends(section: u64) {
    let trace = Trace::of_section(section);
    let mut client = client(&trace);
    feed(&trace, &mut client, "client");
    check_secrets(&trace, &mut client);
    client_afterwards(&trace, &mut client);

    let mut server = server(&trace);
    feed(&trace, &mut server, "server");
    check_secrets(&trace, &mut server);
    server_afterwards(&trace);
    for rule in ["4.4.3-i1", "4.4.3-i2", "4.4.3-9", "5.2-i1", "5.1-15", "5.1-16", "5.1-20", "5.1-21"] {
        property(rule, "RFC 8448: every record of both ends, byte for byte");
    }
}

#[test]
fn simple_1rtt() {
    both_ends(3);
    property("9846:4.7.1-2", "RFC 8448 §3: the client ignores the ticket");
}

#[test]
fn hello_retry_request() {
    both_ends(5);
    for rule in ["4.1.2-i1", "4.1.2-i3", "4.1.2-i5", "4.1.4-7", "4.2.2-2"] {
        property(rule, "RFC 8448 §5: the second ClientHello, byte for byte");
    }
}

#[test]
fn compatibility_mode() {
    both_ends(7);
    for rule in ["D.4-i1", "D.4-i2", "D.4-1", "4.1.2-8", "4.1.2-9", "4.1.3-i1"] {
        property(rule, "RFC 8448 §7");
    }
}
