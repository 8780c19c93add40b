//! RFC 9001 §4.6.1, §8: what QUIC asks of the handshake's messages.

use std::sync::Arc;

use quinn_proto::TransportError;
use surehand::carried::{Carried, ExtensionType};
use surehand::{AlertDescription, Direction};
use surehand_codec::extension::ServerName;
use surehand_codec::message::{ClientHello, EncryptedExtensions, Message, NewSessionTicket};

use crate::failure::{alert, protocol_violation};
use crate::remembered::{Remembered, Terms};
use crate::suite::Suite;

/// quic_transport_parameters (RFC 9001 §8.2).
pub(crate) const TRANSPORT_PARAMETERS: ExtensionType = ExtensionType(0x39);

/// What quinn's `Connection::handshake_data` has in it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct HandshakeData {
    /// The application protocol (ALPN) that was agreed.
    pub protocol: Vec<u8>,
    /// On a server: the host name that the client asked for.
    pub server_name: Option<String>,
}

/// What messages have said so far.
pub(crate) struct Heard {
    /// On a client.
    remembered: Option<Arc<Remembered>>,
    /// On a client: of the connection that its ticket comes from, if that admits early data.
    pub terms: Option<Terms>,
    server_name: Option<String>,
    protocol: Option<Vec<u8>>,
}

impl Heard {
    pub(crate) fn new(remembered: Option<Arc<Remembered>>) -> Self {
        Self { remembered, terms: None, server_name: None, protocol: None }
    }

    /// Listens to the messages of one call of [`Carried::receive`], and of the answer.
    pub(crate) fn listen(&mut self, carried: &Carried) -> Result<(), TransportError> {
        for (direction, bytes) in carried.messages() {
            match (direction, Message::read(bytes)) {
                (Direction::Sent, Ok(Message::ClientHello(hello))) => self.on_own_client_hello(&hello),
                (Direction::Received, Ok(Message::ClientHello(hello))) => self.on_client_hello(&hello, carried)?,
                (Direction::Sent, Ok(Message::EncryptedExtensions(extensions))) => self.settle(&extensions)?,
                (Direction::Received, Ok(Message::EncryptedExtensions(extensions))) => {
                    parameters(carried)?;
                    self.settle(&extensions)?;
                }
                (Direction::Received, Ok(Message::NewSessionTicket(ticket))) => self.on_ticket(&ticket, carried)?,
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn handshake_data(&self) -> Option<HandshakeData> {
        Some(HandshakeData { protocol: self.protocol.clone()?, server_name: self.server_name.clone() })
    }

    fn on_own_client_hello(&mut self, hello: &ClientHello<'_>) {
        let psks = hello.extensions.pre_shared_key;
        if let (Some(remembered), Some(first)) = (&self.remembered, psks.and_then(|psks| psks.identities.iter().next()))
        {
            let terms = remembered.take(first.identity);
            self.terms = self.terms.take().or(terms.filter(|_| hello.extensions.early_data));
        }
    }

    fn on_client_hello(&mut self, hello: &ClientHello<'_>, carried: &Carried) -> Result<(), TransportError> {
        if !hello.legacy_session_id.is_empty() {
            return Err(protocol_violation("a ClientHello in compatibility mode (RFC 9001 §8.4)"));
        }
        let mut names = hello.extensions.server_name.iter().flat_map(|names| names.iter());
        let host = names.find(|name| name.name_type == ServerName::HOST_NAME);
        self.server_name = host.map(|host| String::from_utf8_lossy(host.name).into_owned());
        parameters(carried).map(drop)
    }

    /// RFC 9001 §8.1: there is no connection without an application protocol.
    fn settle(&mut self, extensions: &EncryptedExtensions<'_>) -> Result<(), TransportError> {
        let Some(protocol) = extensions.application_layer_protocol_negotiation else {
            return Err(alert(AlertDescription::NO_APPLICATION_PROTOCOL, "no application protocol (RFC 9001 §8.1)"));
        };
        self.protocol = Some(protocol.0.to_vec());
        Ok(())
    }

    fn on_ticket(&self, ticket: &NewSessionTicket<'_>, carried: &Carried) -> Result<(), TransportError> {
        match ticket.extensions.early_data {
            None => return Ok(()),
            Some(u32::MAX) => {}
            Some(_) => return Err(protocol_violation("a ticket that limits early data (RFC 9001 §4.6.1)")),
        }
        let suite = carried.cipher_suite().and_then(Suite::new);
        if let (Some(remembered), Some(suite)) = (&self.remembered, suite) {
            let parameters = parameters(carried)?.to_vec();
            remembered.put(ticket.ticket, Terms { suite, parameters });
        }
        Ok(())
    }
}

/// RFC 9001 §8.2: the peer's transport parameters have to be there.
fn parameters(carried: &Carried) -> Result<&[u8], TransportError> {
    carried
        .peer_extension(TRANSPORT_PARAMETERS)
        .ok_or_else(|| alert(AlertDescription::MISSING_EXTENSION, "no transport parameters (RFC 9001 §8.2)"))
}
