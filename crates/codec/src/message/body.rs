//! RFC 8446 §4: what every message has in common.

use core::ops::Deref;

use crate::Reject;
use crate::code_point::HandshakeType;
use crate::wire::{Reader, Writer};

/// The content of a handshake message, without the header.
pub trait Body<'a>: Sized {
    /// The msg_type of its header.
    const TYPE: HandshakeType;
    /// Reads the content from a reader that holds nothing else.
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject>;
    /// Writes the content.
    fn write(&self, writer: &mut Writer<'_>);
}

/// A message that was received, with its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a, T> {
    /// What it says.
    pub body: T,
    /// The whole message with its header, as it enters the transcript.
    pub bytes: &'a [u8],
}

impl<T> Deref for Received<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
