//! A handshake that another protocol carries: what goes where, under which keys, and what has no place in it.

use surehand::carried::{Carried, ExtensionType};
use surehand::pki_types::ServerName;
use surehand::{AlertDescription, ClientConfig, Direction, EarlyData, Epoch, Error, ServerConfig};
use surehand_codec::message::Message;
use surehand_evidence::saw;

use crate::made::{Authority, recording};

/// quic_transport_parameters (RFC 9001 §8.2).
const PARAMETERS: ExtensionType = ExtensionType(0x39);

fn pair(client: &ClientConfig, server: &ServerConfig) -> (Carried, Carried) {
    let name = ServerName::try_from("localhost").unwrap();
    let client = Carried::client(client, name, vec![(PARAMETERS, b"the client's".to_vec())]).unwrap();
    (client, Carried::server(server, vec![(PARAMETERS, b"the server's".to_vec())]))
}

/// Carries everything that `from` has to say; the epochs of its messages.
fn carry(from: &mut Carried, to: &mut Carried) -> Vec<Epoch> {
    let messages = from.take_messages().unwrap();
    messages.iter().for_each(|(epoch, bytes)| to.receive(*epoch, bytes).unwrap());
    messages.into_iter().map(|(epoch, _)| epoch).collect()
}

fn said(end: &Carried) -> Vec<(Direction, &'static str)> {
    end.messages().iter().map(|(direction, bytes)| (*direction, Message::read(bytes).unwrap().name())).collect()
}

fn labels(end: &mut Carried) -> Vec<(&'static str, Vec<u8>)> {
    end.take_secrets().into_iter().map(|(label, secret)| (label, secret.to_vec())).collect()
}

#[test]
fn messages_by_epoch_secrets_by_label_and_the_peers_extension() {
    let authority = Authority::new("root");
    let (mut client, mut server) = pair(&authority.trusting().build().unwrap(), &authority.serving().build().unwrap());
    assert_eq!(carry(&mut client, &mut server), [Epoch::Plaintext]);
    assert_eq!(said(&client), [(Direction::Sent, "ClientHello")]);
    assert_eq!((client.cipher_suite(), server.cipher_suite().is_some()), (None, true));
    assert_eq!(server.peer_extension(PARAMETERS), Some(&b"the client's"[..]));
    assert_eq!(client.peer_extension(PARAMETERS), None);
    assert_eq!(carry(&mut server, &mut client), [Epoch::Plaintext, Epoch::Handshake]);
    // Of the last call alone.
    let last = said(&client);
    assert_eq!(
        (last.first(), last.last()),
        (Some(&(Direction::Received, "EncryptedExtensions")), Some(&(Direction::Sent, "Finished")))
    );
    assert_eq!(client.cipher_suite(), server.cipher_suite());
    assert_eq!(client.peer_extension(PARAMETERS), Some(&b"the server's"[..]));
    assert_eq!(carry(&mut client, &mut server), [Epoch::Handshake]);
    assert!(!client.connection().is_handshaking() && !server.connection().is_handshaking());
    // A ticket.
    assert_eq!(carry(&mut server, &mut client), [Epoch::Application(0)]);
    let secrets = labels(&mut client);
    assert_eq!(secrets, labels(&mut server));
    let names: Vec<_> = secrets.iter().map(|(label, _)| *label).collect();
    let expected = [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
        "EXPORTER_SECRET",
    ];
    assert_eq!(names, expected);
}

#[test]
fn early_data_needs_no_end() {
    let authority = Authority::new("root");
    let client = authority.trusting().early_data(true).build().unwrap();
    let server = authority.serving().early_data(1000, recording()).build().unwrap();
    for expected in [EarlyData::NotOffered, EarlyData::Accepted] {
        let (mut one, mut two) = pair(&client, &server);
        carry(&mut one, &mut two);
        carry(&mut two, &mut one);
        carry(&mut one, &mut two);
        carry(&mut two, &mut one);
        assert!(!two.connection().is_handshaking());
        assert_eq!((one.connection().early_data(), two.connection().early_data()), (expected, expected));
        let early = labels(&mut two).into_iter().any(|(label, _)| label == "CLIENT_EARLY_TRAFFIC_SECRET");
        assert_eq!(early, expected == EarlyData::Accepted);
    }
}

#[track_caller]
fn refused(result: Result<(), Error>, rule: &str) {
    let error = result.unwrap_err();
    assert_eq!(
        (error.alert(), error.rule().map(|rule| rule.0)),
        (Some(AlertDescription::UNEXPECTED_MESSAGE), Some(rule))
    );
    saw(rule, "unexpected_message");
}

#[test]
fn no_key_update_no_end_of_early_data_no_other_epoch() {
    let authority = Authority::new("root");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let (mut one, mut two) = pair(&client, &server);
    carry(&mut one, &mut two);
    carry(&mut two, &mut one);
    carry(&mut one, &mut two);
    refused(two.receive(Epoch::Application(0), &[24, 0, 0, 1, 0]), "4-2");
    refused(one.receive(Epoch::Application(0), &[24, 0, 0, 1, 0]), "4-2");
    let (mut one, mut two) = pair(&client, &server);
    carry(&mut one, &mut two);
    refused(two.receive(Epoch::Handshake, &[5, 0, 0, 0]), "4.5-2");
    let (_, mut two) = pair(&client, &server);
    refused(two.receive(Epoch::Handshake, &[1, 0, 0, 0]), "4-2");
}
