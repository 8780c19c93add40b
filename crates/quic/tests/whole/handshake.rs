//! Handshakes: what both ends know afterwards, key updates, retries, ends.

use quinn::{ConnectionError, Endpoint, VarInt};
use surehand::pki_types::CertificateDer;
use surehand::{CipherSuite, ClientAuthentication, NamedGroup};
use surehand_quic::HandshakeData;

use crate::rig::{
    PAIRS, Tls, client, connect, echo, exchange, loopback, made, pair, soon, surehand_client, surehand_server,
};

fn exported(connection: &quinn::Connection) -> [u8; 32] {
    let mut bytes = [0; 32];
    connection.export_keying_material(&mut bytes, b"EXPERIMENTAL test", b"context").unwrap();
    bytes
}

#[tokio::test]
async fn both_ends_agree() {
    for (ours, theirs) in PAIRS {
        let made = made();
        let (client, server) = pair(made.client(ours), made.server(theirs)).await;
        assert_eq!(exported(&client), exported(&server));
        for (connection, tls, server_name) in [(&client, ours, None), (&server, theirs, Some("localhost".to_owned()))] {
            if tls == Tls::Surehand {
                let data = connection.handshake_data().unwrap().downcast::<HandshakeData>().unwrap();
                assert_eq!((data.protocol.as_slice(), data.server_name), (&b"echo"[..], server_name));
            }
        }
        let chain = client.peer_identity().unwrap().downcast::<Vec<CertificateDer<'static>>>().unwrap();
        assert_eq!(*chain, [made.certificate]);
        assert!(server.peer_identity().is_none());
    }
}

/// What the hellos say is known, and a server can send, before the client's Finished is there.
#[tokio::test]
async fn before_the_handshake_is_complete() {
    for peer in [Tls::Surehand, Tls::Rustls] {
        let made = made();
        let server = Endpoint::server(made.server(Tls::Surehand), loopback()).unwrap();
        let accept = async {
            let mut connecting = server.accept().await.unwrap().accept().unwrap();
            let data = connecting.handshake_data().await.unwrap().downcast::<HandshakeData>().unwrap();
            assert_eq!(data.server_name.as_deref(), Some("localhost"));
            let Ok((connection, complete)) = connecting.into_0rtt() else { panic!("no keys to send with") };
            connection.open_uni().await.unwrap().write_all(b"first").await.unwrap();
            // It says whether a server has accepted our early data: nothing on a server.
            complete.await;
            connection
        };
        let client = client(made.client(peer));
        let connecting = client.connect(server.local_addr().unwrap(), "localhost").unwrap();
        let (connection, _server) = soon(async { tokio::join!(connecting, accept) }).await;
        let mut stream = soon(connection.as_ref().unwrap().accept_uni()).await.unwrap();
        let mut words = [0; 5];
        stream.read_exact(&mut words).await.unwrap();
        assert_eq!(&words, b"first");
    }
}

#[tokio::test]
async fn key_updates_by_both_ends() {
    for (ours, theirs) in PAIRS {
        let made = made();
        let (server, client) = (echo(made.server(theirs)), client(made.client(ours)));
        let connection = connect(&client, &server).await;
        for round in 0..6u8 {
            exchange(&connection, &[round; 5000]).await;
            connection.force_key_update();
        }
    }
}

#[tokio::test]
async fn every_suite() {
    let suites = [
        CipherSuite::TLS_AES_128_GCM_SHA256,
        CipherSuite::TLS_AES_256_GCM_SHA384,
        CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
    ];
    for suite in suites {
        for peer in [Tls::Surehand, Tls::Rustls] {
            let made = made();
            let server = echo(made.server(peer));
            let client = client(surehand_client(made.trusting().cipher_suites([suite])));
            exchange(&connect(&client, &server).await, suite.to_string().as_bytes()).await;

            let server = echo(surehand_server(made.serving().cipher_suites([suite])));
            let client = crate::rig::client(made.client(peer));
            exchange(&connect(&client, &server).await, suite.to_string().as_bytes()).await;
        }
    }
}

#[tokio::test]
async fn a_hello_retry_request() {
    for peer in [Tls::Surehand, Tls::Rustls] {
        let made = made();
        let server = echo(surehand_server(made.serving().groups([NamedGroup::SECP256R1])));
        exchange(&connect(&client(made.client(peer)), &server).await, b"again").await;
    }
}

#[tokio::test]
async fn a_retry_packet() {
    for (ours, theirs) in PAIRS {
        let made = made();
        let server = Endpoint::server(made.server(theirs), loopback()).unwrap();
        let accept = async {
            server.accept().await.unwrap().retry().unwrap();
            let incoming = server.accept().await.unwrap();
            assert!(incoming.remote_address_validated());
            incoming.await.unwrap()
        };
        let client = client(made.client(ours));
        let connecting = client.connect(server.local_addr().unwrap(), "localhost").unwrap();
        let (connection, _) = soon(async { tokio::join!(connecting, accept) }).await;
        connection.unwrap();
    }
}

#[tokio::test]
async fn a_client_with_a_certificate() {
    let (of_server, of_client) = (made(), made());
    let asks = ClientAuthentication::pins([of_client.pin()]);
    let config = surehand_client(of_server.trusting().credential(of_client.credential()));
    let (_client, server) = pair(config, surehand_server(of_server.serving().client_authentication(asks))).await;
    let chain = server.peer_identity().unwrap().downcast::<Vec<CertificateDer<'static>>>().unwrap();
    assert_eq!(*chain, [of_client.certificate]);
}

#[tokio::test]
async fn either_end_closes() {
    for (ours, theirs) in PAIRS {
        for client_closes in [true, false] {
            let made = made();
            let (client, server) = pair(made.client(ours), made.server(theirs)).await;
            let (closer, closed) = if client_closes { (client, server) } else { (server, client) };
            closer.close(VarInt::from_u32(7), b"enough");
            let ConnectionError::ApplicationClosed(close) = soon(closed.closed()).await else {
                panic!("not closed by the application")
            };
            assert_eq!((close.error_code, &close.reason[..]), (VarInt::from_u32(7), &b"enough"[..]));
        }
    }
}
