//! RFC 8446 §3: reading integers and vectors; the only place that takes slices apart.

use crate::Reject;

/// A cursor over received bytes.
///
/// Every method refuses what does not fit with `decode_error`; nothing here panics.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `length` bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Reject> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(reject!(DECODE_ERROR, "6-9"))?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes as an array (an opaque field of fixed length, §3.4).
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Reject> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(reject!(DECODE_ERROR, "6-9"))?;
        self.rest = rest;
        Ok(*taken)
    }

    /// A `uint8` (§3.3).
    pub fn u8(&mut self) -> Result<u8, Reject> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// A `uint16` (§3.3).
    pub fn u16(&mut self) -> Result<u16, Reject> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// A `uint24` (§3.3).
    pub fn u24(&mut self) -> Result<u32, Reject> {
        let [a, b, c] = self.array()?;
        Ok(u32::from_be_bytes([0, a, b, c]))
    }

    /// A `uint32` (§3.3).
    pub fn u32(&mut self) -> Result<u32, Reject> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// An `opaque<floor..2^8-1>` (§3.4).
    pub fn vector_u8(&mut self, floor: usize) -> Result<&'a [u8], Reject> {
        let length = self.u8()?;
        self.vector(usize::from(length), floor)
    }

    /// An `opaque<floor..2^16-1>` (§3.4).
    pub fn vector_u16(&mut self, floor: usize) -> Result<&'a [u8], Reject> {
        let length = self.u16()?;
        self.vector(usize::from(length), floor)
    }

    /// An `opaque<floor..2^24-1>` (§3.4).
    pub fn vector_u24(&mut self, floor: usize) -> Result<&'a [u8], Reject> {
        let length = self.u24()?;
        self.vector(length as usize, floor)
    }

    fn vector(&mut self, length: usize, floor: usize) -> Result<&'a [u8], Reject> {
        if length < floor {
            return Err(reject!(DECODE_ERROR, "3.4-i2"));
        }
        self.take(length)
    }

    /// Everything that is left.
    pub fn take_rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.rest)
    }

    /// Reads one structure that must take up everything that is left.
    pub fn whole<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Reject>) -> Result<T, Reject> {
        let value = read(self)?;
        self.end()?;
        Ok(value)
    }

    /// Refuses bytes left over after a structure.
    pub fn end(&self) -> Result<(), Reject> {
        match self.rest {
            [] => Ok(()),
            _ => Err(reject!(DECODE_ERROR, "9846:4.3-2")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn integers_are_big_endian() {
        let mut reader = Reader::new(&[1, 1, 2, 1, 2, 3, 1, 2, 3, 4, 9]);
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.u16(), Ok(0x0102));
        assert_eq!(reader.u24(), Ok(0x01_0203));
        assert_eq!(reader.u32(), Ok(0x0102_0304));
        assert_eq!(reader.u16(), Err(reject!(DECODE_ERROR, "6-9")));
        assert_eq!(reader.end(), Err(reject!(DECODE_ERROR, "9846:4.3-2")));
        assert_eq!(reader.take_rest(), [9]);
        assert_eq!(reader.end(), Ok(()));
        surehand_evidence::property("3.3-i1", "uint8 to uint32 read big-endian");
    }

    #[test]
    fn vectors_keep_their_floor_and_their_bytes() {
        assert_eq!(Reader::new(&[2, 7, 8, 9]).vector_u8(2), Ok([7, 8].as_slice()));
        assert_eq!(Reader::new(&[0, 1, 7]).vector_u16(0), Ok([7].as_slice()));
        assert_eq!(Reader::new(&[0, 0, 1, 7]).vector_u24(1), Ok([7].as_slice()));
        assert_eq!(Reader::new(&[1, 7]).vector_u8(2), Err(reject!(DECODE_ERROR, "3.4-i2")));
        assert_eq!(Reader::new(&[2, 7]).vector_u8(2), Err(reject!(DECODE_ERROR, "6-9")));
        assert_eq!(Reader::new(&[0xff; 5]).vector_u24(0), Err(reject!(DECODE_ERROR, "6-9")));
    }
}
