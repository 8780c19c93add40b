//! The receive buffer of a stream.

use std::io::{self, Read};
use std::ops::Range;

/// How much is read from the transport at once: one record of the greatest length fits.
const INPUT: usize = 5 + (1 << 14) + 256;

/// What has been read from the transport: opened application data, then bytes yet to be looked at.
#[derive(Default)]
pub(super) struct Input {
    buffer: Vec<u8>,
    /// Opened application data that has not been handed on.
    data: Range<usize>,
    /// Bytes that have not been looked at.
    unread: Range<usize>,
}

impl Input {
    /// Whether opened data waits to be handed on.
    pub(super) fn has_data(&self) -> bool {
        !self.data.is_empty()
    }

    /// Hands on opened data.
    pub(super) fn take(&mut self, out: &mut [u8]) -> usize {
        let length = self.data.len().min(out.len());
        let data = self.buffer.get(self.data.start..self.data.start + length);
        if let (Some(to), Some(from)) = (out.get_mut(..length), data) {
            to.copy_from_slice(from);
        }
        self.data.start += length;
        if self.data.is_empty() && self.unread.is_empty() {
            // Nothing is held while a connection is idle.
            *self = Self::default();
        }
        length
    }

    /// What has not been looked at.
    pub(super) fn unread(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.unread.clone()).unwrap_or_default()
    }

    /// Moves past what a call to `receive` has used up, and keeps where it left data.
    pub(super) fn consume(&mut self, consumed: usize, data: Option<Range<usize>>) {
        let start = self.unread.start;
        self.data = data.map_or(0..0, |data| start + data.start..start + data.end);
        self.unread.start += consumed;
    }

    /// Reads more; 0 at the end of the transport.
    pub(super) fn fill(&mut self, transport: &mut impl Read) -> io::Result<usize> {
        let length = self.unread.len();
        self.buffer.resize(INPUT, 0);
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..length;
        let free = self.buffer.get_mut(length..).unwrap_or_default();
        let read = loop {
            match transport.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.unread.end += read.as_ref().copied().unwrap_or(0);
        read
    }
}
