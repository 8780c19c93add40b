//! A receive buffer.

use std::io::{self, Read};
use std::ops::Range;

/// How much is read from the transport at once: one record of the greatest length fits.
const INPUT: usize = 5 + (1 << 14) + 256;

/// A receive buffer: what has come from the transport, as opened application data and then bytes yet to be looked at.
///
/// It is what a stream keeps beside a [`Connection`](crate::Connection): [`room`](Self::room) and [`filled`](Self::filled)
/// bring bytes in, `receive` opens a record of [`unread`](Self::unread), [`consume`](Self::consume) keeps what it found,
/// and [`take`](Self::take) hands that on. It holds memory only while it holds bytes, or room for them.
#[derive(Default)]
pub struct Input {
    buffer: Vec<u8>,
    /// Opened application data that has not been handed on.
    data: Range<usize>,
    /// Bytes that have not been looked at.
    unread: Range<usize>,
}

impl Input {
    /// A buffer with bytes that have been read from the transport already.
    pub fn with(bytes: Vec<u8>) -> Self {
        Self { data: 0..0, unread: 0..bytes.len(), buffer: bytes }
    }

    /// Whether opened data waits to be handed on.
    pub fn has_data(&self) -> bool {
        !self.data.is_empty()
    }

    /// Hands on opened data.
    pub fn take(&mut self, out: &mut [u8]) -> usize {
        let length = self.data.len().min(out.len());
        let data = self.buffer.get(self.data.start..self.data.start + length);
        if let (Some(to), Some(from)) = (out.get_mut(..length), data) {
            to.copy_from_slice(from);
        }
        self.data.start += length;
        self.release();
        length
    }

    /// What has not been looked at.
    pub fn unread(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.unread.clone()).unwrap_or_default()
    }

    /// Moves past what a call to `receive` has used up, and keeps where it left data.
    pub fn consume(&mut self, consumed: usize, data: Option<Range<usize>>) {
        let start = self.unread.start;
        self.data = data.map_or(0..0, |data| start + data.start..start + data.end);
        self.unread.start += consumed;
    }

    /// Where to read more to, once no opened data waits: never empty.
    pub fn room(&mut self) -> &mut [u8] {
        let length = self.unread.len();
        self.buffer.copy_within(self.unread.clone(), 0);
        self.buffer.resize(INPUT.max(length + 1), 0);
        self.unread = 0..length;
        self.buffer.get_mut(length..).unwrap_or_default()
    }

    /// So many bytes have been read to the start of the [room](Self::room).
    pub fn filled(&mut self, length: usize) {
        self.unread.end = (self.unread.end + length).min(self.buffer.len());
    }

    /// Gives the memory back if it holds nothing.
    pub fn release(&mut self) {
        if self.data.is_empty() && self.unread.is_empty() {
            // Nothing is held while a connection is idle.
            *self = Self::default();
        }
    }

    /// Reads more; 0 at the end of the transport.
    pub(super) fn fill(&mut self, transport: &mut impl Read) -> io::Result<usize> {
        let free = self.room();
        let read = loop {
            match transport.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        }?;
        self.filled(read);
        Ok(read)
    }
}
