//! A ClientHello is looked at before the configuration is chosen.

use surehand::{AlertDescription, ClientHello, Error, Peeked};
use surehand_tokio::{Acceptor, Incoming};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{chopped, localhost, made, soon};

#[tokio::test]
async fn the_configuration_depends_on_the_name() {
    for (name, seed) in [("a.example", 1), ("b.example", 2)] {
        let (a, b) = (made(), made());
        let wanted = if name == "a.example" { a.pin() } else { b.pin() };
        let client = surehand::ClientConfig::builder().pins([wanted]).application_protocols(["h2", "http/1.1"]);
        let client = client.build().unwrap();
        let [a, b] = [a, b].map(|made| Acceptor::new(made.server().build().unwrap()));
        let (ours, theirs) = chopped(seed, 50);
        let serve = async {
            let incoming = Incoming::read(theirs).await?;
            let hello = incoming.client_hello().expect("a ClientHello");
            assert_eq!(hello.application_protocols, [&b"h2"[..], b"http/1.1"]);
            assert!(!hello.early_data);
            assert!(!hello.cipher_suites.is_empty() && !hello.signature_algorithms.is_empty());
            let acceptor = if hello.server_name.as_deref() == Some(b"a.example") { &a } else { &b };
            incoming.accept(acceptor).await
        };
        let connect = surehand_tokio::connect(&client, name.try_into().unwrap(), ours);
        let (client, server) = soon(async { tokio::join!(connect, serve) }).await;
        client.unwrap();
        assert_eq!(server.unwrap().connection().session().unwrap().server_name, Some(name.as_bytes()));
    }
}

#[tokio::test]
async fn a_client_is_sent_away() {
    let client = made().client().build().unwrap();
    let (ours, theirs) = tokio::io::duplex(4096);
    let serve = async {
        let incoming = Incoming::read(theirs).await.unwrap();
        incoming.refuse(AlertDescription::UNRECOGNIZED_NAME).await.unwrap();
    };
    let (refused, ()) = soon(async { tokio::join!(surehand_tokio::connect(&client, localhost(), ours), serve) }).await;
    assert_eq!(refused.unwrap_err().alert(), Some(AlertDescription::UNRECOGNIZED_NAME));
}

#[tokio::test]
async fn something_else_is_refused_by_whatever_is_chosen() {
    let acceptor = Acceptor::new(made().server().build().unwrap());
    for (bytes, alert) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], AlertDescription::UNEXPECTED_MESSAGE),
        (&[22, 3, 1, 0, 5, 2, 0, 0, 1, 0], AlertDescription::DECODE_ERROR),
        (&[22, 3, 1, 0, 0], AlertDescription::UNEXPECTED_MESSAGE),
        (&[22, 3, 1, 0, 5, 1, 0, 0, 1, 0], AlertDescription::DECODE_ERROR),
    ] {
        let (mut ours, theirs) = tokio::io::duplex(4096);
        ours.write_all(bytes).await.unwrap();
        let incoming = soon(Incoming::read(theirs)).await.unwrap();
        assert_eq!(incoming.client_hello(), None);
        let error = soon(incoming.accept(&acceptor)).await.unwrap_err();
        assert_eq!(error.alert(), Some(alert), "{bytes:?}");
        let mut heard = Vec::new();
        ours.read_to_end(&mut heard).await.unwrap();
        assert_eq!(heard, [21, 3, 3, 0, 2, 2, alert.0]);
    }
}

#[tokio::test]
async fn an_end_before_a_hello() {
    let (mut ours, theirs) = tokio::io::duplex(4096);
    ours.write_all(&[22, 3, 1, 0, 50, 1]).await.unwrap();
    drop(ours);
    assert!(matches!(Incoming::read(theirs).await.err().unwrap(), Error::Truncated));
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_given_up() {
    let (_ours, theirs) = tokio::io::duplex(4096);
    assert!(matches!(Incoming::read(theirs).await.err().unwrap(), Error::HandshakeTimeout { .. }));
}

#[test]
fn a_hello_in_pieces() {
    let client = made().client().build().unwrap();
    let mut connection = surehand::Connection::client(&client, localhost()).unwrap();
    let mut hello = Vec::new();
    connection.output(&mut hello).unwrap();
    for length in 0..hello.len() {
        assert_eq!(ClientHello::peek(&hello[..length]), Peeked::Incomplete);
    }
    // The same in records of seven bytes.
    let whole = ClientHello::peek(&hello);
    let pieces: Vec<u8> =
        hello[5..].chunks(7).flat_map(|piece| [&[22, 3, 1, 0, piece.len() as u8], piece].concat()).collect();
    assert_eq!(ClientHello::peek(&pieces), whole);
    let Peeked::ClientHello(whole) = whole else { panic!("{whole:?}") };
    assert_eq!(whole.server_name.as_deref(), Some(&b"localhost"[..]));
}
