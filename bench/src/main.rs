//! Surehand beside rustls, in one process and one run: full handshakes and bulk transfer, in memory.
//!
//! Rounds of the peers alternate; figures are medians, and what counts are the ratios.
#![forbid(unsafe_code)]

mod certificates;
mod rustls_peer;
mod surehand_peer;

use std::time::{Duration, Instant};

use certificates::Certificates;

/// How often everything is repeated; odd, so that a median is a measured value.
const ROUNDS: usize = 31;
/// Handshakes in one round.
const HANDSHAKES: usize = 40;
/// Bytes sent in one round.
const BULK: usize = 32 << 20;
/// Bytes in one write.
const WRITE: usize = 16 << 10;

/// A pair of connected ends in memory, and how long each end took.
pub trait Peer {
    /// What stands in the table.
    fn name(&self) -> &'static str;
    /// One full handshake: the time spent in the client, and in the server.
    fn handshake(&self) -> (Duration, Duration);
    /// Sends [`BULK`] bytes from the server to the client: the time spent sending, and receiving.
    fn bulk(&self, suite: Suite) -> (Duration, Duration);
}

/// The suites of the bulk transfer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suite {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

/// The time that `work` takes, and its result.
pub fn timed<T>(total: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *total += start.elapsed();
    result
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let ecdsa = Certificates::ecdsa();
    let rsa = Certificates::rsa();
    println!("{ROUNDS} rounds, alternating; leaf and intermediate verified, name checked; medians\n");
    for (title, certificates, hybrid) in [
        ("full handshake, X25519, ECDSA P-256", &ecdsa, false),
        ("full handshake, X25519MLKEM768, ECDSA P-256", &ecdsa, true),
        ("full handshake, X25519, RSA-2048", &rsa, false),
    ] {
        handshakes(title, &peers(certificates, hybrid));
    }
    for suite in [Suite::Aes128Gcm, Suite::Aes256Gcm, Suite::ChaCha20Poly1305] {
        bulk(suite, &peers(&ecdsa, false));
    }
}

fn peers(certificates: &Certificates, hybrid: bool) -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(surehand_peer::Surehand::new(certificates, hybrid)),
        Box::new(rustls_peer::Rustls::new(certificates, hybrid)),
    ]
}

fn handshakes(title: &str, peers: &[Box<dyn Peer>]) {
    let mut times = vec![(Vec::new(), Vec::new()); peers.len()];
    for round in 0..=ROUNDS {
        for (peer, (client, server)) in peers.iter().zip(&mut times) {
            let mut sum = (Duration::ZERO, Duration::ZERO);
            for _ in 0..HANDSHAKES {
                let (client, server) = peer.handshake();
                sum = (sum.0 + client, sum.1 + server);
            }
            // The first round warms up.
            if round > 0 {
                client.push(sum.0.as_secs_f64() * 1e6 / HANDSHAKES as f64);
                server.push(sum.1.as_secs_f64() * 1e6 / HANDSHAKES as f64);
            }
        }
    }
    println!("{title}\n{:24} {:>12} {:>12}", "", "client, µs", "server, µs");
    report(peers, times, |value| format!("{value:.1}"), |ours, theirs| theirs / ours);
}

fn bulk(suite: Suite, peers: &[Box<dyn Peer>]) {
    let mut times = vec![(Vec::new(), Vec::new()); peers.len()];
    for round in 0..=ROUNDS {
        for (peer, (sent, received)) in peers.iter().zip(&mut times) {
            let (send, receive) = peer.bulk(suite);
            if round > 0 {
                sent.push(BULK as f64 / send.as_secs_f64() / 1e9);
                received.push(BULK as f64 / receive.as_secs_f64() / 1e9);
            }
        }
    }
    println!("bulk, {suite:?}, {WRITE}-byte writes\n{:24} {:>12} {:>12}", "", "send, GB/s", "receive, GB/s");
    report(peers, times, |value| format!("{value:.2}"), |ours, theirs| ours / theirs);
}

/// A line a peer, then how many times better the first peer is than each other.
fn report(
    peers: &[Box<dyn Peer>],
    times: Vec<(Vec<f64>, Vec<f64>)>,
    show: impl Fn(f64) -> String,
    ratio: impl Fn(f64, f64) -> f64,
) {
    let medians: Vec<_> = times.into_iter().map(|(one, two)| (median(one), median(two))).collect();
    for (peer, (one, two)) in peers.iter().zip(&medians) {
        println!("{:24} {:>12} {:>12}", peer.name(), show(*one), show(*two));
    }
    let (ours, others) = medians.split_first().expect("there are peers");
    for (peer, theirs) in peers.iter().skip(1).zip(others) {
        let label = format!("ratio to {}", peer.name());
        println!("{label:24} {:>11.2}x {:>11.2}x", ratio(ours.0, theirs.0), ratio(ours.1, theirs.1));
    }
    println!();
}
