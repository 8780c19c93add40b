//! All five traces by both ends of the production connection: what each sends is the trace's, byte for byte.
//!
//! Signatures are taken from the traces, for two of the private keys are not in them; verified they are.

use std::sync::Arc;

use surehand::provider::Mixed;
use surehand_codec::code_point::{ExtensionType, NamedGroup, SignatureScheme};
use surehand_codec::extension::RawExtension;
use surehand_codec::message::{Certificate, ClientHello, Message, NewSessionTicket, Received};
use surehand_core::config::{ClientAuthentication, ClientConfig, Observe, Retry, ServerConfig};
use surehand_core::connection::{Connection, EarlyData, Event, Observation};
use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::client::Intent;
use surehand_core::handshake::{
    Answer, ChosenCredential, Claim, ClientStatus, CredentialId, EarlyDataTerms, FoundPsk, NewTicket, OfferedPsk, Psk,
    Question, Session, Signer, Verified,
};
use surehand_core::key_schedule::BinderKind;
use surehand_evidence::property;

use crate::scripted::{Key, Scripted};
use crate::trace::{Record, Trace, rsa_key};

type End = Connection<Scripted>;

const OBSERVE: Observe = Observe { messages: false, secrets: true, claims: true };

/// Whose turn it is in a trace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

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

/// What our own configuration says; the rest of a ClientHello is carried along.
const OWN: [ExtensionType; 10] = [
    ExtensionType::SERVER_NAME,
    ExtensionType::SUPPORTED_GROUPS,
    ExtensionType::SIGNATURE_ALGORITHMS,
    ExtensionType::SUPPORTED_VERSIONS,
    ExtensionType::KEY_SHARE,
    ExtensionType::PSK_KEY_EXCHANGE_MODES,
    ExtensionType::RECORD_SIZE_LIMIT,
    ExtensionType::PADDING,
    ExtensionType::EARLY_DATA,
    ExtensionType::PRE_SHARED_KEY,
];

/// The client of a trace: what it offers is read off its hellos.
fn client(trace: &Trace, psks: Vec<OfferedPsk>) -> End {
    let hellos = trace.messages("client ClientHello");
    let (first, last) = (client_hello(&hellos[0]), client_hello(&hellos[hellos.len() - 1]));
    let extensions = &first.extensions;
    let provider = Scripted {
        mixed: Mixed::new().unwrap(),
        random: first.random,
        legacy_session_id: first.legacy_session_id.to_vec(),
        cookie: Vec::new(),
        ticket_age_add: Vec::new(),
        keys: keys(trace, "client"),
        schemes: vec![SignatureScheme::RSA_PSS_RSAE_SHA256, SignatureScheme::ECDSA_SECP256R1_SHA256],
        groups: extensions.supported_groups.unwrap().iter().collect(),
    };
    let mut config = ClientConfig::new(&provider);
    config.cipher_suites = first.cipher_suites.iter().collect();
    config.key_share_groups = vec![NamedGroup::X25519];
    config.signature_algorithms = extensions.signature_algorithms.unwrap().iter().collect();
    config.psk_key_exchange_modes = extensions.psk_key_exchange_modes.unwrap_or_default().iter().collect();
    config.record_size_limit = extensions.record_size_limit;
    config.pad_client_hello = true;
    config.observe = OBSERVE;
    config.carrier.compatibility_mode = !first.legacy_session_id.is_empty();
    config.carrier.extension_order = types(last.extensions.other.iter());
    let carried = extensions.other.iter().filter(|raw| !OWN.contains(&raw.extension_type));
    config.carrier.extensions = carried.map(|raw| (raw.extension_type, raw.extension_data.to_vec())).collect();
    let server_name = extensions.server_name.and_then(|names| names.iter().next()).map(|name| name.name.to_vec());
    let intent = Intent { server_name, early_data: !psks.is_empty(), psks };
    Connection::client(Arc::new(provider), (), Arc::new(config), intent).unwrap()
}

/// The server's ticket.
fn ticket(trace: &Trace) -> Option<Vec<u8>> {
    trace.has("new_session_ticket").then(|| trace.value("new_session_ticket"))
}

fn new_session_ticket(bytes: &[u8]) -> Received<'_, NewSessionTicket<'_>> {
    match Message::read(bytes).unwrap() {
        Message::NewSessionTicket(ticket) => ticket,
        other => panic!("{}", other.name()),
    }
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
        ticket_age_add: Vec::new(),
        keys: keys(trace, "server"),
        schemes: vec![SignatureScheme::RSA_PSS_RSAE_SHA256],
        groups: vec![group],
    };
    let (mut provider, mut config) = (provider, ServerConfig::new(&Mixed::new().unwrap()));
    if let Some(ticket) = ticket(trace) {
        let ticket = new_session_ticket(&ticket);
        provider.ticket_age_add = ticket.ticket_age_add.to_be_bytes().to_vec();
        config.tickets = 1;
        config.ticket_lifetime = ticket.ticket_lifetime;
        config.max_early_data_size = ticket.extensions.early_data.unwrap();
    }
    if extensions.early_data {
        config.max_early_data_size = 1024;
    }
    config.client_authentication = client_authentication(trace);
    let client = trace.message("client ClientHello");
    let modes = client_hello(&client).extensions.psk_key_exchange_modes;
    config.psk_key_exchange_modes = modes.unwrap_or_default().iter().collect();
    config.record_size_limit = extensions.record_size_limit;
    config.cipher_suites = vec![hello.cipher_suite];
    config.groups = vec![group];
    config.retry = match provider.cookie.len() {
        0 => Retry::Plain,
        length => Retry::RandomCookie(length),
    };
    config.observe = OBSERVE;
    config.carrier.extension_order = order;
    // The trace acknowledges the name of a resumed session too; we do not (RFC 6066 §3).
    let resumed = hello.extensions.pre_shared_key.is_some();
    let carried = |each: ExtensionType| {
        !OWN.contains(&each)
            || each == ExtensionType::SUPPORTED_GROUPS
            || (each == ExtensionType::SERVER_NAME && resumed)
    };
    config.carrier.extensions = extensions
        .other
        .iter()
        .filter(|raw| carried(raw.extension_type))
        .map(|raw| (raw.extension_type, raw.extension_data.to_vec()))
        .collect();
    Connection::server(Arc::new(provider), (), Arc::new(config))
}

/// What the server of a trace asks of its client.
fn client_authentication(trace: &Trace) -> Option<ClientAuthentication> {
    let request = trace.messages("server CertificateRequest").pop()?;
    let Message::CertificateRequest(request) = Message::read(&request).unwrap() else { panic!("no CR") };
    Some(ClientAuthentication {
        in_handshake: true,
        required: true,
        signature_algorithms: request.extensions.signature_algorithms.unwrap().iter().collect(),
        signature_algorithms_cert: Vec::new(),
        certificate_authorities: Vec::new(),
        oid_filters: Vec::new(),
        status_request: false,
        signed_certificate_timestamp: false,
    })
}

/// The CertificateVerify of a side: scheme and signature.
fn signature(trace: &Trace, side: Side) -> (SignatureScheme, Vec<u8>) {
    let message = trace.message(&format!("{} CertificateVerify", side.name()));
    let Message::CertificateVerify(message) = Message::read(&message).unwrap() else { panic!("no CV") };
    (message.algorithm, message.signature.to_vec())
}

fn credential(trace: &Trace, side: Side) -> ChosenCredential {
    ChosenCredential::new(CredentialId(1), certificates(trace, side).into(), signature(trace, side).0)
}

/// The connection of §3, as its server keeps it, for §4.
fn session(trace: &Trace) -> Session {
    let hello = trace.message("client ClientHello");
    let names = client_hello(&hello).extensions.server_name.unwrap();
    Session {
        cipher_suite: Mixed::new()
            .map(|mixed| surehand_core::crypto::Provider::suites(&mixed)[0])
            .unwrap()
            .cipher_suite,
        server_name: names.iter().next().map(|name| name.name.to_vec()),
        application_layer_protocol: None,
        client: ClientStatus::NotRequested,
        resumptions: 0,
        origin: None,
    }
}

fn terms(trace: &Trace) -> EarlyDataTerms {
    EarlyDataTerms {
        max_early_data_size: 1024,
        cipher_suite: session(trace).cipher_suite,
        application_layer_protocol: None,
    }
}

/// Answers what is asked with what the trace says.
fn answer(trace: &Trace, end: &mut End, ours: Side) {
    while let Some((id, question)) = end.question() {
        let answer = match question {
            Question::VerifyPeer(question) => {
                let peer = if ours == Side::Client { Side::Server } else { Side::Client };
                assert_eq!(question.peer == Signer::Server, peer == Side::Server);
                assert_eq!(question.chain, certificates(trace, peer));
                let public_key = Key::of(&question.chain[0]);
                Answer::Peer(Ok(Verified { public_key, identity: b"the peer".to_vec() }))
            }
            Question::ChooseCredential(_) => Answer::Credential(Ok(credential(trace, ours))),
            Question::ChooseClientCredential(_) => Answer::ClientCredential(Ok(Some(credential(trace, ours)))),
            Question::Sign(question) => {
                assert_eq!(question.message, trace.signed_content(ours.name()));
                Answer::Signature(Ok(signature(trace, ours).1))
            }
            Question::FindPsks(question) => {
                let [identity] = &question.identities[..] else { panic!("one identity") };
                assert_eq!(identity.identity, new_session_ticket(&ticket(&Trace::of_section(3)).unwrap()).ticket);
                Answer::Psks(Ok(vec![FoundPsk {
                    index: 0,
                    psk: Psk::new(&trace.value("psk")),
                    hash: HashAlgorithm::Sha256,
                    kind: BinderKind::Resumption,
                    early_data: Some(terms(trace)),
                    session: Some(session(trace)),
                }]))
            }
            Question::AdmitEarlyData(question) => {
                assert_eq!(question.binder, trace.value("binder"));
                Answer::EarlyData(Ok(true))
            }
            Question::SealTicket(question) => {
                assert_eq!(question.psk.as_ref(), trace.value("resumption_psk"));
                assert_eq!((&question.session, &question.early_data), (&session(trace), &Some(terms(trace))));
                Answer::Ticket(Ok(Some(new_session_ticket(&ticket(trace).unwrap()).ticket.to_vec())))
            }
            other => panic!("{other:?}"),
        };
        end.answer(id, answer).unwrap();
    }
}

fn certificates(trace: &Trace, side: Side) -> Vec<Vec<u8>> {
    let message = trace.message(&format!("{} Certificate", side.name()));
    let Message::Certificate(Received { body: Certificate { certificate_list, .. }, .. }) =
        Message::read(&message).unwrap()
    else {
        panic!("no Certificate")
    };
    certificate_list.iter().map(|entry| entry.cert_data.to_vec()).collect()
}

/// Every record of the trace: ours come out as they stand there, the others are taken.
fn run(trace: &Trace, end: &mut End, ours: Side) {
    let mut expected: Vec<u8> = Vec::new();
    for record in trace.records() {
        if record.sender == ours.name() {
            say(end, &record, &mut expected);
            continue;
        }
        // What we owed before this record came must be out, byte for byte; a server's flight does not wait for early data.
        if (record.epoch.as_str(), record.content_type.as_str()) != ("early", "application_data") {
            assert_sent(end, &mut expected);
        }
        hear(trace, end, ours, &record);
    }
    assert_sent(end, &mut expected);
}

fn say(end: &mut End, record: &Record, expected: &mut Vec<u8>) {
    let mut sent = Vec::new();
    match (record.epoch.as_str(), record.content_type.as_str()) {
        ("early", "application_data") => {
            assert_sent(end, expected);
            end.send_early(&record.payload, &mut sent).unwrap();
        }
        ("application", "application_data") => {
            assert_sent(end, expected);
            end.send(&record.payload, &mut sent).unwrap();
        }
        (_, "alert") => {
            assert_sent(end, expected);
            end.close();
            end.output(&mut sent).unwrap();
        }
        _ => {
            expected.extend(&record.bytes);
            return;
        }
    }
    assert_eq!(hex(&sent), hex(&record.bytes));
}

fn hear(trace: &Trace, end: &mut End, ours: Side, record: &Record) {
    let mut bytes = record.bytes.clone();
    let received = end.receive(&mut bytes).unwrap();
    assert_eq!(received.consumed, bytes.len());
    match received.event {
        Event::EarlyData(range) => {
            assert_eq!((&bytes[range], record.epoch.as_str()), (&record.payload[..], "early"));
        }
        Event::ApplicationData(range) => {
            assert_eq!((&bytes[range], record.epoch.as_str()), (&record.payload[..], "application"));
        }
        Event::Closed => assert_eq!(record.content_type, "alert"),
        _ => {
            assert!(["handshake", "change_cipher_spec"].contains(&record.content_type.as_str()));
            answer(trace, end, ours);
        }
    }
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
                    "CLIENT_EARLY_TRAFFIC_SECRET" => "client_early_traffic_secret",
                    "EARLY_EXPORTER_SECRET" => "early_exporter_master_secret",
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
    let expected = if trace.has("client_early_traffic_secret") { 9 } else { 7 };
    assert_eq!(seen, expected, "five secrets or seven, and two transcript hashes");
}

/// Both ends of a trace; the tickets that the client has kept come back.
fn both_ends(section: u64, psks: Vec<OfferedPsk>) -> Vec<NewTicket> {
    let trace = Trace::of_section(section);
    let mut client = client(&trace, psks);
    run(&trace, &mut client, Side::Client);
    check_secrets(&trace, &mut client);

    let mut server = server(&trace);
    run(&trace, &mut server, Side::Server);
    check_secrets(&trace, &mut server);
    let early = if trace.has("client_early_traffic_secret") { EarlyData::Accepted } else { EarlyData::NotOffered };
    assert_eq!((client.early_data(), server.early_data()), (early, early));
    let shown = server.connected().unwrap().client.cloned();
    let expected = match client_authentication(&trace) {
        Some(_) => ClientStatus::Authenticated(b"the peer".to_vec()),
        None => ClientStatus::NotRequested,
    };
    assert_eq!(shown, Some(expected));
    for rule in ["4.4.3-i1", "4.4.3-i2", "4.4.3-9", "5.2-i1", "5.1-15", "5.1-16", "5.1-20", "5.1-21"] {
        property(rule, "RFC 8448: every record of both ends, byte for byte");
    }
    client.take_tickets()
}

#[test]
fn simple_1rtt_and_resumption_with_early_data() {
    let (first, second) = (Trace::of_section(3), Trace::of_section(4));
    let [kept] = &both_ends(3, Vec::new())[..] else { panic!("one ticket") };
    let made = ticket(&first).unwrap();
    let made = new_session_ticket(&made);
    assert_eq!((&kept.ticket[..], kept.lifetime, kept.age_add), (made.ticket, 30, made.ticket_age_add));
    assert_eq!((kept.psk.as_ref(), &kept.early_data), (&second.value("psk")[..], &Some(terms(&first))));
    property("4.6.1-i7", "RFC 8448 §3: the ticket, made and kept");
    property("4.6.1-14", "RFC 8448 §3");

    let hello = second.message("client ClientHello");
    let hello = client_hello(&hello);
    let offered = hello.extensions.pre_shared_key.unwrap().identities.iter().next().unwrap();
    both_ends(
        4,
        vec![OfferedPsk {
            identity: kept.ticket.clone(),
            obfuscated_ticket_age: offered.obfuscated_ticket_age,
            psk: kept.psk.clone(),
            hash: kept.hash,
            kind: BinderKind::Resumption,
            early_data: kept.early_data.clone(),
            resumptions: kept.resumptions,
        }],
    );
    for rule in ["4.2.11.2-i1", "4.2.11.2-i2", "4.2.10-1", "4.5-i1", "7.1-i6", "4.2.11.3-1"] {
        property(rule, "RFC 8448 §4: every record of both ends, byte for byte");
    }
}

#[test]
fn hello_retry_request() {
    both_ends(5, Vec::new());
    for rule in ["2.1-i1", "4.1.2-i1", "4.1.2-i3", "4.1.2-i5", "4.1.4-7", "4.2.2-2"] {
        property(rule, "RFC 8448 §5: the second ClientHello, byte for byte");
    }
}

#[test]
fn client_authentication_by_both_ends() {
    both_ends(6, Vec::new());
    for rule in ["4.3.2-6", "4.4.2-i1", "4.4.3-2", "4.4.3-i2"] {
        property(rule, "RFC 8448 §6: a client that authenticates, every record of both ends");
    }
}

#[test]
fn compatibility_mode() {
    both_ends(7, Vec::new());
    for rule in ["D.4-i1", "D.4-i2", "D.4-1", "4.1.2-8", "4.1.2-9", "4.1.3-i1"] {
        property(rule, "RFC 8448 §7");
    }
}

#[test]
fn the_servers_key_of_section_2() {
    let Key::Rsa(key) = Key::of(&certificates(&Trace::of_section(3), Side::Server)[0]) else { panic!("RSA") };
    let (modulus, exponent) = rsa_key();
    use rsa::traits::PublicKeyParts;
    assert_eq!((key.n().to_bytes_be(), key.e().to_bytes_be()), (modulus, exponent));
}
