//! RFC 8446 §6.1: the end of a direction, and a transport that ends without it.

use std::io::ErrorKind;
use std::time::Duration;

use surehand::{AlertDescription, ClientConfig, Error, Pin};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{configs, localhost, made, pair, soon};

#[tokio::test]
async fn shutdown_sends_close_notify_and_reading_goes_on() {
    let (ours, theirs) = tokio::io::duplex(4096);
    let (mut client, mut server) = pair(ours, theirs).await;
    client.write_all(b"request").await.unwrap();
    client.shutdown().await.unwrap();
    let mut text = String::new();
    soon(server.read_to_string(&mut text)).await.unwrap();
    assert_eq!(text, "request");
    server.write_all(b"response").await.unwrap();
    server.shutdown().await.unwrap();
    text.clear();
    soon(client.read_to_string(&mut text)).await.unwrap();
    assert_eq!(text, "response");
    // The end stays the end, and a closed direction closed.
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
    assert_eq!(client.write(b"x").await.unwrap_err().kind(), ErrorKind::NotConnected);
    client.shutdown().await.unwrap();
}

#[tokio::test]
async fn an_end_without_close_notify_is_an_error() {
    let (ours, theirs) = tokio::io::duplex(4096);
    let (mut client, server) = pair(ours, theirs).await;
    drop(server);
    let error = client.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    assert!(matches!(Error::from(error), Error::Truncated));
    // It is not forgotten either.
    assert!(client.read(&mut [0]).await.is_err());
}

#[tokio::test]
async fn data_before_a_cut_is_handed_on_first() {
    let (ours, theirs) = tokio::io::duplex(4096);
    let (mut client, mut server) = pair(ours, theirs).await;
    server.write_all(b"half a").await.unwrap();
    server.flush().await.unwrap();
    drop(server);
    let mut data = [0; 6];
    client.read_exact(&mut data).await.unwrap();
    assert_eq!(&data, b"half a");
    assert_eq!(client.read(&mut data).await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn a_transport_that_ends_in_the_handshake() {
    let (client, server) = configs();
    let (ours, theirs) = tokio::io::duplex(4096);
    drop(theirs);
    let error = surehand_tokio::connect(&client, localhost(), ours).await.unwrap_err();
    assert!(matches!(error, Error::Io(_) | Error::Truncated), "{error}");
    let (ours, theirs) = tokio::io::duplex(4096);
    drop(theirs);
    assert!(matches!(surehand_tokio::accept(&server, ours).await.unwrap_err(), Error::Truncated));
}

#[tokio::test]
async fn a_refusal_reaches_the_peer() {
    let server = made().server().build().unwrap();
    let client = ClientConfig::builder().pins([Pin::sha256([0; 32])]).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(4096);
    let (refused, heard) =
        tokio::join!(surehand_tokio::connect(&client, localhost(), ours), surehand_tokio::accept(&server, theirs));
    assert!(matches!(refused.unwrap_err(), Error::Refused { .. }));
    let heard = heard.unwrap_err();
    assert!(matches!(heard, Error::AlertReceived { .. }), "{heard}");
    assert_eq!(heard.alert(), Some(AlertDescription::CERTIFICATE_UNKNOWN));
}

/// The timeout of the configuration holds though the peer is silent.
#[tokio::test]
async fn a_silent_peer_is_given_up() {
    let made = made();
    let soon_enough = Some(Duration::from_millis(50));
    let server = made.server().handshake_timeout(soon_enough).build().unwrap();
    let client = made.client().handshake_timeout(soon_enough).build().unwrap();
    let (ours, mut theirs) = tokio::io::duplex(1 << 16);
    let error = soon(surehand_tokio::accept(&server, ours)).await.unwrap_err();
    assert!(matches!(error, Error::HandshakeTimeout { .. }), "{error}");
    // user_canceled and close_notify.
    let mut heard = Vec::new();
    theirs.read_to_end(&mut heard).await.unwrap();
    assert_eq!(heard, [21, 3, 3, 0, 2, 1, 90, 21, 3, 3, 0, 2, 1, 0]);
    // One that does not even take our ClientHello.
    let (ours, _theirs) = tokio::io::duplex(1);
    let error = soon(surehand_tokio::connect(&client, localhost(), ours)).await.unwrap_err();
    assert!(matches!(error, Error::HandshakeTimeout { .. }), "{error}");
}
