//! The counters over HTTP/1.0, for one who asks at a time.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::metrics::Metrics;

/// How long a question and its answer may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest question.
const MAX_REQUEST: usize = 8 * 1024;
/// How long to wait where no connection can be accepted.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers for ever.
pub async fn serve(listener: TcpListener, metrics: Arc<Metrics>) {
    loop {
        match listener.accept().await {
            // Whoever asks badly or slowly gets nothing.
            Ok((tcp, _)) => drop(timeout(PATIENCE, answer(tcp, &metrics)).await),
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn answer(mut tcp: TcpStream, metrics: &Metrics) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        if request.len() > MAX_REQUEST || tcp.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let (status, body) = match request.starts_with(b"GET /metrics ") {
        true => ("200 OK", metrics.text()),
        false => ("404 Not Found", "GET /metrics\n".to_owned()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.0 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {length}\r\n\r\n");
    tcp.write_all((head + &body).as_bytes()).await?;
    tcp.shutdown().await
}
