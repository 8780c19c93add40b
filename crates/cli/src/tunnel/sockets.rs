//! TCP connections that tell the truth when they end.

use std::io;
use std::net::Shutdown;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a silent peer goes unprobed.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// How long a peer is waited for after our last byte.
const LINGER: Duration = Duration::from_secs(1);

/// Sends at once, and finds out when the peer's machine is gone.
pub fn prepare(tcp: &TcpStream) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    SockRef::from(tcp).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE))
}

/// From now on, dropping the connection resets it: the peer sees that it is not complete.
pub fn reset_on_drop(tcp: &TcpStream) -> io::Result<()> {
    tcp.set_zero_linger()
}

/// Both directions have ended well: dropping the connection sends what is left.
pub fn keep_on_drop(tcp: &TcpStream) -> io::Result<()> {
    SockRef::from(tcp).set_linger(None)
}

/// Ends our direction and takes what still comes. Closing with bytes unread would reset the connection, and the peer would
/// lose the alert that says why.
pub async fn finish(tcp: &TcpStream) {
    let mut unread = [0; 4096];
    let _ = SockRef::from(tcp).shutdown(Shutdown::Write);
    let drained = async {
        while tcp.readable().await.is_ok() {
            match tcp.try_read(&mut unread) {
                Ok(1..) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                _ => break,
            }
        }
    };
    let _ = timeout(LINGER, drained).await;
}
