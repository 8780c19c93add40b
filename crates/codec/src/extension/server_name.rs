//! RFC 6066 §3: server_name.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Item, List, Reader, Writer};

/// A name of the server that the client wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServerName<'a> {
    /// What kind of name; only [`ServerName::HOST_NAME`] is defined.
    pub name_type: u8,
    /// The name.
    pub name: &'a [u8],
}

impl ServerName<'_> {
    /// A DNS host name in ASCII, without a trailing dot.
    pub const HOST_NAME: u8 = 0;
}

impl<'a> Item<'a> for ServerName<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        let name_type = reader.u8()?;
        // A name of any other type begins with a length of two bytes too.
        let floor = if name_type == Self::HOST_NAME { 1 } else { 0 };
        Ok(Self { name_type, name: reader.vector_u16(floor)? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.u8(self.name_type);
        writer.vector_u16(|writer| writer.bytes(self.name));
    }
}

/// The client's names; a server's answer is empty.
pub(crate) struct ServerNameList;

impl<'a> ExtensionData<'a> for ServerNameList {
    type Value = List<'a, ServerName<'a>>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 1)
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}
