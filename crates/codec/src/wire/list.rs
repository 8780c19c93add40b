//! RFC 8446 §3.4: a vector of items, as received bytes or as values to send.

use core::fmt;
use core::marker::PhantomData;

use super::{Reader, Writer};
use crate::Reject;

/// An element of a [`List`].
pub trait Item<'a>: Copy {
    /// Reads one item.
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject>;
    /// Writes one item.
    fn write(&self, writer: &mut Writer<'_>);
}

/// A sequence of items: a view of received bytes, already checked, or a slice of values to write.
#[derive(Clone, Copy)]
pub enum List<'a, T> {
    /// Received bytes, every item of which was read once without error.
    Wire(Checked<'a, T>),
    /// Values to write.
    Items(&'a [T]),
}

/// Bytes that are known to be a sequence of `T`.
#[derive(Clone, Copy)]
pub struct Checked<'a, T> {
    bytes: &'a [u8],
    items: PhantomData<T>,
}

impl<'a, T: Item<'a>> List<'a, T> {
    /// Checks that `bytes` is a sequence of whole items; `check` sees each item once.
    pub fn read_with(bytes: &'a [u8], mut check: impl FnMut(T) -> Result<(), Reject>) -> Result<Self, Reject> {
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            check(T::read(&mut reader)?)?;
        }
        Ok(Self::Wire(Checked { bytes, items: PhantomData }))
    }

    /// Checks that `bytes` is a sequence of whole items.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Reject> {
        Self::read_with(bytes, |_| Ok(()))
    }

    /// Reads a vector of items whose length, of at least `floor` bytes, stands in one byte.
    pub fn read_u8(reader: &mut Reader<'a>, floor: usize) -> Result<Self, Reject> {
        Self::read(reader.vector_u8(floor)?)
    }

    /// Reads a vector of items whose length, of at least `floor` bytes, stands in two bytes.
    pub fn read_u16(reader: &mut Reader<'a>, floor: usize) -> Result<Self, Reject> {
        Self::read(reader.vector_u16(floor)?)
    }

    /// Writes the items with a one-byte length prefix.
    pub fn write_u8(&self, writer: &mut Writer<'_>) {
        writer.vector_u8(|writer| self.write(writer));
    }

    /// Writes the items with a two-byte length prefix.
    pub fn write_u16(&self, writer: &mut Writer<'_>) {
        writer.vector_u16(|writer| self.write(writer));
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<'a, T> {
        let (mut wire, items) = match *self {
            Self::Wire(checked) => (Reader::new(checked.bytes), [].as_slice()),
            Self::Items(items) => (Reader::new(&[]), items),
        };
        core::iter::from_fn(move || if wire.is_empty() { None } else { T::read(&mut wire).ok() })
            .chain(items.iter().copied())
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Writes the items, without a length prefix.
    pub fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Wire(checked) => writer.bytes(checked.bytes),
            Self::Items(items) => items.iter().for_each(|item| item.write(writer)),
        }
    }
}

impl<'a, T: Item<'a> + PartialEq> List<'a, T> {
    /// Whether `item` is among the items.
    pub fn contains(&self, item: &T) -> bool {
        self.iter().any(|each| each == *item)
    }
}

impl<T> Default for List<'_, T> {
    fn default() -> Self {
        Self::Items(&[])
    }
}

impl<'a, T> From<&'a [T]> for List<'a, T> {
    fn from(items: &'a [T]) -> Self {
        Self::Items(items)
    }
}

impl<'a, T: Item<'a> + fmt::Debug> fmt::Debug for List<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Item<'a> + PartialEq> PartialEq for List<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Item<'a> + Eq> Eq for List<'a, T> {}
