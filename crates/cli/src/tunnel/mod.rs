//! `surehand tunnel`: TLS 1.3 around any TCP service.

mod doors;
mod ends;
mod link;
mod metrics;
mod relay;
mod scrape;
mod sockets;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;

use crate::exit::{Failure, say};
use doors::{Doors, Signals};
use ends::{Current, Ends};
use link::Link;
use metrics::Metrics;

/// Carry any TCP service over TLS 1.3: one tunnel in front of the service, one in front of its users
///
/// With --server, TLS comes in and plain TCP goes on to the service. With --client, plain TCP comes
/// in and TLS goes on to a server, a tunnel or any other. Each end shows the other a certificate
/// (or both have a pre-shared key), unless --no-client-auth says otherwise.
///
/// Each direction closes by itself: close_notify on one side is FIN on the other. A connection that
/// is cut on one side is cut on the other: a reset for TCP, an end without close_notify for TLS.
/// Nothing incomplete looks complete.
///
/// SIGHUP reads certificates, keys and authorities again and changes ticket keys; open connections
/// stay. SIGTERM and SIGINT let open connections end and take no new ones; a second signal cuts
/// them off. Each connection takes two file descriptors (`ulimit -n`).
///
/// Example:
///
///   surehand tunnel --server --listen 0.0.0.0:6380 --to 127.0.0.1:6379 \
///     --cert certs/leaf.pem --key certs/leaf.key --ca certs/ca.pem
///   surehand tunnel --client --name localhost --listen 127.0.0.1:6379 --to redis.example:6380 \
///     --cert certs/client.pem --key certs/client.key --ca certs/ca.pem
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Tunnel {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: String,
    /// Where everything goes, looked up for each connection
    #[arg(long, value_name = "ADDR")]
    to: String,
    #[command(flatten)]
    ends: Ends,
    /// Count at http://ADDR/metrics, for Prometheus; a loopback address, for everybody who reaches it can read that
    #[arg(long, value_name = "ADDR", value_parser = loopback)]
    metrics: Option<SocketAddr>,
    /// Close new connections at the door while so many are open
    #[arg(long, value_name = "N", default_value_t = 4096)]
    max_connections: usize,
    /// Give up a handshake that takes more than so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    handshake_seconds: u64,
    /// At SIGTERM, cut off what is still open after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    drain_seconds: u64,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| "not of the form IP:PORT".to_owned())?;
    if address.ip().is_loopback() { Ok(address) } else { Err("not a loopback address".to_owned()) }
}

impl Tunnel {
    pub fn run(self) -> Result<(), Failure> {
        let current = Current::new(self.ends)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let done = runtime.block_on(async {
            let signals = Signals::new()?;
            let metrics = Arc::new(Metrics::default());
            let listener = bind(&self.listen).await?;
            if let Some(address) = self.metrics {
                let scraped = bind(&address.to_string()).await?;
                say!("metrics at http://{}/metrics", scraped.local_addr()?);
                tokio::spawn(scrape::serve(scraped, metrics.clone()));
            }
            say!("listening on {}", listener.local_addr()?);
            let handshake = Duration::from_secs(self.handshake_seconds);
            let link = Arc::new(Link { current, to: self.to, handshake, metrics });
            let doors = Doors::new(link, self.max_connections);
            doors.serve(listener, signals, Duration::from_secs(self.drain_seconds)).await
        });
        // A name that is being looked up is not waited for.
        runtime.shutdown_background();
        done
    }
}

async fn bind(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| Failure::network(&format!("listening on {address}"), &error))
}
