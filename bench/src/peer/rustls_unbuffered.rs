//! rustls with aws-lc-rs, its unbuffered API: buffers are the caller's, and records are opened in place.

use std::sync::Arc;

use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::{ConnectionState, EncodeError, EncodeTlsData, EncryptError, UnbufferedStatus, WriteTraffic};
use rustls::{ClientConfig, HandshakeKind, ServerConfig};

use super::rustls::{Rustls, providers};
use super::{End, Failure, Pair, Peer};
use crate::case::{Sessions, Setup};

struct Unbuffered(Rustls);

/// One, with aws-lc-rs.
pub fn peers() -> Vec<Box<dyn Peer>> {
    providers().into_iter().take(1).map(|peer| Box::new(Unbuffered(peer)) as Box<dyn Peer>).collect()
}

impl Peer for Unbuffered {
    fn name(&self) -> String {
        format!("{}, unbuffered", self.0.name)
    }

    fn settings(&self) -> String {
        "rustls 0.23, unbuffered, TLS 1.3 alone".to_owned()
    }

    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>> {
        if setup.sessions == Sessions::EarlyData {
            return None;
        }
        let (client, server) = self.0.configurations(setup)?;
        Some(Box::new(Configured { client, server, name: ServerName::try_from(setup.name).ok()? }))
    }
}

struct Configured {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    name: ServerName<'static>,
}

impl Pair for Configured {
    fn client(&self) -> Result<Box<dyn End>, Failure> {
        let client = UnbufferedClientConnection::new(self.client.clone(), self.name.clone());
        Ok(Box::new(UnbufferedEnd { connection: client.map_err(|error| error.to_string())?, connected: false }))
    }

    fn server(&self) -> Result<Box<dyn End>, Failure> {
        let server = UnbufferedServerConnection::new(self.server.clone());
        Ok(Box::new(UnbufferedEnd { connection: server.map_err(|error| error.to_string())?, connected: false }))
    }
}

struct UnbufferedEnd<C> {
    connection: C,
    connected: bool,
}

/// What a connection has to do next.
enum Next {
    Again,
    Wait,
}

/// What both roles have in common.
trait Role {
    type Data;
    fn process<'c, 'i>(&'c mut self, input: &'i mut [u8]) -> UnbufferedStatus<'c, 'i, Self::Data>;
    fn is_resumed(&self) -> bool;
}

impl Role for UnbufferedClientConnection {
    type Data = rustls::client::ClientConnectionData;

    fn process<'c, 'i>(&'c mut self, input: &'i mut [u8]) -> UnbufferedStatus<'c, 'i, Self::Data> {
        self.process_tls_records(input)
    }

    fn is_resumed(&self) -> bool {
        self.handshake_kind() == Some(HandshakeKind::Resumed)
    }
}

impl Role for UnbufferedServerConnection {
    type Data = rustls::server::ServerConnectionData;

    fn process<'c, 'i>(&'c mut self, input: &'i mut [u8]) -> UnbufferedStatus<'c, 'i, Self::Data> {
        self.process_tls_records(input)
    }

    fn is_resumed(&self) -> bool {
        self.handshake_kind() == Some(HandshakeKind::Resumed)
    }
}

/// Appends a message, with as much room as it says that it needs.
fn encode<D>(mut message: EncodeTlsData<'_, D>, output: &mut Vec<u8>) -> Result<(), Failure> {
    let start = output.len();
    loop {
        match message.encode(&mut output[start..]) {
            Ok(written) => {
                output.truncate(start + written);
                return Ok(());
            }
            Err(EncodeError::InsufficientSize(needed)) => output.resize(start + needed.required_size, 0),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Appends records with application data.
fn encrypt<D>(traffic: &mut WriteTraffic<'_, D>, data: &[u8], output: &mut Vec<u8>) -> Result<(), Failure> {
    let start = output.len();
    // A header, a type and a tag for each record.
    output.resize(start + data.len() + (data.len() / (16 << 10) + 1) * 22, 0);
    loop {
        match traffic.encrypt(data, &mut output[start..]) {
            Ok(written) => {
                output.truncate(start + written);
                return Ok(());
            }
            Err(EncryptError::InsufficientSize(needed)) => output.resize(start + needed.required_size, 0),
            Err(error) => return Err(error.to_string()),
        }
    }
}

impl<C: Role> UnbufferedEnd<C> {
    /// Takes `input`; what it holds of application data, and whether data was sent if there was some.
    fn run(&mut self, mut input: &mut [u8], mut data: Option<&[u8]>, output: &mut Vec<u8>) -> Result<usize, Failure> {
        let mut total = 0;
        loop {
            let status = self.connection.process(input);
            let mut discard = status.discard;
            let next = match status.state.map_err(|error| error.to_string())? {
                ConnectionState::EncodeTlsData(message) => {
                    encode(message, output)?;
                    Next::Again
                }
                ConnectionState::TransmitTlsData(transmit) => {
                    transmit.done();
                    Next::Again
                }
                ConnectionState::ReadTraffic(mut traffic) => {
                    while let Some(record) = traffic.next_record() {
                        let record = record.map_err(|error| error.to_string())?;
                        discard += record.discard;
                        total += record.payload.len();
                    }
                    Next::Again
                }
                ConnectionState::WriteTraffic(mut traffic) => {
                    self.connected = true;
                    if let Some(data) = data.take() {
                        encrypt(&mut traffic, data, output)?;
                    }
                    Next::Wait
                }
                ConnectionState::BlockedHandshake => Next::Wait,
                _ => return Err("an unexpected state".to_owned()),
            };
            input = &mut input[discard..];
            if matches!(next, Next::Wait) && (input.is_empty() || discard == 0) {
                return Ok(total);
            }
        }
    }
}

impl<C: Role> End for UnbufferedEnd<C> {
    fn step(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), Failure> {
        self.run(input, None, output)?;
        input.clear();
        Ok(())
    }

    fn is_handshaking(&self) -> bool {
        !self.connected
    }

    fn send(&mut self, data: &[u8], output: &mut Vec<u8>) {
        self.run(&mut [], Some(data), output).expect("send");
    }

    fn receive(&mut self, input: &mut Vec<u8>, _: &mut [u8]) -> usize {
        let total = self.run(input, None, &mut Vec::new()).expect("receive");
        input.clear();
        total
    }

    fn is_resumed(&self) -> bool {
        self.connection.is_resumed()
    }
}
