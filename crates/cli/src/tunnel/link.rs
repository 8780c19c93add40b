//! One connection: its handshake, its other side, and what becomes of it.

use std::io;
use std::time::Duration;

use surehand::pki_types::ServerName;
use surehand::{AlertDescription, Error};
use surehand_tokio::{Acceptor, Connector, Stream};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::ends::{Current, End};
use super::metrics::{Metrics, reason};
use super::relay::{Cut, Side, relay};
use super::sockets;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an alert may take.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What every connection needs.
pub struct Link {
    /// The configuration that counts.
    pub current: Current,
    /// Where everything goes.
    pub to: String,
    /// How long a handshake may take.
    pub handshake: Duration,
    /// What is counted.
    pub metrics: std::sync::Arc<Metrics>,
}

impl Link {
    /// Serves one connection to its end, or says in a line what went wrong.
    pub async fn serve(&self, near: TcpStream) -> Result<(), String> {
        sockets::prepare(&near).map_err(|error| error.to_string())?;
        match self.current.end() {
            End::Server(acceptor) => self.server(&acceptor, near).await,
            End::Client(connector, name) => self.client(&connector, name, near).await,
        }
    }

    async fn server(&self, acceptor: &Acceptor, near: TcpStream) -> Result<(), String> {
        let mut tls = acceptor.start(near);
        self.handshake(&mut tls).await?;
        match self.dial().await {
            Ok(plain) => self.relay(tls, plain).await,
            Err(why) => {
                tls.connection_mut().abort(AlertDescription::INTERNAL_ERROR);
                let _ = timeout(LAST_WORDS, tls.flush()).await;
                sockets::finish(tls.transport()).await;
                Err(why)
            }
        }
    }

    async fn client(&self, connector: &Connector, name: ServerName<'static>, near: TcpStream) -> Result<(), String> {
        sockets::reset_on_drop(&near).map_err(|error| error.to_string())?;
        let far = self.dial().await?;
        let mut tls = connector.start(name, far).map_err(|error| words(&error))?;
        self.handshake(&mut tls).await?;
        self.relay(tls, near).await
    }

    async fn handshake(&self, tls: &mut Stream<TcpStream>) -> Result<(), String> {
        let (reason, why) = match timeout(self.handshake, tls.complete_handshake()).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => (reason(&error), words(&error)),
            Err(_) => {
                // An error for the peer too, who may think that it is connected: a close_notify would look like an end.
                tls.connection_mut().abort(AlertDescription::GENERAL_ERROR);
                let _ = timeout(LAST_WORDS, tls.flush()).await;
                ("timeout".to_owned(), format!("it took more than {} s", self.handshake.as_secs()))
            }
        };
        self.metrics.handshakes_failed.add(reason);
        sockets::finish(tls.transport()).await;
        Err(format!("handshake failed: {why}"))
    }

    async fn dial(&self) -> Result<TcpStream, String> {
        let connected = timeout(CONNECT_TIMEOUT, TcpStream::connect(&self.to)).await;
        let connected = connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        let connected = connected.and_then(|tcp| sockets::prepare(&tcp).map(|()| tcp));
        connected.map_err(|error| {
            self.metrics.upstream_failed.add(1);
            format!("connecting to {} failed: {error}", self.to)
        })
    }

    async fn relay(&self, tls: Stream<TcpStream>, plain: TcpStream) -> Result<(), String> {
        let Err(Cut { side, error, .. }) = relay(tls, plain, &self.metrics).await else { return Ok(()) };
        let (label, side) = match side {
            Side::Tls => ("tls", "TLS"),
            Side::Plain => ("plain", "plain"),
        };
        self.metrics.cut.add(format!("{label}_{}", reason(&error)));
        Err(format!("cut off on the {side} side: {}", words(&error)))
    }
}

/// An error and what usually helps, in a line.
fn words(error: &Error) -> String {
    match error.hint() {
        Some(hint) => format!("{error}; hint: {hint}"),
        None => error.to_string(),
    }
}
