//! Futures that are dropped half-way: no byte is lost, and none comes twice.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::rig::{chopped, configs, localhost, pair, pattern, soon};

/// Polls a future so many times, and then drops it.
async fn poll_only<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn write_with_drops(stream: &mut (impl AsyncWrite + Unpin), data: &[u8]) {
    let (mut sent, mut round) = (0, 0);
    while sent < data.len() {
        let end = data.len().min(sent + 1 + round * 37 % 3000);
        if let Some(written) = poll_only(round % 4, stream.write(&data[sent..end])).await {
            sent += written.unwrap();
        }
        let _ = poll_only(round % 3, stream.flush()).await;
        round += 1;
        tokio::task::yield_now().await;
    }
    let mut tries = 0;
    while poll_only(tries % 5, stream.shutdown()).await.is_none() {
        tries += 1;
        tokio::task::yield_now().await;
    }
}

async fn read_with_drops(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let (mut received, mut round) = (Vec::new(), 0);
    loop {
        let mut buffer = vec![0; 1 + round * 101 % 2000];
        if let Some(read) = poll_only(round % 4, stream.read(&mut buffer)).await {
            match read.unwrap() {
                0 => return received,
                length => received.extend_from_slice(&buffer[..length]),
            }
        }
        round += 1;
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn no_byte_is_lost() {
    for seed in 1..13 {
        let most = [1, 3, 40, 900][seed as usize % 4];
        let (ours, theirs) = chopped(seed, most);
        let (mut client, mut server) = soon(pair(ours, theirs)).await;
        let data = pattern(30 * most + 500);
        let ((), received) =
            soon(async { tokio::join!(write_with_drops(&mut client, &data), read_with_drops(&mut server)) }).await;
        assert_eq!(received, data, "seed {seed}");
    }
}

#[tokio::test]
async fn a_handshake_goes_on_where_it_was_left() {
    for seed in 1..13 {
        let (client, server) = configs();
        let (ours, theirs) = chopped(seed, 1 + seed as usize * 13);
        let mut client = surehand_tokio::Connector::new(client).start(localhost(), ours).unwrap();
        let mut server = surehand_tokio::Acceptor::new(server).start(theirs);
        let drive = async |stream: &mut surehand_tokio::Stream<_>| {
            let mut round = 0;
            loop {
                round += 1;
                if let Some(done) = poll_only(round % 3, stream.complete_handshake()).await {
                    return done.unwrap();
                }
                tokio::task::yield_now().await;
            }
        };
        soon(async { tokio::join!(drive(&mut client), drive(&mut server)) }).await;
        client.write_all(b"x").await.unwrap();
        let (flushed, byte) = soon(async { tokio::join!(client.flush(), server.read_u8()) }).await;
        flushed.unwrap();
        assert_eq!(byte.unwrap(), b'x');
    }
}

/// A reader owes the answer to a KeyUpdate while the writer waits for the transport. The reader's task is then gone: the
/// writer is woken all the same.
#[tokio::test]
async fn a_reader_that_leaves_does_not_take_the_writers_wake_along() {
    let (ours, theirs) = tokio::io::duplex(64);
    let (mut client, server) = pair(ours, theirs).await;
    let (mut server_read, mut server_write) = tokio::io::split(server);
    let writer = tokio::spawn(async move {
        server_write.write_all(&pattern(100_000)).await.unwrap();
        server_write.shutdown().await.unwrap();
    });
    tokio::task::yield_now().await;
    client.connection_mut().update_keys(true).unwrap();
    client.flush().await.unwrap();
    let reader = tokio::spawn(async move {
        let timeout = tokio::time::timeout(Duration::from_millis(50), server_read.read_u8()).await;
        assert!(timeout.is_err());
        // It stays, and reads no more.
        std::future::pending::<()>().await;
        drop(server_read);
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut received = Vec::new();
    soon(client.read_to_end(&mut received)).await.unwrap();
    assert_eq!(received, pattern(100_000));
    soon(writer).await.unwrap();
    reader.abort();
}
