//! The TCP connection to the runner, and the bytes that have come and are not used yet.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, TcpStream};
use std::ops::Range;

use crate::failure::Failure;
use crate::flags::Set;

/// A connection to the runner. It is closed gracefully: what we sent must not be lost because of what we did not read.
pub struct Transport {
    stream: TcpStream,
    input: Vec<u8>,
    start: usize,
    /// How much is read at once.
    step: usize,
}

impl Transport {
    /// Connects, and says which test this is.
    pub fn connect(flags: &Set) -> Result<Self, Failure> {
        let port = flags.number("port")?.unwrap_or(0u16);
        let shim_id = flags.number("shim-id")?.unwrap_or(0u64);
        let address: IpAddr = if flags.has("ipv6") { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
        let mut stream = TcpStream::connect((address, port)).map_err(|error| io("connect", &error))?;
        stream.set_nodelay(true).map_err(|error| io("connect", &error))?;
        stream.write_all(&shim_id.to_le_bytes()).map_err(|error| io("write", &error))?;
        // An asynchronous transport gives out one byte at a time.
        let step = if flags.has("async") { 1 } else { 1 << 16 };
        Ok(Self { stream, input: Vec::new(), start: 0, step })
    }

    /// What has come and is not used yet.
    pub fn input(&mut self) -> &mut [u8] {
        self.input.get_mut(self.start..).unwrap_or_default()
    }

    /// A part of it.
    pub fn copy(&mut self, range: Range<usize>) -> Vec<u8> {
        self.input().get(range).unwrap_or_default().to_vec()
    }

    /// Marks bytes as used.
    pub fn consume(&mut self, count: usize) {
        self.start += count;
        if self.start >= self.input.len() {
            self.input.clear();
            self.start = 0;
        }
    }

    /// Waits for more; false at the end.
    pub fn fill(&mut self) -> Result<bool, Failure> {
        self.input.drain(..self.start);
        self.start = 0;
        let end = self.input.len();
        self.input.resize(end + self.step, 0);
        let read = self.stream.read(self.input.get_mut(end..).unwrap_or_default());
        let count = read.as_ref().copied().unwrap_or(0);
        self.input.truncate(end + count);
        read.map(|count| count > 0).map_err(|error| io("read", &error))
    }

    /// Takes what is there already, if the transport is asynchronous; false if that is nothing.
    pub fn fill_at_once(&mut self) -> Result<bool, Failure> {
        if self.step > 1 {
            return Ok(false);
        }
        self.stream.set_nonblocking(true).map_err(|error| io("read", &error))?;
        let filled = self.fill();
        self.stream.set_nonblocking(false).map_err(|error| io("read", &error))?;
        // An end or an error will be there again.
        Ok(filled.unwrap_or(false))
    }

    /// Sends everything.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.stream.write_all(bytes).map_err(|error| io("write", &error))
    }
}

impl Drop for Transport {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
        let mut rest = [0; 1024];
        while matches!(self.stream.read(&mut rest), Ok(1..)) {}
    }
}

fn io(what: &str, error: &std::io::Error) -> Failure {
    Failure::named("SYSCALL", format_args!("{what}: {error}"))
}
