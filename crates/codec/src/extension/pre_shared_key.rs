//! RFC 8446 §4.2.11: pre_shared_key.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Item, List, Reader, Writer};

/// The name of a PSK that the client offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PskIdentity<'a> {
    /// A ticket, or the name of an external PSK.
    pub identity: &'a [u8],
    /// The age of the ticket in milliseconds plus its ticket_age_add; 0 for an external PSK.
    pub obfuscated_ticket_age: u32,
}

impl<'a> Item<'a> for PskIdentity<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self { identity: reader.vector_u16(1)?, obfuscated_ticket_age: reader.u32()? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u16(|writer| writer.bytes(self.identity));
        writer.u32(self.obfuscated_ticket_age);
    }
}

/// An HMAC that binds a PSK to the handshake (§4.2.11.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PskBinderEntry<'a>(pub &'a [u8]);

impl<'a> Item<'a> for PskBinderEntry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self(reader.vector_u8(32)?))
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.vector_u8(|writer| writer.bytes(self.0));
    }
}

/// The PSKs that the client offers, best first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfferedPsks<'a> {
    /// Their names.
    pub identities: List<'a, PskIdentity<'a>>,
    /// A binder for each name, in the same order; whether the numbers agree is not checked here.
    pub binders: List<'a, PskBinderEntry<'a>>,
}

impl OfferedPsks<'_> {
    /// How many bytes the binders take at the end of the ClientHello, with the length prefix of their list.
    pub fn binders_length(&self) -> usize {
        2 + self.binders.iter().map(|binder| 1 + binder.0.len()).sum::<usize>()
    }
}

/// In ClientHello: the offer.
pub(crate) struct PreSharedKeyOffer;

impl<'a> ExtensionData<'a> for PreSharedKeyOffer {
    type Value = OfferedPsks<'a>;

    fn read(reader: &mut Reader<'a>) -> Result<OfferedPsks<'a>, Reject> {
        let read = |reader: &mut Reader<'a>| {
            Ok(OfferedPsks { identities: List::read_u16(reader, 7)?, binders: List::read_u16(reader, 33)? })
        };
        read(reader).map_err(|_: Reject| reject!(DECODE_ERROR, "4.2.11-i1"))
    }

    fn write(value: OfferedPsks<'a>, writer: &mut Writer<'_>) {
        value.identities.write_u16(writer);
        value.binders.write_u16(writer);
    }
}

/// In ServerHello: which of the offered PSKs the server chose, counted from 0.
pub(crate) struct SelectedIdentity;

impl<'a> ExtensionData<'a> for SelectedIdentity {
    type Value = u16;

    fn read(reader: &mut Reader<'a>) -> Result<u16, Reject> {
        reader.whole(Reader::u16).map_err(|_| reject!(DECODE_ERROR, "4.2.11-i1"))
    }

    fn write(value: u16, writer: &mut Writer<'_>) {
        writer.u16(value);
    }
}
