//! Both directions of a connection at once, each closing by itself.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use surehand::Error;
use surehand_tokio::{ReadHalf, Stream, WriteHalf};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, tcp};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::metrics::Metrics;
use super::sockets;

/// How much is read at once: a record.
const BUFFER: usize = 16 * 1024;
/// How long what is left may take once a side takes no more, and an alert to a peer that is slow.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Why a connection ended before its end.
pub struct Cut {
    /// The side that failed.
    pub side: Side,
    /// How.
    pub error: Error,
    /// Whether it only takes nothing more; what it has sent may be there to be read.
    writing: bool,
}

/// A side of a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The encrypted one.
    Tls,
    /// The other.
    Plain,
}

impl Side {
    fn reading(self) -> impl FnOnce(io::Error) -> Cut {
        move |error| Cut { side: self, error: error.into(), writing: false }
    }

    fn writing(self) -> impl FnOnce(io::Error) -> Cut {
        move |error| Cut { side: self, error: error.into(), writing: true }
    }
}

/// Carries everything to and fro until both directions have ended. What fails on one side fails on the other.
pub async fn relay(tls: Stream<TcpStream>, mut plain: TcpStream, metrics: &Metrics) -> Result<(), Cut> {
    // Whatever happens, the end of this task included: only what has ended well looks like it.
    sockets::reset_on_drop(&plain).map_err(Side::Plain.reading())?;
    let (mut read, mut write) = tls.into_split().map_err(|error| Side::Tls.reading()(error.into()))?;
    let owes = Arc::new(Notify::new());
    let waker = owes.clone();
    read.on_wake(move || waker.notify_one());
    let carried = {
        let (from, to) = plain.split();
        let broken = AtomicBool::new(false);
        let mut inward = pin!(decrypt(&mut read, to, &broken, metrics));
        let mut outward = pin!(encrypt(from, &mut write, &owes, &broken, metrics));
        tokio::select! {
            biased;
            first = &mut inward => settle(first, outward).await,
            first = &mut outward => settle(first, inward).await,
        }
    };
    if carried.is_ok() {
        return sockets::keep_on_drop(&plain).map_err(Side::Plain.reading());
    }
    drop(plain);
    // An alert, if one is owed.
    let _ = timeout(LAST_WORDS, write.flush()).await;
    sockets::finish(write.transport().as_ref()).await;
    carried
}

/// What comes of the other direction once the first has ended.
async fn settle(first: Result<(), Cut>, other: impl Future<Output = Result<(), Cut>>) -> Result<(), Cut> {
    match first {
        Ok(()) => other.await,
        // The last that was sent says more: an answer for the peer, or an alert for us.
        Err(cut) if cut.writing => match timeout(LAST_WORDS, other).await {
            Ok(Err(better)) => Err(better),
            _ => Err(cut),
        },
        Err(cut) => Err(cut),
    }
}

async fn decrypt(
    read: &mut ReadHalf<tcp::OwnedReadHalf>,
    mut to: tcp::WriteHalf<'_>,
    broken: &AtomicBool,
    metrics: &Metrics,
) -> Result<(), Cut> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = read.read(&mut buffer).await.map_err(Side::Tls.reading())?;
        let written = match length {
            0 => to.shutdown().await,
            _ => to.write_all(buffer.get(..length).unwrap_or_default()).await,
        };
        if written.is_err() {
            broken.store(true, Ordering::Relaxed);
        }
        written.map_err(Side::Plain.writing())?;
        if length == 0 {
            return Ok(());
        }
        metrics.decrypted.add(length as u64);
    }
}

async fn encrypt(
    mut from: tcp::ReadHalf<'_>,
    write: &mut WriteHalf<tcp::OwnedWriteHalf>,
    owes: &Notify,
    broken: &AtomicBool,
    metrics: &Metrics,
) -> Result<(), Cut> {
    let mut buffer = vec![0; BUFFER];
    loop {
        // Also what is left of the last write, and what the reading half owes.
        write.flush().await.map_err(Side::Tls.writing())?;
        let length = tokio::select! {
            read = from.read(&mut buffer) => read.map_err(Side::Plain.reading())?,
            () = owes.notified() => continue,
        };
        // After a failed write the system reports an end even where the peer has reset the connection.
        if length == 0 && broken.load(Ordering::Relaxed) {
            return Err(Side::Plain.reading()(io::ErrorKind::ConnectionReset.into()));
        }
        if length == 0 {
            return write.shutdown().await.map_err(Side::Tls.writing());
        }
        write.write_all(buffer.get(..length).unwrap_or_default()).await.map_err(Side::Tls.writing())?;
        metrics.encrypted.add(length as u64);
    }
}
