//! RFC 8446 §4.1.3: ServerHello.

use super::Body;
use crate::Reject;
use crate::code_point::{CipherSuite, HandshakeType, ProtocolVersion};
use crate::extension::{self, KeyShareEntry};
use crate::wire::{Item, Reader, Writer};

/// The server's choice.
#[derive(Clone, Copy, Debug)]
pub struct ServerHello<'a> {
    /// 0x0303; the version that counts is in supported_versions.
    pub legacy_version: ProtocolVersion,
    /// Fresh random bytes; never [`HELLO_RETRY_REQUEST_RANDOM`](super::HELLO_RETRY_REQUEST_RANDOM).
    pub random: [u8; 32],
    /// The client's legacy_session_id.
    pub legacy_session_id_echo: &'a [u8],
    /// The cipher suite chosen.
    pub cipher_suite: CipherSuite,
    /// 0; not checked here.
    pub legacy_compression_method: u8,
    /// All else.
    pub extensions: ServerHelloExtensions<'a>,
}

extensions! {
    /// The extensions of a ServerHello.
    ///
    /// When received without supported_versions only `other` is filled: the server does not speak TLS 1.3.
    ServerHelloExtensions<'a> in SERVER_HELLO {
        /// §4.2.1: the version chosen.
        supported_versions: Option<ProtocolVersion> = SUPPORTED_VERSIONS as SelectedVersion;
        /// §4.2.8: the server's share.
        key_share: Option<KeyShareEntry<'a>> = KEY_SHARE as KeyShareServerHello;
        /// §4.2.11: which of the offered PSKs was chosen, counted from 0.
        pre_shared_key: Option<u16> = PRE_SHARED_KEY as SelectedIdentity;
    }
}

impl<'a> Body<'a> for ServerHello<'a> {
    const TYPE: HandshakeType = HandshakeType::SERVER_HELLO;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self {
            legacy_version: Item::read(reader)?,
            random: reader.array()?,
            legacy_session_id_echo: read_session_id_echo(reader)?,
            cipher_suite: Item::read(reader)?,
            legacy_compression_method: reader.u8()?,
            extensions: extension::read_if_any(reader)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.legacy_version.write(writer);
        writer.bytes(&self.random);
        writer.vector_u8(|writer| writer.bytes(self.legacy_session_id_echo));
        self.cipher_suite.write(writer);
        writer.u8(self.legacy_compression_method);
        extension::write(&self.extensions, writer);
    }
}

/// Reads a legacy_session_id_echo, which has at most 32 bytes.
pub(super) fn read_session_id_echo<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Reject> {
    let legacy_session_id_echo = reader.vector_u8(0)?;
    if legacy_session_id_echo.len() > 32 {
        return Err(reject!(DECODE_ERROR, "3.4-i2"));
    }
    Ok(legacy_session_id_echo)
}
