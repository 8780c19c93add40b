//! The reader of early data.

use std::io::{self, Read, Write};

use super::Stream;

/// Reads a client's early data, which may have been replayed (RFC 8446 §8): see [`Stream::early_data`].
pub struct EarlyDataReader<'a, T> {
    pub(super) stream: &'a mut Stream<T>,
}

impl<T: Read + Write> Read for EarlyDataReader<'_, T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.stream.early.is_empty() && !out.is_empty() && self.stream.connection.is_handshaking() {
            self.stream.advance_handshake()?;
        }
        let read = self.stream.early.as_slice().read(out)?;
        self.stream.early.drain(..read);
        Ok(read)
    }
}
