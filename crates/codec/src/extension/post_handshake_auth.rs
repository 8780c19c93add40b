//! RFC 8446 §4.2.6: post_handshake_auth.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// The client is willing to authenticate after the handshake.
pub(crate) struct PostHandshakeAuth;

impl<'a> ExtensionData<'a> for PostHandshakeAuth {
    type Value = ();

    fn read(reader: &mut Reader<'a>) -> Result<(), Reject> {
        reader.end().map_err(|_| reject!(DECODE_ERROR, "4.2.6-i1"))
    }

    fn write((): (), _: &mut Writer<'_>) {}
}
