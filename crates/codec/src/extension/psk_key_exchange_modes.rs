//! RFC 8446 §4.2.9: psk_key_exchange_modes.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{List, Reader, Writer};

code_point! {
    /// How a PSK may be used.
    PskKeyExchangeMode(u8, u8) {
        /// The PSK alone.
        PSK_KE = 0, "psk_ke";
        /// The PSK with an (EC)DHE or KEM exchange.
        PSK_DHE_KE = 1, "psk_dhe_ke";
    }
}

/// The modes that the client takes.
pub(crate) struct PskKeyExchangeModes;

impl<'a> ExtensionData<'a> for PskKeyExchangeModes {
    type Value = List<'a, PskKeyExchangeMode>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u8(reader, 1).map_err(|_| reject!(DECODE_ERROR, "4.2.9-i1"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u8(writer);
    }
}
