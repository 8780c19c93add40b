//! A client's TCP connection, with bounds on how long it may take.

use std::cell::Cell;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// How long a client is waited for after our last byte.
const LINGER: Duration = Duration::from_secs(1);

/// A TCP connection whose handshake has a deadline, however the client spreads its bytes, and whose data has none.
pub struct Limited {
    tcp: TcpStream,
    deadline: Cell<Option<Instant>>,
}

impl Limited {
    /// The handshake may take `handshake` as a whole; what is written must be taken within `idle`.
    pub fn new(tcp: TcpStream, handshake: Duration, idle: Duration) -> io::Result<Self> {
        tcp.set_write_timeout(Some(idle))?;
        Ok(Self { tcp, deadline: Cell::new(Instant::now().checked_add(handshake)) })
    }

    /// The handshake is complete: from now on only silence for `idle` ends the connection.
    pub fn complete(&self, idle: Duration) -> io::Result<()> {
        self.deadline.set(None);
        self.tcp.set_read_timeout(Some(idle))
    }

    /// Ends our direction and takes what still comes. Closing with bytes unread would reset the connection, and the client
    /// would lose what is on its way: the end of an answer, or the alert that says why there is none.
    pub fn finish(&self) {
        let started = Instant::now();
        let mut unread = [0; 4096];
        let _ = self.tcp.shutdown(Shutdown::Write);
        let _ = self.tcp.set_read_timeout(Some(LINGER));
        while started.elapsed() < LINGER && matches!((&self.tcp).read(&mut unread), Ok(1..)) {}
    }

    /// Another handle of the same connection.
    pub fn try_clone(&self) -> io::Result<TcpStream> {
        self.tcp.try_clone()
    }
}

impl Read for Limited {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(deadline) = self.deadline.get() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "the handshake took too long"));
            }
            self.tcp.set_read_timeout(Some(left))?;
        }
        self.tcp.read(out)
    }
}

impl Write for Limited {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.tcp.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
