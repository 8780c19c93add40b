//! Against the blocking stream, and against rustls.

use std::io::{Read, Write};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls;

use crate::rig::{configs, exchange, localhost, made, pattern, soon};

const LENGTH: usize = 1_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_client_and_the_blocking_server() {
    let (client, server) = configs();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = std::thread::spawn(move || {
        let mut stream = surehand::accept(&server, listener.accept().unwrap().0).unwrap();
        let mut data = Vec::new();
        stream.read_to_end(&mut data).unwrap();
        stream.write_all(&data).unwrap();
        stream.close().unwrap();
    });
    let tcp = TcpStream::connect(address).await.unwrap();
    let stream = surehand_tokio::connect(&client, localhost(), tcp).await.unwrap();
    assert_eq!(soon(exchange(stream, &pattern(LENGTH))).await.unwrap(), pattern(LENGTH));
    thread.join().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_blocking_client_and_our_server() {
    let (client, server) = configs();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let thread = std::thread::spawn(move || {
        let tcp = std::net::TcpStream::connect(address).unwrap();
        let mut stream = surehand::connect(&client, localhost(), tcp).unwrap();
        stream.write_all(&pattern(LENGTH)).unwrap();
        stream.close().unwrap();
        let mut data = Vec::new();
        stream.read_to_end(&mut data).unwrap();
        data
    });
    let stream = surehand_tokio::accept(&server, listener.accept().await.unwrap().0).await.unwrap();
    assert_eq!(soon(exchange(stream, &pattern(LENGTH + 1))).await.unwrap(), pattern(LENGTH));
    assert_eq!(thread.join().unwrap(), pattern(LENGTH + 1));
}

#[tokio::test]
async fn our_client_and_rustls() {
    let made = made();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.certificate.clone()], made.key.clone_key())
        .unwrap();
    let client = made.client().build().unwrap();
    for width in [1, 100, 100_000] {
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config.clone()));
        let (ours, theirs) = tokio::io::duplex(width);
        let (up, down) = (pattern(width * 100 + 3), pattern(width * 90 + 1));
        // Accepting, rustls waits until its tickets are taken.
        let connect = async { exchange(surehand_tokio::connect(&client, localhost(), ours).await.unwrap(), &up).await };
        let accept = async { exchange(acceptor.accept(theirs).await.unwrap(), &down).await };
        let (client, server) = soon(async { tokio::join!(connect, accept) }).await;
        assert_eq!(client.unwrap(), down);
        assert_eq!(server.unwrap(), up);
    }
}

#[tokio::test]
async fn rustls_and_our_server() {
    let made = made();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.certificate.clone()).unwrap();
    let mut config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let server = made.server().application_protocols(["h2"]).build().unwrap();
    for width in [1, 100, 100_000] {
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config.clone()));
        let (ours, theirs) = tokio::io::duplex(width);
        let (client, server) =
            soon(async { tokio::join!(connector.connect(localhost(), ours), surehand_tokio::accept(&server, theirs)) })
                .await;
        let server = server.unwrap();
        assert_eq!(server.connection().session().unwrap().application_protocol, Some(&b"h2"[..]));
        let (up, down) = (pattern(width * 100 + 3), pattern(width * 90 + 1));
        let (client, server) =
            soon(async { tokio::join!(exchange(client.unwrap(), &up), exchange(server, &down)) }).await;
        assert_eq!(client.unwrap(), down);
        assert_eq!(server.unwrap(), up);
    }
}
