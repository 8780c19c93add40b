//! Who comes in, signals, and the end.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};

use super::link::Link;
use super::sockets;
use crate::exit::{Failure, tell};

/// How long to wait where no connection can be accepted: most often file descriptors have run out.
const PAUSE: Duration = Duration::from_millis(100);

/// The signals that we listen to.
pub struct Signals {
    reload: Signal,
    end: End,
}

/// The signals that end the program.
struct End {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on they do not end the program by themselves.
    pub fn new() -> io::Result<Self> {
        let end = End { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? };
        Ok(Self { reload: signal(SignalKind::hangup())?, end })
    }
}

impl End {
    async fn signalled(&mut self) {
        tokio::select! {
            Some(()) = self.terminate.recv() => {}
            Some(()) = self.interrupt.recv() => {}
            else => pending().await,
        }
    }
}

/// The open connections.
pub struct Doors {
    link: Arc<Link>,
    max: usize,
    open: JoinSet<()>,
    number: u64,
}

impl Doors {
    /// For at most `max` connections at a time.
    pub fn new(link: Arc<Link>, max: usize) -> Self {
        Self { link, max, open: JoinSet::new(), number: 0 }
    }

    /// Takes connections until a signal says otherwise, and lets those that are open end.
    pub async fn serve(mut self, listener: TcpListener, signals: Signals, drain: Duration) -> Result<(), Failure> {
        let Signals { mut reload, mut end } = signals;
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((tcp, peer)) => self.take(tcp, peer),
                    Err(error) => {
                        tell!("accepting: {error}");
                        sleep(PAUSE).await;
                    }
                },
                Some(ended) = self.open.join_next() => self.leave(ended),
                Some(()) = reload.recv() => self.reload(),
                () = end.signalled() => break,
            }
        }
        drop(listener);
        self.drain(end, drain).await
    }

    fn take(&mut self, tcp: TcpStream, peer: SocketAddr) {
        self.number += 1;
        let (link, number) = (self.link.clone(), self.number);
        if self.open.len() >= self.max {
            link.metrics.refused.add(1);
            tell!("connection {number} from {peer}: refused, {} are open already", self.max);
            // Not an end that could be taken for one.
            let _ = sockets::reset_on_drop(&tcp);
            return;
        }
        link.metrics.total.add(1);
        self.open.spawn(async move {
            if let Err(why) = link.serve(tcp).await {
                tell!("connection {number} from {peer}: {why}");
            }
        });
        self.link.metrics.open.set(self.open.len());
    }

    fn leave(&self, ended: Result<(), JoinError>) {
        self.link.metrics.open.set(self.open.len());
        if let Err(error) = ended.map_err(|error| error.to_string()) {
            tell!("a connection has failed: {error}");
        }
    }

    fn reload(&self) {
        match self.link.current.reload() {
            Ok(()) => {
                self.link.metrics.reloaded.add(1);
                tell!("reloaded; open connections stay as they are");
            }
            Err(failure) => {
                self.link.metrics.reload_failed.add(1);
                tell!("reloading failed, everything stays as it was: {failure}");
            }
        }
    }

    async fn drain(mut self, mut end: End, limit: Duration) -> Result<(), Failure> {
        if !self.open.is_empty() {
            tell!("ending: {} connections are open and have {} s", self.open.len(), limit.as_secs());
        }
        let all = timeout(limit, async {
            while let Some(ended) = self.open.join_next().await {
                self.leave(ended);
            }
        });
        tokio::select! {
            _ = all => {}
            () = end.signalled() => {}
        }
        match self.open.len() {
            0 => Ok(()),
            left => {
                self.open.shutdown().await;
                Err(Failure::cut(format!("{left} connections were cut off before their end")))
            }
        }
    }
}
