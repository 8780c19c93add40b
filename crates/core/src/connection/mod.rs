//! A connection without I/O: records in, records out, and the handshake between them.
//!
//! The caller owns the buffers and the transport. [`Connection::receive`] takes what has arrived, opens records in place
//! and says what it met; [`Connection::output`] hands over what is to be transmitted. After the handshake
//! [`Connection::split`] gives two halves that share no lock.

mod apply;
mod ask;
mod carried;
mod content;
mod data;
mod error;
mod event;
mod fork;
mod machine;
mod mailbox;
mod observation;
mod parcels;
mod pay;
mod receive;
mod send;
mod tell;
mod writing;

pub use data::Sent;
pub use error::Error;
pub use event::{EarlyData, Event, QuestionId, Received};
pub use machine::Connected;
pub use observation::{Direction, Observation};
pub use receive::Receiver;
pub use send::Sender;

use alloc::sync::Arc;
use alloc::vec::Vec;

use surehand_codec::code_point::{AlertDescription, ProtocolVersion};

use machine::Machine;
use mailbox::Mailbox;
use writing::Settings;

use crate::config::{ClientConfig, ServerConfig};
use crate::crypto::Provider;
use crate::handshake::client::Intent;
use crate::handshake::{Answer, NewTicket, Question};
use crate::key_schedule::ExportError;

/// A client's or a server's end of a connection.
pub struct Connection<P: Provider> {
    sender: Sender<P>,
    receiver: Receiver<P>,
}

impl<P: Provider> Connection<P> {
    /// A client that has written its ClientHello.
    pub fn client(
        provider: Arc<P>,
        randomness: P::Randomness,
        config: Arc<ClientConfig>,
        intent: Intent,
    ) -> Result<Self, Error> {
        let settings = Settings {
            padding: config.padding.clone(),
            key_update: config.key_update,
            observe: config.observe.messages,
            records: config.carrier.records,
            record_version: ProtocolVersion::TLS_1_0,
        };
        let mut connection = Self::new(provider, randomness, settings, Machine::client(config));
        connection.receiver.start(&mut connection.sender, intent)?;
        Ok(connection)
    }

    /// A server that waits for a ClientHello.
    pub fn server(provider: Arc<P>, randomness: P::Randomness, config: Arc<ServerConfig>) -> Self {
        let settings = Settings {
            padding: config.padding.clone(),
            key_update: config.key_update,
            observe: config.observe.messages,
            records: config.carrier.records,
            record_version: ProtocolVersion::TLS_1_2,
        };
        Self::new(provider, randomness, settings, Machine::server(config))
    }

    fn new(provider: Arc<P>, randomness: P::Randomness, settings: Settings, machine: Machine<P>) -> Self {
        let mailbox = Arc::new(Mailbox::default());
        let (parcels_in, parcels_out) = parcels::parcels();
        let sender = Sender::new(provider.clone(), settings, mailbox.clone(), parcels_out);
        Self { sender, receiver: Receiver::new(provider, randomness, machine, mailbox, parcels_in) }
    }

    /// Takes at most one record from the start of `input` and opens it in place.
    ///
    /// On an error the connection has failed; an alert may be waiting in [`Connection::output`].
    pub fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        self.receiver.receive_with(input, Some(&mut self.sender))
    }

    /// The transport has ended: an error unless the peer's close_notify came first (§6.1).
    pub fn end_of_input(&mut self) -> Result<(), Error> {
        self.receiver.end_of_input()
    }

    /// The open question, if there is one.
    pub fn question(&self) -> Option<(QuestionId, &Question)> {
        self.receiver.question()
    }

    /// Answers the open question, and says what the messages that were held back until now have led to.
    pub fn answer(&mut self, id: QuestionId, answer: Answer<P>) -> Result<Event, Error> {
        self.receiver.answer_with(Some(&mut self.sender), id, answer)
    }

    /// Appends what is to be transmitted to `out`.
    pub fn output(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.sender.output(out)
    }

    /// Appends what is to be transmitted, and then `data` in protected records, to `out`.
    pub fn send(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.sender.send(data, out)
    }

    /// Writes what is to be transmitted, and then `data` in protected records, to the start of `out`, as far as there is
    /// room: see [`Sender::send_into`].
    pub fn send_into(&mut self, data: &[u8], out: &mut [u8]) -> Result<Sent, Error> {
        self.sender.send_into(data, out)
    }

    /// On a client that offers early data: appends what is to be transmitted, and then `data` as early data, to `out`.
    ///
    /// Early data may be replayed to the server by anybody (§8), and the server may not take it: see [`Connection::early_data`].
    pub fn send_early(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.sender.send_early(data, out)
    }

    /// What has become of early data.
    pub fn early_data(&self) -> EarlyData {
        self.receiver.early_data()
    }

    /// On a server that has sent its Finished: lets application data go out before the client's Finished is there.
    ///
    /// Nothing is known about the client then, not even that it is live (§4.4.4).
    pub fn half_rtt(&mut self) -> Result<(), Error> {
        self.sender.half_rtt()
    }

    /// On a server: asks the client for a certificate, if it has offered that (§4.6.2).
    pub fn request_certificate(&mut self) -> Result<(), Error> {
        self.receiver.request_certificate_with(Some(&mut self.sender))
    }

    /// On a server: makes one more ticket, by way of a question (§4.6.1).
    pub fn make_ticket(&mut self) -> Result<(), Error> {
        self.receiver.make_ticket()
    }

    /// On a client: the tickets that have come since the last call (§4.6.1).
    pub fn take_tickets(&mut self) -> Vec<NewTicket> {
        self.receiver.take_tickets()
    }

    /// Moves our write keys to the next generation, and asks the peer to do so too if `request` says so (§4.6.3).
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        self.sender.update_keys(request)
    }

    /// Ends our direction with close_notify (§6.1); reading goes on.
    pub fn close(&mut self) {
        self.sender.close();
    }

    /// Ends the connection with a fatal alert of the caller's choice, general_error for instance (RFC 9846 §6.2).
    pub fn abort(&mut self, alert: AlertDescription) {
        self.sender.abort(alert);
    }

    /// Gives the connection up: user_canceled, and then close_notify (§6.1).
    pub fn cancel(&mut self) {
        self.sender.cancel();
    }

    /// What the handshake has settled, once it is complete.
    pub fn connected(&self) -> Option<Connected<'_, P>> {
        self.receiver.connected()
    }

    /// The state's name, as in Appendix A.
    pub fn state_name(&self) -> &'static str {
        self.receiver.state_name()
    }

    /// Keying material for another protocol (§7.5).
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        self.receiver.export(label, context, out)
    }

    /// Keying material that early data may use already (§7.5).
    pub fn export_early(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        self.receiver.export_early(label, context, out)
    }

    /// What has been noted down since the last call (see [`Observe`](crate::config::Observe)), in order for each direction.
    pub fn observations(&mut self) -> Vec<Observation<P::KeyId>> {
        if self.receiver.noted.is_empty() && self.sender.noted.is_empty() {
            return Vec::new();
        }
        let mut observations = self.receiver.observations();
        observations.append(&mut self.sender.observations());
        observations.sort_by_key(|(order, _)| *order);
        observations.into_iter().map(|(_, observation)| observation).collect()
    }

    /// Two halves for two threads, once the handshake is complete; before that the connection comes back whole.
    #[expect(clippy::result_large_err, reason = "the other variant is as large")]
    pub fn split(self) -> Result<(Sender<P>, Receiver<P>), Self> {
        if self.receiver.connected().is_some() { Ok((self.sender, self.receiver)) } else { Err(self) }
    }
}
