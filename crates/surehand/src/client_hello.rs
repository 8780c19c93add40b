//! RFC 8446 §4.1.2: what a client asks for, before there is a connection.

use surehand_codec::code_point::{CipherSuite, ContentType, SignatureScheme};
use surehand_codec::extension::ServerName;
use surehand_codec::message::{self, Message};
use surehand_core::record::{HEADER_LENGTH, Limits, next_record};

/// What a client asks for, looked at before a server's configuration is chosen.
///
/// Nothing of it is authenticated, and nothing has been checked beyond its form: the connection does that.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ClientHello {
    /// The host name (RFC 6066).
    pub server_name: Option<Vec<u8>>,
    /// The application protocols (ALPN), best first.
    pub application_protocols: Vec<Vec<u8>>,
    /// The cipher suites, best first.
    pub cipher_suites: Vec<CipherSuite>,
    /// The signature schemes for CertificateVerify, best first.
    pub signature_algorithms: Vec<SignatureScheme>,
    /// Whether early data follows (§4.2.10).
    pub early_data: bool,
}

/// What the first bytes of a connection are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Peeked {
    /// Too few to tell.
    Incomplete,
    /// A ClientHello.
    ClientHello(ClientHello),
    /// Nothing that a server can go on with. A [`Connection`](crate::Connection) that receives it refuses it.
    SomethingElse,
}

impl ClientHello {
    /// Looks at the first bytes that a client has sent, and leaves them as they are.
    pub fn peek(input: &[u8]) -> Peeked {
        let mut handshake = Vec::new();
        let mut rest = input;
        loop {
            match message::length(&handshake) {
                Some(length) if length > Limits::default().handshake_message => return Peeked::SomethingElse,
                Some(length) if handshake.len() >= length => {
                    return handshake
                        .get(..length)
                        .and_then(Self::read)
                        .map_or(Peeked::SomethingElse, Peeked::ClientHello);
                }
                _ => {}
            }
            let header = match next_record(rest) {
                Ok(Some(header)) if header.content_type == ContentType::HANDSHAKE => header,
                Ok(None) => return Peeked::Incomplete,
                _ => return Peeked::SomethingElse,
            };
            let Some((record, after)) = rest.split_at_checked(header.record_length) else { return Peeked::Incomplete };
            if record.len() == HEADER_LENGTH {
                return Peeked::SomethingElse; // §5.1: no empty fragments
            }
            handshake.extend_from_slice(record.get(HEADER_LENGTH..).unwrap_or_default());
            rest = after;
        }
    }

    fn read(message: &[u8]) -> Option<Self> {
        let Ok(Message::ClientHello(hello)) = Message::read(message) else { return None };
        let extensions = &hello.extensions;
        let names = extensions.server_name.into_iter().flat_map(|names| names.iter());
        let protocols = extensions.application_layer_protocol_negotiation.into_iter().flat_map(|list| list.iter());
        Some(Self {
            server_name: names
                .filter(|name| name.name_type == ServerName::HOST_NAME)
                .map(|name| name.name.to_vec())
                .next(),
            application_protocols: protocols.map(|protocol| protocol.0.to_vec()).collect(),
            cipher_suites: hello.cipher_suites.iter().collect(),
            signature_algorithms: extensions.signature_algorithms.into_iter().flat_map(|list| list.iter()).collect(),
            early_data: extensions.early_data,
        })
    }
}
