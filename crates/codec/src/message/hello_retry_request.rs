//! RFC 8446 §4.1.4: HelloRetryRequest, a ServerHello with a random of its own.

use super::Body;
use super::server_hello::read_session_id_echo;
use crate::Reject;
use crate::code_point::{CipherSuite, HandshakeType, NamedGroup, ProtocolVersion};
use crate::extension;
use crate::wire::{Item, Reader, Writer};

/// The random of every HelloRetryRequest: the SHA-256 of its name.
pub const HELLO_RETRY_REQUEST_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The server wants another ClientHello.
#[derive(Clone, Copy, Debug)]
pub struct HelloRetryRequest<'a> {
    /// 0x0303; the version that counts is in supported_versions.
    pub legacy_version: ProtocolVersion,
    /// The client's legacy_session_id.
    pub legacy_session_id_echo: &'a [u8],
    /// The cipher suite that the ServerHello will repeat.
    pub cipher_suite: CipherSuite,
    /// 0; not checked here.
    pub legacy_compression_method: u8,
    /// What the server wants changed.
    pub extensions: HelloRetryRequestExtensions<'a>,
}

extensions! {
    /// The extensions of a HelloRetryRequest.
    ///
    /// When received without supported_versions only `other` is filled.
    HelloRetryRequestExtensions<'a> in HELLO_RETRY_REQUEST {
        /// §4.2.1: the version chosen.
        supported_versions: Option<ProtocolVersion> = SUPPORTED_VERSIONS as SelectedVersion;
        /// §4.2.8: the group for which the server wants a share.
        key_share: Option<NamedGroup> = KEY_SHARE as KeyShareHelloRetryRequest;
        /// §4.2.2: what the client is to repeat.
        cookie: Option<&'a [u8]> = COOKIE as Cookie;
    }
}

impl<'a> Body<'a> for HelloRetryRequest<'a> {
    const TYPE: HandshakeType = HandshakeType::SERVER_HELLO;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        let legacy_version = Item::read(reader)?;
        reader.take(HELLO_RETRY_REQUEST_RANDOM.len())?;
        Ok(Self {
            legacy_version,
            legacy_session_id_echo: read_session_id_echo(reader)?,
            cipher_suite: Item::read(reader)?,
            legacy_compression_method: reader.u8()?,
            extensions: extension::read_if_any(reader)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.legacy_version.write(writer);
        writer.bytes(&HELLO_RETRY_REQUEST_RANDOM);
        writer.vector_u8(|writer| writer.bytes(self.legacy_session_id_echo));
        self.cipher_suite.write(writer);
        writer.u8(self.legacy_compression_method);
        extension::write(&self.extensions, writer);
    }
}
