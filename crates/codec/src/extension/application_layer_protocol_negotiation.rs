//! RFC 7301 §3.1: application_layer_protocol_negotiation.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Item, List, Reader, Writer};

/// The name of an application protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProtocolName<'a>(pub &'a [u8]);

impl<'a> Item<'a> for ProtocolName<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self(reader.vector_u8(1)?))
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u8(|writer| writer.bytes(self.0));
    }
}

/// In ClientHello: the protocols that the client offers, best first.
pub(crate) struct ProtocolNameList;

impl<'a> ExtensionData<'a> for ProtocolNameList {
    type Value = List<'a, ProtocolName<'a>>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 2)
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}

/// In EncryptedExtensions: a list of exactly one, the protocol that the server chose.
pub(crate) struct SelectedProtocolName;

impl<'a> ExtensionData<'a> for SelectedProtocolName {
    type Value = ProtocolName<'a>;

    fn read(reader: &mut Reader<'a>) -> Result<ProtocolName<'a>, Reject> {
        Reader::new(reader.vector_u16(2)?).whole(Item::read)
    }

    fn write(value: ProtocolName<'a>, writer: &mut Writer<'_>) {
        writer.vector_u16(|writer| value.write(writer));
    }
}
