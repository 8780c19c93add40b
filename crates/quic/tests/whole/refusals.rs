//! What QUIC asks of a handshake, and the errors that a peer gets who does not keep to it.

use quinn::crypto::{ClientConfig as _, ServerConfig as _, Session};
use quinn::{ConnectionError, TransportErrorCode};
use quinn_proto::transport_parameters::TransportParameters;
use quinn_proto::{Side, TransportError};
use surehand::carried::{Carried, ExtensionType};
use surehand::{Connection, Epoch};

use crate::rig::{Made, client, loopback, made, rustls_client, rustls_server, soon, surehand_client, surehand_server};

const VERSION: u32 = 1;
const TRANSPORT_PARAMETERS: ExtensionType = ExtensionType(0x39);
const NO_APPLICATION_PROTOCOL: u8 = 120;
const MISSING_EXTENSION: u8 = 109;
const UNEXPECTED_MESSAGE: u8 = 10;

/// The code with which either end says that a connection failed.
async fn failure(client_config: quinn::ClientConfig, server_config: quinn::ServerConfig) -> [TransportErrorCode; 2] {
    let server = quinn::Endpoint::server(server_config, loopback()).unwrap();
    let connecting = client(client_config).connect(server.local_addr().unwrap(), "localhost").unwrap();
    let accept = async {
        match server.accept().await.unwrap().await {
            // The client has yet to refuse.
            Ok(connection) => connection.closed().await,
            Err(error) => error,
        }
    };
    let (ours, theirs) = soon(async { tokio::join!(connecting, accept) }).await;
    [ours.unwrap_err(), theirs].map(|error| match error {
        ConnectionError::TransportError(error) => error.code,
        ConnectionError::ConnectionClosed(close) => close.error_code,
        other => panic!("{other}"),
    })
}

#[tokio::test]
async fn no_application_protocol() {
    let expected = [TransportErrorCode::crypto(NO_APPLICATION_PROTOCOL); 2];
    let made = made();
    for protocols in [vec![], vec![b"other".to_vec()]] {
        let mut config = made.rustls_client();
        config.alpn_protocols = protocols.clone();
        assert_eq!(failure(rustls_client(config), surehand_server(made.serving())).await, expected);
        let mut config = made.rustls_server();
        config.alpn_protocols = protocols;
        assert_eq!(failure(surehand_client(made.trusting()), rustls_server(config)).await, expected);
    }
}

#[tokio::test]
async fn a_server_that_is_not_trusted() {
    let (made, other) = (made(), made());
    let [ours, theirs] = failure(surehand_client(other.trusting()), made.server(crate::rig::Tls::Rustls)).await;
    assert_eq!(ours, theirs);
    assert!((0x100..0x200).contains(&u64::from(ours)), "{ours:?}");
}

fn parameters() -> TransportParameters {
    TransportParameters::read(Side::Client, &mut &[][..]).unwrap()
}

fn server_session(made: &Made) -> Box<dyn Session> {
    surehand_quic::server(made.serving().build().unwrap()).start_session(VERSION, &parameters())
}

fn client_session(made: &Made) -> Box<dyn Session> {
    let config = surehand_quic::client(made.trusting().build().unwrap());
    config.start_session(VERSION, "localhost", &parameters()).unwrap()
}

/// A client made by hand, with these extensions.
fn client_by_hand(made: &Made, extensions: &[ExtensionType]) -> Carried {
    let extensions = extensions.iter().map(|each| (*each, Vec::new())).collect();
    Carried::client(&made.trusting().build().unwrap(), "localhost".try_into().unwrap(), extensions).unwrap()
}

fn server_by_hand(made: &Made, extensions: &[ExtensionType]) -> Carried {
    let extensions = extensions.iter().map(|each| (*each, Vec::new())).collect();
    Carried::server(&made.serving().build().unwrap(), extensions)
}

/// Gives a session what came in one packet; what it writes then.
fn step(session: &mut dyn Session, bytes: &[u8]) -> Result<Vec<u8>, TransportError> {
    session.read_handshake(bytes)?;
    let mut written = Vec::new();
    while session.write_handshake(&mut written).is_some() {}
    Ok(written)
}

/// Gives a session what `from` has to say; what it writes then.
fn carry(from: &mut Carried, to: &mut dyn Session) -> Result<Vec<u8>, TransportError> {
    let mut written = Vec::new();
    for (_, bytes) in from.take_messages().unwrap() {
        written.extend(step(to, &bytes)?);
    }
    Ok(written)
}

/// A session that has sent its ClientHello to a server made by hand.
fn hello(made: &Made, extensions: &[ExtensionType]) -> (Box<dyn Session>, Carried) {
    let (mut client, mut server) = (client_session(made), server_by_hand(made, extensions));
    let mut hello = Vec::new();
    assert!(client.write_handshake(&mut hello).is_none());
    server.receive(Epoch::Plaintext, &hello).unwrap();
    (client, server)
}

/// A session whose handshake is complete, and a server made by hand with tickets to send.
fn complete(made: &Made) -> (Box<dyn Session>, Carried) {
    let (mut client, mut server) = hello(made, &[TRANSPORT_PARAMETERS]);
    let finished = carry(&mut server, &mut *client).unwrap();
    server.receive(Epoch::Handshake, &finished).unwrap();
    assert!(!client.is_handshaking());
    (client, server)
}

#[test]
fn no_transport_parameters() {
    let made = made();
    let error = carry(&mut client_by_hand(&made, &[]), &mut *server_session(&made)).unwrap_err();
    assert_eq!(error.code, TransportErrorCode::crypto(MISSING_EXTENSION));
    carry(&mut client_by_hand(&made, &[TRANSPORT_PARAMETERS]), &mut *server_session(&made)).unwrap();

    let (mut client, mut server) = hello(&made, &[]);
    let error = carry(&mut server, &mut *client).unwrap_err();
    assert_eq!(error.code, TransportErrorCode::crypto(MISSING_EXTENSION));
}

#[test]
fn compatibility_mode() {
    let made = made();
    let config = made.trusting().build().unwrap();
    let mut record = Vec::new();
    Connection::client(&config, "localhost".try_into().unwrap()).unwrap().output(&mut record).unwrap();
    let error = server_session(&made).read_handshake(&record[5..]).unwrap_err();
    assert_eq!(error.code, TransportErrorCode::PROTOCOL_VIOLATION);
}

#[test]
fn a_ticket_that_limits_early_data() {
    let made = made();
    for (change, expected) in [(0, Ok(())), (1, Err(TransportErrorCode::PROTOCOL_VIOLATION))] {
        let (mut client, mut server) = complete(&made);
        let (_, mut tickets) = server.take_messages().unwrap().pop().unwrap();
        // max_early_data_size is the end of the message.
        *tickets.last_mut().unwrap() ^= change;
        assert_eq!(step(&mut *client, &tickets).map(drop).map_err(|error| error.code), expected);
    }
}

#[test]
fn a_key_update_message() {
    let (mut client, _) = complete(&made());
    let error = client.read_handshake(&[24, 0, 0, 1, 0]).unwrap_err();
    assert_eq!(error.code, TransportErrorCode::crypto(UNEXPECTED_MESSAGE));
}

/// A ticket in the packet that has Finished would be under handshake keys.
#[test]
fn a_message_under_the_keys_of_the_one_before() {
    let (mut client, mut server) = hello(&made(), &[TRANSPORT_PARAMETERS]);
    let flight = server.take_messages().unwrap();
    let [(_, server_hello), (_, rest)] = &flight[..] else { panic!("{} parts", flight.len()) };
    step(&mut *client, server_hello).unwrap();
    client.read_handshake(rest).unwrap();
    let error = client.read_handshake(&[4, 0, 0, 0]).unwrap_err();
    assert_eq!(error.code, TransportErrorCode::crypto(UNEXPECTED_MESSAGE));
}

#[test]
fn other_versions() {
    let made = made();
    let config = surehand_quic::client(made.trusting().build().unwrap());
    let started = config.start_session(2, "localhost", &parameters());
    assert!(matches!(started, Err(quinn::ConnectError::UnsupportedVersion)));
    let config = surehand_quic::server(made.serving().build().unwrap());
    assert!(config.initial_keys(2, &quinn::ConnectionId::new(&[1; 8])).is_err());
    assert!(config.initial_keys(VERSION, &quinn::ConnectionId::new(&[1; 8])).is_ok());
}
