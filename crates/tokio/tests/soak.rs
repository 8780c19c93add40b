//! Clients that leave in the middle, slow ones, and futures that are dropped: for a few seconds, or `SOAK_SECONDS`.
//!
//! Prints how many tasks, file descriptors and how much memory there are on the way. At the end the tasks and the descriptors
//! are those of the beginning, and from the first fifth of the time on memory does not grow by more than 8 MiB.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use surehand::{ClientConfig, Credential, ServerConfig};
use surehand_tokio::{Acceptor, Connector, Stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const CLIENTS: u64 = 24;

/// xorshift64*, seeded, so that a run can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }
}

#[derive(Debug)]
struct Figures {
    tasks: usize,
    descriptors: usize,
    resident_kib: u64,
}

fn figures() -> Figures {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    Figures {
        tasks: tokio::runtime::Handle::current().metrics().num_alive_tasks(),
        descriptors: std::fs::read_dir("/proc/self/fd").unwrap().count(),
        resident_kib: resident.trim().trim_end_matches(" kB").parse().unwrap(),
    }
}

/// Sends back what comes, until somebody gives up.
async fn echo(acceptor: Acceptor, tcp: TcpStream) -> Result<(), surehand::Error> {
    let mut stream = acceptor.accept(tcp).await?;
    let mut buffer = vec![0; 8192];
    loop {
        let length = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut buffer)).await.unwrap_or(Ok(0))?;
        if length == 0 {
            return Ok(stream.shutdown().await?);
        }
        stream.write_all(buffer.get(..length).unwrap_or_default()).await?;
        stream.flush().await?;
    }
}

/// One visit of one of the kinds of client.
async fn visit(connector: &Connector, port: u16, random: &mut Random) -> Result<(), surehand::Error> {
    let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
    let patience = Duration::from_micros(random.below(3000));
    if random.below(5) == 0 {
        // Gone in the handshake.
        let connect = connector.connect("localhost".try_into().unwrap(), tcp);
        let _ = tokio::time::timeout(patience, connect).await;
        return Ok(());
    }
    let mut stream = connector.connect("localhost".try_into().unwrap(), tcp).await?;
    let data = vec![7; 1 + random.below(40_000) as usize];
    match random.below(6) {
        // Gone without a word.
        0 => {}
        // Gone in the middle of writing, or of reading.
        1 => {
            let _ = tokio::time::timeout(patience, stream.write_all(&data)).await;
        }
        2 => {
            stream.write_all(&data).await?;
            let _ = tokio::time::timeout(patience, stream.read_exact(&mut vec![0; data.len()])).await;
        }
        // Slow.
        3 => {
            for byte in data.iter().take(5) {
                stream.write_all(&[*byte]).await?;
                stream.flush().await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
                stream.read_u8().await?;
            }
        }
        // In halves, one of them dropped first.
        4 => halves(stream, &data).await?,
        // As it should be, with a key update.
        _ => {
            stream.connection_mut().update_keys(true)?;
            whole(stream, &data).await?;
        }
    }
    Ok(())
}

async fn whole(stream: Stream<TcpStream>, data: &[u8]) -> Result<(), surehand::Error> {
    let (mut read, mut write) = tokio::io::split(stream);
    let send = async {
        write.write_all(data).await?;
        write.shutdown().await
    };
    let mut back = Vec::new();
    tokio::try_join!(send, read.read_to_end(&mut back))?;
    assert!(back == data);
    Ok(())
}

async fn halves(stream: Stream<TcpStream>, data: &[u8]) -> Result<(), surehand::Error> {
    let (mut read, mut write) = stream.into_split()?;
    let task = tokio::spawn(async move {
        let mut back = Vec::new();
        let _ = tokio::time::timeout(Duration::from_millis(500), read.read_to_end(&mut back)).await;
    });
    write.write_all(data).await?;
    write.flush().await?;
    drop(write);
    let _ = task.await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak() {
    let seconds = std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let duration = Duration::from_secs(seconds);
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let credential = Credential::from_pem(chain.as_bytes(), key.as_bytes()).unwrap();
    let pins = [credential.pin().unwrap()];
    let connector = Connector::new(ClientConfig::builder().pins(pins).build().unwrap());
    let acceptor = Acceptor::new(ServerConfig::builder().credential(credential).build().unwrap());
    let before = figures();
    println!("at the start {before:?}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();

    let server = tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            tokio::spawn(echo(acceptor.clone(), tcp));
        }
    });
    let (visits, started) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let mut clients = JoinSet::new();
    for seed in 1..=CLIENTS {
        let (connector, visits) = (connector.clone(), visits.clone());
        clients.spawn(async move {
            let mut random = Random(seed);
            while started.elapsed() < duration {
                // What the server makes of a client that leaves is no matter here.
                let _ = tokio::time::timeout(Duration::from_secs(5), visit(&connector, port, &mut random)).await;
                visits.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    let mut warm = None;
    for fifth in 1..=5 {
        tokio::time::sleep(duration / 5).await;
        let now = figures();
        println!("after {fifth}/5 of {seconds} s: {} visits, {now:?}", visits.load(Ordering::Relaxed));
        warm.get_or_insert(now);
    }
    clients.join_all().await;
    server.abort();
    // The last of the server's tasks give their clients up after two seconds.
    let patience = Instant::now();
    while patience.elapsed() < Duration::from_secs(10) && figures().tasks > before.tasks {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let after = figures();
    println!("at the end {after:?}");
    assert_eq!(after.tasks, before.tasks, "tasks are left over");
    assert_eq!(after.descriptors, before.descriptors, "file descriptors are left over");
    let grown = after.resident_kib.saturating_sub(warm.map_or(0, |warm| warm.resident_kib));
    assert!(grown <= 8192, "memory has grown by {grown} KiB");
}
