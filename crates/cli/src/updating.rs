//! Key updates while data is sent (RFC 8446 §4.6.3).

use std::io::{self, Read, Write};
use std::num::NonZeroU64;

use surehand::{Error, Stream, WriteHalf};

/// Can change its write keys, and ask the peer to do so too.
pub trait UpdateKeys {
    /// Does both.
    fn update_keys(&mut self) -> Result<(), Error>;
}

impl<T: Read + Write> UpdateKeys for Stream<T> {
    fn update_keys(&mut self) -> Result<(), Error> {
        self.connection_mut().update_keys(true)
    }
}

impl<W: Write> UpdateKeys for WriteHalf<W> {
    fn update_keys(&mut self) -> Result<(), Error> {
        Self::update_keys(self, true)
    }
}

/// A writer that updates keys whenever so much has been written.
pub struct Updating<S> {
    /// What is written to.
    pub inner: S,
    every: Option<u64>,
    sent: u64,
}

impl<S> Updating<S> {
    /// After each `kib` KiB; never without it.
    pub fn new(inner: S, kib: Option<NonZeroU64>) -> Self {
        Self { inner, every: kib.map(|kib| kib.get().saturating_mul(1024)), sent: 0 }
    }
}

impl<S: Write + UpdateKeys> Write for Updating<S> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        // The keys change in time for what comes after so much.
        let left = self.every.map_or(u64::MAX, |every| every - self.sent);
        let data = data.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(data);
        let written = self.inner.write(data)?;
        self.sent += written as u64;
        if self.every.is_some_and(|every| self.sent >= every) {
            self.sent = 0;
            self.inner.update_keys()?;
            self.inner.flush()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<S: Read> Read for Updating<S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.inner.read(out)
    }
}
