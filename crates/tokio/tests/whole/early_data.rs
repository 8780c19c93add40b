//! RFC 8446 §2.3: early data on both sides.

use std::sync::Arc;

use surehand::session::{ClientHelloRecording, Timestamp};
use surehand::{ClientConfig, EarlyData, ServerConfig};
use surehand_tokio::{Acceptor, Answer, Connector, Question, Reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{chopped, localhost, made, pattern, soon};

async fn resumable(early: u32) -> (ClientConfig, ServerConfig) {
    let made = made();
    let client = made.client().early_data(true).build().unwrap();
    let recording = Arc::new(ClientHelloRecording::new(Timestamp::from_millis(0)));
    let server = made.server().early_data(early, recording).build().unwrap();
    first(&client, &server).await;
    (client, server)
}

/// A connection that brings tickets.
async fn first(client: &ClientConfig, server: &ServerConfig) {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (one, other) =
        tokio::join!(surehand_tokio::connect(client, localhost(), ours), surehand_tokio::accept(server, theirs));
    let (mut one, mut other) = (one.unwrap(), other.unwrap());
    // The tickets come before the first byte.
    other.write_all(b"x").await.unwrap();
    other.flush().await.unwrap();
    assert_eq!(one.read_u8().await.unwrap(), b'x');
}

#[tokio::test]
async fn accepted_however_it_is_chopped() {
    for (seed, most) in [(1, 1), (2, 30), (3, 2000), (4, 100_000)] {
        let (client, server) = resumable(40_000).await;
        let (ours, theirs) = chopped(seed, most);
        let data = pattern(if most == 1 { 2000 } else { 40_000 });
        let send = async {
            let mut stream = Connector::new(client).start(localhost(), ours).unwrap();
            stream.send_early(&data).await.unwrap();
            assert!(stream.connection().is_handshaking());
            stream.complete_handshake().await.unwrap();
            assert_eq!(stream.connection().early_data(), EarlyData::Accepted);
            stream.write_all(b"late").await.unwrap();
            stream.shutdown().await.unwrap();
            let mut reply = String::new();
            stream.read_to_string(&mut reply).await.unwrap();
            assert_eq!(reply, "early and late");
        };
        let serve = async {
            let mut stream = Acceptor::new(server).start(theirs);
            let mut early = Vec::new();
            stream.early_data().read_to_end(&mut early).await.unwrap();
            assert_eq!(early, data);
            let mut late = String::new();
            stream.read_to_string(&mut late).await.unwrap();
            assert_eq!(late, "late");
            stream.write_all(b"early and late").await.unwrap();
            stream.shutdown().await.unwrap();
        };
        soon(async { tokio::join!(send, serve) }).await;
    }
}

#[tokio::test]
async fn answered_before_the_clients_finished() {
    let (client, server) = resumable(1000).await;
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let send = async {
        let mut stream = Connector::new(client).start(localhost(), ours).unwrap();
        stream.send_early(b"GET").await.unwrap();
        let mut reply = [0; 2];
        stream.read_exact(&mut reply).await.unwrap();
        assert_eq!(&reply, b"OK");
    };
    let serve = async {
        let mut stream = Acceptor::new(server).start(theirs);
        let mut early = [0; 3];
        stream.early_data().read_exact(&mut early).await.unwrap();
        assert_eq!(&early, b"GET");
        stream.half_rtt().unwrap();
        assert!(stream.connection().is_handshaking());
        stream.write_all(b"OK").await.unwrap();
        stream.flush().await.unwrap();
        stream.complete_handshake().await.unwrap();
        stream
    };
    soon(async { tokio::join!(send, serve) }).await;
}

#[tokio::test]
async fn rejected_by_an_anti_replay_store_elsewhere() {
    let (client, server) = resumable(1000).await;
    let store = |question: &Question| -> Option<Answer> {
        let Question::AdmitEarlyData(_) = question else { return None };
        Some(Box::pin(async {
            tokio::task::yield_now().await;
            Reply::EarlyData(false)
        }))
    };
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let send = async {
        let mut stream = Connector::new(client).start(localhost(), ours).unwrap();
        stream.send_early(b"again").await.unwrap();
        stream.complete_handshake().await.unwrap();
        assert_eq!(stream.connection().early_data(), EarlyData::Rejected);
        stream.write_all(b"once").await.unwrap();
        stream.flush().await.unwrap();
        stream
    };
    let serve = async {
        let mut stream = Acceptor::new(server).answers(store).start(theirs);
        let mut early = Vec::new();
        stream.early_data().read_to_end(&mut early).await.unwrap();
        assert_eq!(early, b"");
        let mut data = [0; 4];
        stream.read_exact(&mut data).await.unwrap();
        assert_eq!(&data, b"once");
    };
    soon(async { tokio::join!(send, serve) }).await;
}

#[tokio::test]
async fn none_without_a_session() {
    let made = made();
    let client = made.client().early_data(true).build().unwrap();
    let (ours, _theirs) = tokio::io::duplex(1 << 16);
    let mut stream = Connector::new(client).start(localhost(), ours).unwrap();
    assert!(stream.send_early(b"x").await.is_err());
}
