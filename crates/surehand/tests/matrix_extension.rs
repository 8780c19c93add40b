//! RFC 8446 §4.2: every extension of the table in every message, on the live machines.

mod peer;
#[path = "../../codec/tests/wire_format/sample.rs"]
#[allow(dead_code, reason = "only the bodies of extensions are needed here")]
mod sample;

use std::fmt::Write;

use peer::bytes::{Cursor, block, extensions, vector};
use peer::late::context;
use peer::pair::{OTHER_GROUP, client_authentication};
use peer::{Hello, Known, Pair, Rigged, Role, key, message, snapshot};
use surehand_codec::code_point::ExtensionType as E;
use surehand_codec::extension::{Messages, TABLE};
use surehand_core::config::ClientAuthentication;
use surehand_core::connection::Error;

/// The messages of the table, and the states in which they arrive.
const PLACES: [(&str, Messages, &str); 13] = [
    ("ClientHello", Messages::CLIENT_HELLO, "WaitClientHello"),
    ("second ClientHello", Messages::CLIENT_HELLO, "WaitSecondClientHello"),
    ("ServerHello", Messages::SERVER_HELLO, "WaitServerHello"),
    ("HelloRetryRequest", Messages::HELLO_RETRY_REQUEST, "WaitServerHello"),
    ("EncryptedExtensions", Messages::ENCRYPTED_EXTENSIONS, "WaitEncryptedExtensions"),
    ("CertificateRequest", Messages::CERTIFICATE_REQUEST, "WaitCertificateOrRequest"),
    ("Certificate", Messages::CERTIFICATE, "WaitCertificateOrRequest"),
    ("NewSessionTicket", Messages::NEW_SESSION_TICKET, "Connected"),
    ("PSK ServerHello", Messages::SERVER_HELLO, "WaitServerHello"),
    ("PSK EncryptedExtensions", Messages::ENCRYPTED_EXTENSIONS, "WaitEncryptedExtensions"),
    ("client Certificate", Messages::CERTIFICATE, "WaitCertificate"),
    ("late CertificateRequest", Messages::CERTIFICATE_REQUEST, "Connected"),
    ("late Certificate", Messages::CERTIFICATE, "Connected"),
];

/// A client that offers what it can, or one that offers what it must; or a server.
fn at(place: &str, state: &str, generous: bool) -> Pair {
    if place.ends_with("ClientHello") {
        return Pair::server_at(state);
    }
    if place == "client Certificate" || place == "late Certificate" {
        let policy = ClientAuthentication {
            in_handshake: place == "client Certificate",
            status_request: generous,
            signed_certificate_timestamp: generous,
            ..client_authentication()
        };
        let mut server = Pair::server_with(Rigged::new(), |config| config.client_authentication = Some(policy));
        server.post = true;
        let mut server = server.to(state);
        if state == "Connected" {
            server.local.connection.request_certificate().unwrap();
            server.settle();
        }
        return server;
    }
    if place.starts_with("PSK") {
        // One that offers a PSK, and early data under it.
        let psk = Known::ticket(b"ticket").early(1000);
        return Pair::client_offering(&[psk], generous, |_| {}).to(state);
    }
    let client = Pair::client_with(Rigged::new(), |config| {
        if generous {
            config.application_layer_protocols = vec![b"h2".to_vec()];
            config.signature_algorithms_cert = config.signature_algorithms.clone();
            let rows = TABLE.iter().filter(|row| row.messages.contains(Messages::CLIENT_HELLO));
            let body = |each: E| (each, sample::data(each, Messages::CLIENT_HELLO));
            config.carrier.extensions =
                rows.map(|row| body(row.extension_type)).chain([(E(0xfafa), vec![1])]).collect();
        }
        config.post_handshake_auth |= !generous && place == "late CertificateRequest";
    });
    client.to(state)
}

/// A ClientHello's pre_shared_key is last, whatever is added.
fn with(hello: Hello, extension_type: E, data: Vec<u8>) -> Vec<u8> {
    let last = hello.get(E::PRE_SHARED_KEY).map(<[u8]>::to_vec);
    let hello = hello.without(E::PRE_SHARED_KEY).set(extension_type, data);
    match last {
        Some(last) if extension_type != E::PRE_SHARED_KEY => hello.set(E::PRE_SHARED_KEY, last).bytes(),
        _ => hello.bytes(),
    }
}

fn carrier(pair: &mut Pair, place: &str, extension_type: E, data: Vec<u8>) -> Vec<u8> {
    let only = block(&[(extension_type, data.clone())]);
    // What is well-formed here but says something else than this handshake is about stays as it was.
    let fixed = |hello: &Hello, each: E| match hello.get(each) {
        Some(present) => present.to_vec(),
        None => data.clone(),
    };
    match place {
        "ClientHello" => {
            let hello = pair.client_hello();
            let data = fixed(&hello, extension_type);
            with(hello, extension_type, data)
        }
        "second ClientHello" => {
            let first = pair.peer.hello.clone().unwrap();
            let hello = pair.peer.second_client_hello(&first);
            let data = fixed(&hello, extension_type);
            with(hello, extension_type, data)
        }
        "ServerHello" | "PSK ServerHello" => {
            let hello = pair.peer.server_hello();
            let data = fixed(&hello, extension_type);
            with(hello, extension_type, data)
        }
        "HelloRetryRequest" => {
            let hello = pair.peer.hello_retry_request(OTHER_GROUP);
            let data = fixed(&hello, extension_type);
            with(hello, extension_type, data)
        }
        "EncryptedExtensions" | "PSK EncryptedExtensions" => message(8, &only),
        "CertificateRequest" | "late CertificateRequest" => {
            let schemes = (E::SIGNATURE_ALGORITHMS, vec![0, 2, 8, 7]);
            let both = if extension_type == schemes.0 { vec![schemes] } else { vec![schemes, (extension_type, data)] };
            message(13, &[&[0][..], &block(&both)].concat())
        }
        "Certificate" | "client Certificate" | "late Certificate" => {
            let entry = [vector(3, key::CERTIFICATE), only].concat();
            let request = pair.peer.late.last().map(|(request, _)| request.clone());
            let context = request.as_deref().map(context).unwrap_or_default();
            message(11, &[vector(1, context), vector(3, &entry)].concat())
        }
        _ => {
            let fixed = [&[0, 0, 0, 30, 1, 2, 3, 4][..], &vector(1, b"n"), &vector(2, b"ticket")].concat();
            message(4, &[fixed, only].concat())
        }
    }
}

/// Whether the end under test has offered this extension, in its ClientHello or its last CertificateRequest.
fn offers(pair: &Pair, extension_type: E) -> bool {
    let mut requests = pair.peer.messages.iter().chain(pair.peer.late.iter().map(|(message, _)| message));
    match requests.rfind(|message| message[0] == 13).filter(|_| pair.peer.role == Role::Client) {
        Some(request) => {
            let mut body = Cursor(&request[4..]);
            body.vector(1);
            extensions(&mut body).iter().any(|(each, _)| *each == extension_type)
        }
        None => pair.peer.hello.as_ref().is_some_and(|hello| hello.get(extension_type).is_some()),
    }
}

fn outcome(mut pair: Pair, message: &[u8]) -> String {
    pair.local.answers = true;
    let record = pair.peer.record(22, message);
    match pair.local.feed(&record) {
        Ok(()) => format!("accepted, {}", pair.local.state()),
        Err(Error::Rejected(reject)) => {
            pair.refused(Err(Error::Rejected(reject)), reject.alert, reject.rule.0);
            format!("{} {}", reject.alert, reject.rule)
        }
        Err(other) => format!("{other}"),
    }
}

#[test]
fn every_extension_in_every_message() {
    let mut table = String::new();
    let unknown = [E(0xfafa), E(0x0a0a)];
    for (place, kind, state) in PLACES {
        for extension_type in TABLE.iter().map(|row| row.extension_type).chain(unknown) {
            for generous in [false, true] {
                if generous && (kind == Messages::CLIENT_HELLO || place == "late CertificateRequest") {
                    continue;
                }
                let mut pair = at(place, state, generous);
                let offered = offers(&pair, extension_type);
                if generous && !offered {
                    continue;
                }
                let message = carrier(&mut pair, place, extension_type, sample::data(extension_type, kind));
                let outcome = outcome(pair, &message);
                let offer = if kind == Messages::CLIENT_HELLO {
                    ""
                } else if offered {
                    "offered"
                } else {
                    "not offered"
                };
                let name = extension_type.to_string();
                writeln!(table, "{place:<25}{name:<40}{offer:<13}{outcome}").unwrap();
            }
        }
    }
    surehand_evidence::property("4.3.2-7", "unknown extensions in CertificateRequest are ignored");
    surehand_evidence::property("4.2-2", "unsolicited extensions in NewSessionTicket are accepted");
    surehand_evidence::property("9.3-6", "unknown extensions in CertificateRequest and NewSessionTicket are ignored");
    // Where even the sparing client offers, the generous one adds nothing new.
    let mut lines: Vec<_> = table.lines().collect();
    lines.dedup();
    snapshot::check("extension_x_message.txt", &(lines.join("\n") + "\n"));
}
