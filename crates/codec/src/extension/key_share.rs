//! RFC 8446 §4.2.8: key_share, with a body of its own in each of three messages.

use super::block::ExtensionData;
use crate::Reject;
use crate::code_point::NamedGroup;
use crate::wire::{Item, List, Reader, Writer};

/// A public value, or a KEM's public key or ciphertext, for a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyShareEntry<'a> {
    /// For which group.
    pub group: NamedGroup,
    /// The value in the encoding of that group.
    pub key_exchange: &'a [u8],
}

impl<'a> Item<'a> for KeyShareEntry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self { group: Item::read(reader)?, key_exchange: reader.vector_u16(1)? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.group.write(writer);
        writer.vector_u16(|writer| writer.bytes(self.key_exchange));
    }
}

/// In ClientHello: the shares that the client offers, best first; possibly none.
pub(crate) struct KeyShareClientHello;

impl<'a> ExtensionData<'a> for KeyShareClientHello {
    type Value = List<'a, KeyShareEntry<'a>>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 0).map_err(|_| reject!(DECODE_ERROR, "4.2.8-i1"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}

/// In HelloRetryRequest: the group for which the server wants a share.
pub(crate) struct KeyShareHelloRetryRequest;

impl<'a> ExtensionData<'a> for KeyShareHelloRetryRequest {
    type Value = NamedGroup;

    fn read(reader: &mut Reader<'a>) -> Result<NamedGroup, Reject> {
        Item::read(reader).map_err(|_| reject!(DECODE_ERROR, "4.2.8-i1"))
    }

    fn write(value: NamedGroup, writer: &mut Writer<'_>) {
        value.write(writer);
    }
}

/// In ServerHello: the server's share.
pub(crate) struct KeyShareServerHello;

impl<'a> ExtensionData<'a> for KeyShareServerHello {
    type Value = KeyShareEntry<'a>;

    fn read(reader: &mut Reader<'a>) -> Result<KeyShareEntry<'a>, Reject> {
        Item::read(reader).map_err(|_| reject!(DECODE_ERROR, "4.2.8-i1"))
    }

    fn write(value: KeyShareEntry<'a>, writer: &mut Writer<'_>) {
        value.write(writer);
    }
}
