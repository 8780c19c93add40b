//! A connection without I/O that answers its own questions from its configuration.

use std::borrow::Cow;
use std::time::Instant;

use rustls_pki_types::{CertificateDer, ServerName};
use surehand_codec::code_point::{AlertDescription, CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::connection::{
    Connection as CoreConnection, EarlyData, Error as CoreError, Event, Observation, Received,
};
use surehand_core::handshake::Question;
use surehand_core::key_schedule::ExportError;

use crate::answers::{Answers, ClientAnswers, Reply, Role, ServerAnswers};
use crate::config::{ClientConfig, HandshakeTimeout, ServerConfig};
use crate::error::Error;
use crate::provider::Mixed;
use crate::receiver::Receiver;
use crate::verify::PeerIdentity;

/// The sending half of a split connection.
pub type Sender = surehand_core::connection::Sender<Mixed>;

/// A client's or a server's end of a TLS 1.3 connection, without I/O: the caller owns buffers and transport.
///
/// [`receive`](Self::receive) takes what has arrived and opens it in place, [`output`](Self::output) hands over what is to
/// be transmitted. [`Stream`](crate::Stream) does both over anything that reads and writes.
pub struct Connection {
    core: CoreConnection<Mixed>,
    answers: Answers,
    asks: bool,
    deadline: Option<Instant>,
}

/// What a complete handshake has settled.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session<'a> {
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange; `None` where a pre-shared key stands alone.
    pub group: Option<NamedGroup>,
    /// The application protocol (ALPN), if one was agreed.
    pub application_protocol: Option<&'a [u8]>,
    /// On a server: the host name that the client asked for.
    pub server_name: Option<&'a [u8]>,
    /// Whether this connection continues an earlier one.
    pub resumed: bool,
    /// The peer's certificate chain, end-entity certificate first; empty if it showed none.
    pub peer_certificates: &'a [CertificateDer<'static>],
    /// How the peer was authenticated, in words; `None` if it was not.
    pub peer_authenticated: Option<&'a str>,
    /// Who the peer is; `None` if it was not authenticated.
    pub peer_identity: Option<&'a PeerIdentity>,
    /// The scheme of the peer's signature, if it has signed in this connection.
    pub signature_scheme: Option<SignatureScheme>,
}

impl Connection {
    /// A client that wants to talk to `name`, with its ClientHello ready in the output.
    pub fn client(config: &ClientConfig, name: ServerName<'static>) -> Result<Self, Error> {
        let inner = &config.0;
        let mut answers = ClientAnswers::new(config.clone(), name);
        let intent = answers.intent();
        let core = CoreConnection::client(inner.provider.clone(), (), inner.core.clone(), intent)
            .map_err(|error| Error::new("START", error, None))?;
        let mut connection = Self::new(core, Role::Client(answers), inner.handshake_timeout);
        connection.collect();
        Ok(connection)
    }

    /// A server that waits for a ClientHello.
    pub fn server(config: &ServerConfig) -> Self {
        Self::server_for(config, &[])
    }

    /// The same, with bytes that stand for the client's address: the cookie of a stateless HelloRetryRequest is good for
    /// them alone (RFC 8446 §4.2.2).
    pub fn server_for(config: &ServerConfig, client_address: &[u8]) -> Self {
        let inner = &config.0;
        let core = CoreConnection::server(inner.provider.clone(), (), inner.core.clone());
        let answers = ServerAnswers::new(config.clone(), client_address.to_vec());
        Self::new(core, Role::Server(answers), inner.handshake_timeout)
    }

    fn new(core: CoreConnection<Mixed>, role: Role, timeout: HandshakeTimeout) -> Self {
        let deadline = timeout.0.and_then(|timeout| Instant::now().checked_add(timeout));
        Self { core, answers: Answers::new(role), asks: false, deadline }
    }

    /// Takes at most one record from the start of `input` and opens it in place.
    ///
    /// On an error the connection has failed, and [`output`](Self::output) may hold an alert for the peer.
    pub fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        let phase = self.core.state_name();
        if self.deadline().is_some_and(|deadline| Instant::now() > deadline) {
            return Err(self.time_out());
        }
        let received = self.core.receive(input);
        self.collect();
        let mut received = self.explain(phase, received)?;
        received.event = self.answer_questions()?.unwrap_or(received.event);
        Ok(received)
    }

    /// When the handshake has to be complete; `None` once it is, and if it may take for ever.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline.filter(|_| self.is_handshaking())
    }

    /// Gives up a handshake that has taken too long; the output has the alert.
    pub fn time_out(&mut self) -> Error {
        let phase = self.core.state_name();
        self.cancel();
        Error::HandshakeTimeout { phase }
    }

    /// Leaves every question to the caller, to be answered in its own time: [`receive`](Self::receive) gives
    /// [`Event::Question`], and nothing that depends on it happens before [`answer`](Self::answer).
    pub fn ask(&mut self) {
        self.asks = true;
    }

    /// The open question, if there is one.
    pub fn question(&self) -> Option<Cow<'_, Question>> {
        self.core.question().map(|(_, question)| self.answers.shown(question))
    }

    /// Answers the open question, and says what that has led to: `Complete` for instance, or the next question.
    pub fn answer(&mut self, reply: Reply) -> Result<Event, Error> {
        let phase = self.core.state_name();
        let Some((id, question)) = self.core.question() else {
            return Err(Error::State(CoreError::StaleAnswer));
        };
        let answer = self.answers.reply(question, reply);
        let answered = self.core.answer(id, answer);
        self.collect();
        self.explain(phase, answered)
    }

    /// The transport has ended: an error unless the peer's close_notify came first.
    pub fn end_of_input(&mut self) -> Result<(), Error> {
        let phase = self.core.state_name();
        let ended = self.core.end_of_input();
        self.explain(phase, ended)
    }

    /// Appends what is to be transmitted to `out`.
    pub fn output(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let sent = self.core.output(out);
        self.collect();
        self.explain("sending", sent)
    }

    /// Appends what is to be transmitted, and then `data` in protected records, to `out`.
    pub fn send(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let sent = self.core.send(data, out);
        self.explain("sending", sent)
    }

    /// On a client that offers early data: appends what is to be transmitted, and then `data` as early data, to `out`.
    ///
    /// Send only what may arrive twice: anybody can replay it to the server (RFC 8446 §8). Whether the server takes it is
    /// told by [`early_data`](Self::early_data); if it does not, none of it has been read.
    pub fn send_early(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let sent = self.core.send_early(data, out);
        self.explain("sending", sent)
    }

    /// What has become of early data.
    pub fn early_data(&self) -> EarlyData {
        self.core.early_data()
    }

    /// On a server that has sent its Finished: lets application data go out before the client's Finished is there.
    ///
    /// Nothing is known about the client then, not even that it is live (RFC 8446 §4.4.4).
    pub fn half_rtt(&mut self) -> Result<(), Error> {
        let allowed = self.core.half_rtt();
        self.explain("sending", allowed)
    }

    /// On a server: asks the client for a certificate, if it has offered that and the configuration has a policy for it
    /// (RFC 8446 §4.6.2). [`Event::ClientAnswered`] tells when the answer is there, and [`session`](Self::session) what it is.
    pub fn request_certificate(&mut self) -> Result<(), Error> {
        let asked = self.core.request_certificate();
        self.collect();
        self.explain("CONNECTED", asked)
    }

    /// On a server: makes one more ticket (RFC 8446 §4.6.1).
    pub fn make_ticket(&mut self) -> Result<(), Error> {
        let asked = self.core.make_ticket();
        self.explain("CONNECTED", asked)?;
        self.answer_questions().map(drop)
    }

    /// Ends our direction with close_notify; reading goes on.
    pub fn close(&mut self) {
        self.core.close();
        self.collect();
    }

    /// Ends the connection with a fatal alert of the caller's choice, general_error for instance (RFC 9846 §6.2).
    pub fn abort(&mut self, alert: AlertDescription) {
        self.core.abort(alert);
        self.collect();
    }

    /// Gives the connection up: user_canceled, and then close_notify (RFC 8446 §6.1).
    pub fn cancel(&mut self) {
        self.core.cancel();
        self.collect();
    }

    /// Moves our write keys to the next generation (RFC 8446 §4.6.3), and asks the peer to do so too if `request` says so.
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        let updated = self.core.update_keys(request);
        self.explain("sending", updated)
    }

    /// Whether the handshake is still going on.
    pub fn is_handshaking(&self) -> bool {
        self.core.connected().is_none()
    }

    /// What the handshake has settled, once it is complete.
    ///
    /// On a client it does not say whether the server accepts our certificate: nothing in TLS tells (RFC 8446 E.1.2).
    pub fn session(&self) -> Option<Session<'_>> {
        let connected = self.core.connected()?;
        let settled = &self.answers.settled;
        let (cipher_suite, group) = settled.cipher_suite?;
        let peer = self.answers.peer.as_ref();
        Some(Session {
            cipher_suite,
            group,
            application_protocol: connected.application_layer_protocol,
            server_name: connected.server_name,
            resumed: settled.resumed,
            peer_certificates: peer.map_or(&[], |peer| &peer.chain),
            peer_authenticated: peer.map(|peer| &*peer.by),
            peer_identity: peer.map(|peer| &peer.identity),
            signature_scheme: settled.scheme,
        })
    }

    /// Fills `out` with keying material for another protocol (RFC 8446 §7.5).
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        self.core.export(label, context, out)
    }

    /// The same for early data (RFC 8446 §7.5): the client that it is shared with may be a replay. Make no keys of it under
    /// which the server encrypts (§E.5.1).
    pub fn export_early(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        self.core.export_early(label, context, out)
    }

    /// The channel binding `tls-exporter` (RFC 9266).
    pub fn tls_exporter(&self) -> Result<[u8; 32], ExportError> {
        let mut binding = [0; 32];
        self.export(b"EXPORTER-Channel-Binding", b"", &mut binding).map(|()| binding)
    }

    /// The messages and alerts since the last call, if the configuration asked for them.
    pub fn observations(&mut self) -> Vec<Observation<()>> {
        std::mem::take(&mut self.answers.messages)
    }

    /// Two halves for two threads, once the handshake is complete; before that the connection comes back whole.
    pub fn split(self) -> Result<(Sender, Receiver), Box<Self>> {
        let Self { core, answers, asks, deadline } = self;
        match core.split() {
            Ok((sender, receiver)) => Ok((sender, Receiver::new(receiver, answers, asks))),
            Err(core) => Err(Box::new(Self { core, answers, asks, deadline })),
        }
    }

    fn explain<T>(&mut self, phase: &'static str, result: Result<T, CoreError>) -> Result<T, Error> {
        result.map_err(|error| Error::new(phase, error, self.answers.detail.take()))
    }

    /// Answers every open question, unless the caller wants to; what that has led to, if there was one.
    fn answer_questions(&mut self) -> Result<Option<Event>, Error> {
        let mut event = None;
        while !self.asks && self.core.question().is_some() {
            let led_to = self.answer(Reply::Configured)?;
            // That the handshake is complete is not to be lost among tickets.
            event = event.filter(|event| *event == Event::Complete).or(Some(led_to));
        }
        Ok(event)
    }

    fn collect(&mut self) {
        for observation in self.core.observations() {
            self.answers.observe(observation);
        }
        self.answers.keep(self.core.take_tickets());
    }
}
