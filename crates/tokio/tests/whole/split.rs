//! Two halves for two tasks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use surehand::{Error, PeerIdentity, StateError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::Notify;

use crate::rig::{configs, localhost, pair, pattern, soon};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_directions_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ours = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (client, server) = pair(ours, listener.accept().await.unwrap().0).await;
    let mut tasks = tokio::task::JoinSet::new();
    for stream in [client, server] {
        let (mut read, mut write) = stream.into_split().unwrap();
        tasks.spawn(async move {
            for round in 0..40 {
                write.update_keys(round % 3 == 0).unwrap();
                write.write_all(&pattern(100_000)).await.unwrap();
            }
            write.shutdown().await.unwrap();
        });
        tasks.spawn(async move {
            let mut received = Vec::new();
            read.read_to_end(&mut received).await.unwrap();
            assert!(received.chunks(100_000).all(|chunk| chunk == pattern(100_000)));
            assert_eq!(received.len(), 4_000_000);
        });
    }
    soon(tasks.join_all()).await;
}

#[tokio::test]
async fn an_idle_writer_is_told_what_it_owes() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let (mut client, server) = pair(ours, theirs).await;
    let (mut read, mut write) = server.into_split().unwrap();
    let (owes, count) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let (waker, counter) = (owes.clone(), count.clone());
    read.on_wake(move || {
        counter.fetch_add(1, Ordering::Relaxed);
        waker.notify_one();
    });
    tokio::spawn(async move { read.read_to_end(&mut Vec::new()).await });
    let before = client.connection().session().is_some();
    assert!(before);
    client.connection_mut().update_keys(true).unwrap();
    client.flush().await.unwrap();
    soon(owes.notified()).await;
    write.flush().await.unwrap();
    assert_eq!(count.load(Ordering::Relaxed), 1);
    // The answer is the only thing that comes: the next request is not left out, so it was answered.
    let read = tokio::time::timeout(std::time::Duration::from_millis(50), client.read_u8()).await;
    assert!(read.is_err());
    client.connection_mut().update_keys(true).unwrap();
    client.flush().await.unwrap();
    soon(owes.notified()).await;
}

#[tokio::test]
async fn data_that_waits_goes_with_the_halves() {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (mut client, mut server) = pair(ours, theirs).await;
    server.write_all(&pattern(3000)).await.unwrap();
    server.flush().await.unwrap();
    let mut start = vec![0; 1000];
    client.read_exact(&mut start).await.unwrap();
    let (mut read, mut write) = client.into_split_with(tokio::io::split).unwrap();
    let mut rest = vec![0; 2000];
    read.read_exact(&mut rest).await.unwrap();
    assert_eq!([start, rest].concat(), pattern(3000));
    assert!(matches!(read.peer_identity(), Some(PeerIdentity::Pin(_))));
    assert!(tokio::io::AsyncWrite::is_write_vectored(&write));
    write.write_all(b"and back").await.unwrap();
    write.shutdown().await.unwrap();
    drop((read, write));
    let mut text = String::new();
    server.read_to_string(&mut text).await.unwrap();
    assert_eq!(text, "and back");
}

#[tokio::test]
async fn not_before_the_handshake_is_complete() {
    let (client, _) = configs();
    let (ours, _theirs) = tokio::io::duplex(10);
    let stream = surehand_tokio::Connector::new(client).start(localhost(), ours).unwrap();
    let error = stream.into_split_with(tokio::io::split).err().unwrap();
    assert!(matches!(error, Error::State(StateError::NotYet)));
}

/// A failure of the reading half ends the writing half, which tells the peer.
#[tokio::test]
async fn a_failure_is_told_by_the_other_half() {
    let (mut raw, theirs) = tokio::io::duplex(1 << 16);
    let (ours, relayed) = tokio::io::duplex(1 << 16);
    let relay = tokio::spawn(async move {
        let mut relayed = relayed;
        let _ = tokio::io::copy_bidirectional(&mut raw, &mut relayed).await;
        (raw, relayed)
    });
    let (client, server) = pair(ours, theirs).await;
    relay.abort();
    drop(client);
    let (mut read, mut write) = server.into_split_with(tokio::io::split).unwrap();
    // The relay is gone with the transport: truncated.
    assert!(soon(read.read(&mut [0])).await.is_err());
    assert!(write.write(b"x").await.is_err());
}
