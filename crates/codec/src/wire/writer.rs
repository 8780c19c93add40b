//! RFC 8446 §3: writing integers and vectors.

use alloc::vec::Vec;
use core::fmt;

/// A vector outgrew its length prefix: the caller's values do not fit the format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value does not fit the length prefix of its field")
    }
}

impl core::error::Error for TooLong {}

/// Appends structures to a byte buffer.
///
/// A vector that outgrows its prefix is remembered and reported once, by [`Writer::finish`].
#[derive(Debug)]
pub struct Writer<'b> {
    bytes: &'b mut Vec<u8>,
    too_long: bool,
}

impl<'b> Writer<'b> {
    /// Appends to `bytes`.
    pub fn new(bytes: &'b mut Vec<u8>) -> Self {
        Self { bytes, too_long: false }
    }

    /// Tells whether everything fitted.
    pub fn finish(self) -> Result<(), TooLong> {
        if self.too_long { Err(TooLong) } else { Ok(()) }
    }

    /// How many bytes the buffer holds.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the buffer holds nothing.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A `uint8`.
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// A `uint16`.
    pub fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    /// A `uint32`.
    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    /// A vector with a one-byte length prefix around what `content` writes.
    pub fn vector_u8(&mut self, content: impl FnOnce(&mut Self)) {
        self.vector::<1>(content);
    }

    /// A vector with a two-byte length prefix around what `content` writes.
    pub fn vector_u16(&mut self, content: impl FnOnce(&mut Self)) {
        self.vector::<2>(content);
    }

    /// A vector with a three-byte length prefix around what `content` writes.
    pub fn vector_u24(&mut self, content: impl FnOnce(&mut Self)) {
        self.vector::<3>(content);
    }

    fn vector<const PREFIX: usize>(&mut self, content: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; PREFIX]);
        content(self);
        let length = self.bytes.len().saturating_sub(start + PREFIX) as u64;
        let big_endian = length.to_be_bytes();
        let (above, fitting) = big_endian.split_at(8 - PREFIX);
        self.too_long |= above.iter().any(|byte| *byte != 0);
        if let Some(prefix) = self.bytes.get_mut(start..start + PREFIX) {
            prefix.copy_from_slice(fitting);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{TooLong, Writer};

    fn written(content: impl FnOnce(&mut Writer<'_>)) -> Result<Vec<u8>, TooLong> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        content(&mut writer);
        writer.finish().map(|()| bytes)
    }

    #[test]
    fn prefixes_are_counted_in_bytes() {
        let nested = written(|w| w.vector_u24(|w| w.vector_u16(|w| w.vector_u8(|w| w.u32(0x0102_0304)))));
        assert_eq!(nested, Ok(Vec::from([0, 0, 7, 0, 5, 4, 1, 2, 3, 4])));
        surehand_evidence::property("3.4-i1", "nested prefixes count the bytes inside");
    }

    #[test]
    fn a_vector_that_outgrows_its_prefix_is_told() {
        assert!(written(|w| w.vector_u8(|w| w.bytes(&[0; 255]))).is_ok());
        assert_eq!(written(|w| w.vector_u8(|w| w.bytes(&[0; 256]))), Err(TooLong));
        assert_eq!(written(|w| w.vector_u16(|w| w.vector_u8(|w| w.bytes(&[0; 300])))), Err(TooLong));
    }
}
