//! Much data, both ways at once.

use quinn::{Connection, RecvStream, SendStream};

use crate::rig::{PAIRS, made, pair};

const CHUNK: usize = 1 << 16;

/// The same on both ends, and different from chunk to chunk.
fn chunk(number: usize) -> Vec<u8> {
    (0..CHUNK).map(|place| (place ^ (place >> 8) ^ number.wrapping_mul(37)) as u8).collect()
}

async fn send(mut stream: SendStream, chunks: usize) {
    for number in 0..chunks {
        stream.write_all(&chunk(number)).await.unwrap();
    }
    stream.finish().unwrap();
    stream.stopped().await.unwrap();
}

async fn receive(mut stream: RecvStream, chunks: usize) {
    let mut buffer = vec![0; CHUNK];
    for number in 0..chunks {
        stream.read_exact(&mut buffer).await.unwrap();
        assert!(buffer == chunk(number), "chunk {number}");
    }
    assert_eq!(stream.read(&mut buffer).await.unwrap(), None);
}

async fn both_ways(client: &Connection, server: &Connection, chunks: usize) {
    let ours = async {
        let stream = client.open_uni().await.unwrap();
        tokio::join!(send(stream, chunks), async { receive(client.accept_uni().await.unwrap(), chunks).await })
    };
    let theirs = async {
        let stream = server.open_uni().await.unwrap();
        tokio::join!(send(stream, chunks), async { receive(server.accept_uni().await.unwrap(), chunks).await })
    };
    tokio::join!(ours, theirs);
}

async fn transfer(mebibytes: usize) {
    for (ours, theirs) in PAIRS {
        let made = made();
        let (client, server) = pair(made.client(ours), made.server(theirs)).await;
        both_ways(&client, &server, mebibytes << 4).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn some_mebibytes() {
    transfer(2).await;
}

/// `cargo test -p surehand-quic --test whole -- --ignored`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute"]
async fn a_hundred_mebibytes() {
    transfer(100).await;
}
