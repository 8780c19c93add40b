//! Data in both directions, over transports of every kind.

use std::io::IoSlice;
use std::time::Duration;

use surehand_tokio::Stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::{TcpListener, TcpStream};

use crate::rig::{chopped, configs, exchange, localhost, pair, pattern, soon};

/// Both ends send at once, and each gets what the other has sent.
async fn both_ways<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(ours: T, theirs: T, length: usize) {
    let (client, server) = soon(pair(ours, theirs)).await;
    let (up, down) = (pattern(length), pattern(length + 77));
    let (to_client, to_server) = soon(async { tokio::join!(exchange(client, &up), exchange(server, &down)) }).await;
    assert_eq!(to_client.unwrap(), down);
    assert_eq!(to_server.unwrap(), up);
}

#[tokio::test]
async fn over_a_pipe_of_one_byte() {
    let (ours, theirs) = tokio::io::duplex(1);
    both_ways(ours, theirs, 20_000).await;
}

#[tokio::test]
async fn over_a_wide_pipe() {
    let (ours, theirs) = tokio::io::duplex(1 << 20);
    both_ways(ours, theirs, 3_000_000).await;
}

#[tokio::test]
async fn however_the_bytes_are_chopped() {
    for seed in 0..21 {
        let most = [1, 2, 5, 17, 100, 1400, 20_000][seed as usize % 7];
        let (ours, theirs) = chopped(seed, most);
        both_ways(ours, theirs, 100 * most.min(1000)).await;
    }
}

#[tokio::test]
async fn over_tcp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ours = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    both_ways(ours, listener.accept().await.unwrap().0, 10_000_000).await;
}

#[tokio::test]
async fn key_updates_on_the_way() {
    let (ours, theirs) = tokio::io::duplex(100);
    let (mut client, mut server) = pair(ours, theirs).await;
    for round in 0..20u8 {
        client.connection_mut().update_keys(round.is_multiple_of(2)).unwrap();
        let mut byte = [0];
        soon(async {
            client.write_all(&[round]).await.unwrap();
            let (flushed, read) = tokio::join!(client.flush(), server.read_exact(&mut byte));
            flushed.unwrap();
            read.unwrap();
            let (flushed, written) = tokio::join!(client.read_exact(&mut byte), async {
                server.write_all(&[round]).await?;
                server.flush().await
            });
            flushed.unwrap();
            written.unwrap();
        })
        .await;
        assert_eq!(byte, [round]);
    }
}

#[tokio::test]
async fn slices_share_records() {
    let (ours, theirs) = tokio::io::duplex(1 << 20);
    let (mut client, mut server) = pair(ours, theirs).await;
    let slices = [IoSlice::new(b"one "), IoSlice::new(b""), IoSlice::new(b"record "), IoSlice::new(b"for all")];
    assert!(tokio::io::AsyncWrite::is_write_vectored(&client));
    assert_eq!(client.write_vectored(&slices).await.unwrap(), 18);
    client.flush().await.unwrap();
    let mut buffer = [0; 100];
    // A read ends with a record: they are in one.
    assert_eq!(server.read(&mut buffer).await.unwrap(), 18);
    assert_eq!(&buffer[..18], b"one record for all");
    assert_eq!(client.write_vectored(&[]).await.unwrap(), 0);
    let much = pattern(200_000);
    let slices: Vec<_> = much.chunks(30_000).map(IoSlice::new).collect();
    let taken = client.write_vectored(&slices).await.unwrap();
    assert!((1..much.len()).contains(&taken), "{taken}");
    let mut received = vec![0; taken];
    let (flushed, read) = tokio::join!(client.flush(), server.read_exact(&mut received));
    flushed.unwrap();
    read.unwrap();
    assert_eq!(received, much[..taken]);
}

/// Whoever does not read holds the writer up, after a bounded number of bytes.
#[tokio::test(start_paused = true)]
async fn back_pressure_is_kept() {
    let (ours, theirs) = tokio::io::duplex(1000);
    let (mut client, server) = pair(ours, theirs).await;
    let mut taken = 0;
    let chunk = [7; 10_000];
    while let Ok(written) = tokio::time::timeout(Duration::from_secs(1), client.write(&chunk)).await {
        taken += written.unwrap();
        assert!(taken < 200_000, "a writer is never held up");
    }
    // One write waits in the stream, and no more.
    assert!(taken <= 2 * chunk.len(), "{taken}");
    let (received, sent) = tokio::join!(exchange(server, b""), async {
        client.shutdown().await?;
        client.read_to_end(&mut Vec::new()).await
    });
    sent.unwrap();
    assert_eq!(received.unwrap().len(), taken);
}

#[tokio::test]
async fn a_handshake_runs_when_it_is_first_needed() {
    let (client, server) = configs();
    let (ours, theirs) = tokio::io::duplex(10);
    let client: Stream<DuplexStream> = Stream::new(surehand::Connection::client(&client, localhost()).unwrap(), ours);
    let server = Stream::new(surehand::Connection::server(&server), theirs);
    let (one, other) =
        soon(async { tokio::join!(exchange(client, b"from client"), exchange(server, b"from server")) }).await;
    assert_eq!(one.unwrap(), b"from server");
    assert_eq!(other.unwrap(), b"from client");
}

#[test]
fn streams_go_where_tasks_go() {
    fn goes<T: Send + Sync + Unpin + 'static>() {}
    goes::<Stream<TcpStream>>();
    goes::<surehand_tokio::ReadHalf<TcpStream>>();
    goes::<surehand_tokio::WriteHalf<TcpStream>>();
}
