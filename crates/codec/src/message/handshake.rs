//! RFC 8446 §4: the Handshake structure around every message.

use alloc::vec::Vec;

use super::{
    Body, Certificate, CertificateRequest, CertificateVerify, ClientHello, EncryptedExtensions, EndOfEarlyData,
    Finished, HELLO_RETRY_REQUEST_RANDOM, HelloRetryRequest, KeyUpdate, NewSessionTicket, Received, ServerHello,
};
use crate::Reject;
use crate::code_point::HandshakeType;
use crate::wire::{Item, Reader, TooLong, Writer};

/// The length of a header: a type and a uint24.
pub const HEADER_LENGTH: usize = 4;

/// How long the message that `bytes` begin with is, header included, once its header is there.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let mut header = Reader::new(bytes);
    header.u8().ok()?;
    Some(HEADER_LENGTH + header.u24().ok()? as usize)
}

/// Appends a message, with its header, to `bytes`.
pub fn write<'a, T: Body<'a>>(body: &T, bytes: &mut Vec<u8>) -> Result<(), TooLong> {
    let mut writer = Writer::new(bytes);
    T::TYPE.write(&mut writer);
    writer.vector_u24(|writer| body.write(writer));
    writer.finish()
}

/// Defines the enum of all messages.
macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident($body:ty),)*) => {
        /// A handshake message that was received.
        #[derive(Debug)]
        #[expect(clippy::large_enum_variant, reason = "a message lives for one call and is never collected")]
        pub enum Message<'a> {
            $($(#[$doc])* $name(Received<'a, $body>),)*
        }

        impl<'a> Message<'a> {
            /// The msg_type of its header; that of a HelloRetryRequest is server_hello.
            pub fn handshake_type(&self) -> HandshakeType {
                match self {
                    $(Self::$name(_) => <$body>::TYPE,)*
                }
            }

            /// The RFC's name for it.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                }
            }
        }
    };
}

messages! {
    /// §4.1.2.
    ClientHello(ClientHello<'a>),
    /// §4.1.3.
    ServerHello(ServerHello<'a>),
    /// §4.1.4.
    HelloRetryRequest(HelloRetryRequest<'a>),
    /// §4.6.1.
    NewSessionTicket(NewSessionTicket<'a>),
    /// §4.5.
    EndOfEarlyData(EndOfEarlyData),
    /// §4.3.1.
    EncryptedExtensions(EncryptedExtensions<'a>),
    /// §4.4.2.
    Certificate(Certificate<'a>),
    /// §4.3.2.
    CertificateRequest(CertificateRequest<'a>),
    /// §4.4.3.
    CertificateVerify(CertificateVerify<'a>),
    /// §4.4.4.
    Finished(Finished<'a>),
    /// §4.6.3.
    KeyUpdate(KeyUpdate),
}

impl<'a> Message<'a> {
    /// Reads exactly one message, header included.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Reject> {
        let malformed = |_| reject!(DECODE_ERROR, "4-i1");
        let mut reader = Reader::new(bytes);
        let msg_type = HandshakeType::read(&mut reader).map_err(malformed)?;
        let body = reader.whole(|reader| reader.vector_u24(0)).map_err(malformed);
        Ok(match msg_type {
            HandshakeType::CLIENT_HELLO => Self::ClientHello(received(body?, bytes)?),
            HandshakeType::SERVER_HELLO if is_hello_retry_request(body?) => {
                Self::HelloRetryRequest(received(body?, bytes)?)
            }
            HandshakeType::SERVER_HELLO => Self::ServerHello(received(body?, bytes)?),
            HandshakeType::NEW_SESSION_TICKET => Self::NewSessionTicket(received(body?, bytes)?),
            HandshakeType::END_OF_EARLY_DATA => Self::EndOfEarlyData(received(body?, bytes)?),
            HandshakeType::ENCRYPTED_EXTENSIONS => Self::EncryptedExtensions(received(body?, bytes)?),
            HandshakeType::CERTIFICATE => Self::Certificate(received(body?, bytes)?),
            HandshakeType::CERTIFICATE_REQUEST => Self::CertificateRequest(received(body?, bytes)?),
            HandshakeType::CERTIFICATE_VERIFY => Self::CertificateVerify(received(body?, bytes)?),
            HandshakeType::FINISHED => Self::Finished(received(body?, bytes)?),
            HandshakeType::KEY_UPDATE => Self::KeyUpdate(received(body?, bytes)?),
            HandshakeType::MESSAGE_HASH => return Err(reject!(UNEXPECTED_MESSAGE, "4-i3")),
            _ => return Err(reject!(UNEXPECTED_MESSAGE, "4-i2")),
        })
    }
}

/// Reads a body that must fill its message.
fn received<'a, T: Body<'a>>(body: &'a [u8], bytes: &'a [u8]) -> Result<Received<'a, T>, Reject> {
    let mut reader = Reader::new(body);
    let body = T::read(&mut reader)?;
    reader.end().map_err(|_| reject!(DECODE_ERROR, "4-i1"))?;
    Ok(Received { body, bytes })
}

/// A ServerHello is a HelloRetryRequest when its random, after legacy_version, says so (§4.1.3).
fn is_hello_retry_request(body: &[u8]) -> bool {
    body.get(2..).is_some_and(|rest| rest.starts_with(&HELLO_RETRY_REQUEST_RANDOM))
}
