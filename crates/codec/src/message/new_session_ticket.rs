//! RFC 8446 §4.6.1: NewSessionTicket.

use super::Body;
use crate::Reject;
use crate::code_point::HandshakeType;
use crate::extension;
use crate::wire::{Reader, Writer};

/// A PSK for another connection.
#[derive(Clone, Copy, Debug)]
pub struct NewSessionTicket<'a> {
    /// For how many seconds it is good.
    pub ticket_lifetime: u32,
    /// What obscures its age.
    pub ticket_age_add: u32,
    /// What makes its PSK differ from that of other tickets.
    pub ticket_nonce: &'a [u8],
    /// The ticket: a name for the server's state, or that state itself.
    pub ticket: &'a [u8],
    /// What else it admits.
    pub extensions: NewSessionTicketExtensions<'a>,
}

extensions! {
    /// The extensions of a NewSessionTicket.
    NewSessionTicketExtensions<'a> in NEW_SESSION_TICKET {
        /// §4.2.10: how many bytes of early data the ticket admits.
        early_data: Option<u32> = EARLY_DATA as MaxEarlyDataSize;
    }
}

impl<'a> Body<'a> for NewSessionTicket<'a> {
    const TYPE: HandshakeType = HandshakeType::NEW_SESSION_TICKET;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self {
            ticket_lifetime: reader.u32()?,
            ticket_age_add: reader.u32()?,
            ticket_nonce: reader.vector_u8(0)?,
            ticket: reader.vector_u16(1).map_err(|_| reject!(DECODE_ERROR, "4.6.1-i4"))?,
            extensions: extension::read(reader)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.u32(self.ticket_lifetime);
        writer.u32(self.ticket_age_add);
        writer.vector_u8(|writer| writer.bytes(self.ticket_nonce));
        writer.vector_u16(|writer| writer.bytes(self.ticket));
        extension::write(&self.extensions, writer);
    }
}
