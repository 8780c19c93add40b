//! RFC 8446 §5.1: whole handshake messages out of fragments, and the rule that none spans a key change.

use alloc::vec::Vec;

use surehand_codec::{Reject, message, reject};

/// Handshake bytes that have arrived and have not been handed on.
///
/// It holds memory only while a message is waiting or incomplete.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Coalesce {
    bytes: Vec<u8>,
    handed_on: usize,
}

impl Coalesce {
    /// Takes the handshake data of one record.
    pub fn push(&mut self, fragment: &[u8]) {
        self.bytes.extend_from_slice(fragment);
    }

    /// The next whole message, or `None` if it is incomplete; one longer than `limit` is refused by its header.
    pub fn next_message(&mut self, limit: usize) -> Result<Option<&[u8]>, Reject> {
        let waiting = self.bytes.get(self.handed_on..).unwrap_or_default();
        let Some(length) = message::length(waiting) else { return Ok(None) };
        if length > limit {
            return Err(reject!(ILLEGAL_PARAMETER, "6-10"));
        }
        if waiting.len() < length {
            return Ok(None);
        }
        let start = self.handed_on;
        self.handed_on += length;
        Ok(self.bytes.get(start..self.handed_on))
    }

    /// Whether nothing is waiting: where keys change, and where a record of another type arrives, this must be so.
    pub fn is_empty(&self) -> bool {
        self.handed_on >= self.bytes.len()
    }

    /// Forgets what has been handed on.
    pub fn compact(&mut self) {
        if self.is_empty() {
            self.bytes = Vec::new();
        } else {
            self.bytes.drain(..self.handed_on);
        }
        self.handed_on = 0;
    }
}
