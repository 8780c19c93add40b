//! For protocols that carry the handshake in packets of their own, as QUIC does (RFC 9001).
//!
//! There are no records, no EndOfEarlyData, no KeyUpdate, no authentication after the handshake and no middlebox
//! compatibility mode. The other protocol derives its packet keys from the traffic secrets, and tells the peer of a failure
//! by the alert of [`Error::alert`].

use std::sync::Arc;

use rustls_pki_types::ServerName;
use surehand_codec::code_point::CipherSuite;
use surehand_codec::extension::RawExtension;
use surehand_codec::message::Message;
use surehand_core::config::{Carrier, Observe};
use surehand_core::connection::{Connection as CoreConnection, Direction, Observation};
use surehand_core::key_schedule::Epoch;

pub use surehand_codec::code_point::ExtensionType;

pub use crate::answers::TrafficSecret;
use crate::answers::{ClientAnswers, Role, ServerAnswers};
use crate::config::{ClientConfig, ServerConfig};
use crate::connection::Connection;
use crate::error::Error;

/// What both hellos say for the protocol that carries them, transport parameters for instance: extensions of the
/// ClientHello, or of EncryptedExtensions.
pub type Extensions = Vec<(ExtensionType, Vec<u8>)>;

/// One end of a handshake that another protocol carries.
pub struct Carried {
    connection: Connection,
    /// The peer's extensions of the types that are also ours.
    peer: Extensions,
    ours: Vec<ExtensionType>,
    messages: Vec<(Direction, Vec<u8>)>,
}

const OBSERVE: Observe = Observe { messages: true, secrets: true, claims: true };

fn carrier(extensions: &Extensions) -> Carrier {
    Carrier {
        compatibility_mode: false,
        records: false,
        end_of_early_data: false,
        key_update: false,
        extensions: extensions.clone(),
        extension_order: Vec::new(),
    }
}

impl Carried {
    /// A client that wants to talk to `name`, with its ClientHello ready to be carried.
    pub fn client(config: &ClientConfig, name: ServerName<'static>, extensions: Extensions) -> Result<Self, Error> {
        let inner = &config.0;
        let mut core = (*inner.core).clone();
        (core.carrier, core.observe) = (carrier(&extensions), OBSERVE);
        (core.post_handshake_auth, core.record_size_limit) = (false, None);
        let mut answers = ClientAnswers::carried(config.clone(), name);
        let intent = answers.intent();
        let core = CoreConnection::client(inner.provider.clone(), (), Arc::new(core), intent)
            .map_err(|error| Error::new("START", error, None))?;
        Ok(Self::new(Connection::new(core, Role::Client(answers), inner.handshake_timeout), &extensions))
    }

    /// A server that waits for a ClientHello.
    pub fn server(config: &ServerConfig, extensions: Extensions) -> Self {
        let inner = &config.0;
        let mut core = (*inner.core).clone();
        (core.carrier, core.observe, core.record_size_limit) = (carrier(&extensions), OBSERVE, None);
        if core.max_early_data_size > 0 {
            // The other protocol bounds it (RFC 9001 §4.6.1).
            core.max_early_data_size = u32::MAX;
        }
        let core = CoreConnection::server(inner.provider.clone(), (), Arc::new(core));
        let role = Role::Server(ServerAnswers::new(config.clone(), Vec::new()));
        Self::new(Connection::new(core, role, inner.handshake_timeout), &extensions)
    }

    fn new(mut connection: Connection, extensions: &Extensions) -> Self {
        connection.keep_secrets();
        connection.collect();
        let ours = extensions.iter().map(|(extension_type, _)| *extension_type).collect();
        let mut carried = Self { connection, peer: Vec::new(), ours, messages: Vec::new() };
        carried.note_messages();
        carried
    }

    /// Takes handshake bytes that came under the keys of `epoch`, in order and without gaps.
    pub fn receive(&mut self, epoch: Epoch, bytes: &[u8]) -> Result<(), Error> {
        self.messages.clear();
        let received = self.connection.receive_carried(epoch, bytes);
        self.note_messages();
        received
    }

    fn note_messages(&mut self) {
        for observation in self.connection.observations() {
            let Observation::Message { direction, bytes, .. } = observation else { continue };
            if direction == Direction::Received {
                self.learn(&bytes);
            }
            self.messages.push((direction, bytes));
        }
    }

    fn learn(&mut self, message: &[u8]) {
        let other = match Message::read(message) {
            Ok(Message::ClientHello(hello)) => hello.body.extensions.other,
            Ok(Message::EncryptedExtensions(extensions)) => extensions.body.other,
            _ => return,
        };
        let ours = other.iter().filter(|raw: &RawExtension<'_>| self.ours.contains(&raw.extension_type));
        self.peer.extend(ours.map(|raw| (raw.extension_type, raw.extension_data.to_vec())));
    }

    /// The handshake bytes that are to be carried, each under the keys of its epoch.
    pub fn take_messages(&mut self) -> Result<Vec<(Epoch, Vec<u8>)>, Error> {
        let taken = self.connection.take_carried();
        self.note_messages();
        taken
    }

    /// The messages, whole, that the last call of [`receive`](Self::receive) has taken, and those that were written since:
    /// for rules of the other protocol about what they say.
    pub fn messages(&self) -> &[(Direction, Vec<u8>)] {
        &self.messages
    }

    /// The cipher suite, as soon as there are handshake keys.
    pub fn cipher_suite(&self) -> Option<CipherSuite> {
        self.connection.answers.settled.cipher_suite.map(|(cipher_suite, _)| cipher_suite)
    }

    /// The secrets that have come to be since the last call.
    pub fn take_secrets(&mut self) -> Vec<TrafficSecret> {
        self.connection.take_secrets()
    }

    /// What the peer says in an extension that we have sent too; `None` if it is not there, or not yet.
    pub fn peer_extension(&self, extension_type: ExtensionType) -> Option<&[u8]> {
        self.peer.iter().find(|(each, _)| *each == extension_type).map(|(_, data)| data.as_slice())
    }

    /// The connection, for what it has settled: its session, exporters, what became of early data.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
}

impl Connection {
    /// Takes handshake bytes that another protocol has carried, and answers what they ask.
    fn receive_carried(&mut self, epoch: Epoch, bytes: &[u8]) -> Result<(), Error> {
        let phase = self.core.state_name();
        let received = self.core.receive_carried(epoch, bytes);
        self.collect();
        self.explain(phase, received)?;
        self.answer_questions().map(drop)
    }

    fn take_carried(&mut self) -> Result<Vec<(Epoch, Vec<u8>)>, Error> {
        let taken = self.core.take_carried();
        self.collect();
        self.explain("sending", taken)
    }

    fn keep_secrets(&mut self) {
        self.answers.secrets = Some(Vec::new());
    }

    fn take_secrets(&mut self) -> Vec<TrafficSecret> {
        self.answers.secrets.as_mut().map(std::mem::take).unwrap_or_default()
    }
}
