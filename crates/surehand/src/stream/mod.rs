//! A blocking stream over anything that reads and writes.

use std::io::{self, Read, Write};

use rustls_pki_types::ServerName;
use surehand_core::connection::Event;

use crate::config::{ClientConfig, ServerConfig};
use crate::connection::Connection;
use crate::error::Error;

mod early;
mod halves;
mod input;

pub use early::EarlyDataReader;
pub use halves::{ReadHalf, WriteHalf};
pub use input::Input;

/// How much of a write is taken at once: it bounds what is held, and nothing is held in between.
const MAX_WRITE: usize = 8 << 14;

/// Connects to the server called `name` over `transport`, and completes the handshake.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::io::{Read, Write};
///
/// let config = surehand::ClientConfig::builder().roots(surehand::Roots::platform()?).build()?;
/// let tcp = std::net::TcpStream::connect("example.org:443")?;
/// let mut stream = surehand::connect(&config, "example.org".try_into()?, tcp)?;
/// stream.write_all(b"GET / HTTP/1.0\r\nHost: example.org\r\n\r\n")?;
/// let mut page = Vec::new();
/// stream.read_to_end(&mut page)?;
/// # Ok(())
/// # }
/// ```
pub fn connect<T: Read + Write>(
    config: &ClientConfig,
    name: ServerName<'static>,
    transport: T,
) -> Result<Stream<T>, Error> {
    let mut stream = Stream::new(Connection::client(config, name)?, transport);
    stream.complete_handshake()?;
    Ok(stream)
}

/// Accepts a client over `transport`, and completes the handshake.
///
/// ```no_run
/// # fn serve(config: &surehand::ServerConfig, listener: std::net::TcpListener) -> Result<(), surehand::Error> {
/// let (tcp, _) = listener.accept()?;
/// let mut stream = surehand::accept(config, tcp)?;
/// std::io::Write::write_all(&mut stream, b"hello")?;
/// stream.close()
/// # }
/// ```
pub fn accept<T: Read + Write>(config: &ServerConfig, transport: T) -> Result<Stream<T>, Error> {
    let mut stream = Stream::new(Connection::server(config), transport);
    stream.complete_handshake()?;
    Ok(stream)
}

/// A TLS 1.3 stream over a blocking transport.
///
/// Reading gives `Ok(0)` only after the peer's close_notify; a transport that ends without it is an error of kind
/// `UnexpectedEof`, for the data may be cut short. Dropping a stream does not close it: call [`Stream::close`].
pub struct Stream<T> {
    connection: Connection,
    transport: T,
    input: Input,
    /// Early data that a server has received and nobody has read; no more than its configuration takes.
    early: Vec<u8>,
    half_rtt: bool,
    /// Whether a client has answered since it was last asked for a certificate.
    answered: bool,
}

impl<T: Read + Write> Stream<T> {
    /// A stream whose handshake has yet to run; reading or writing runs it.
    pub fn new(connection: Connection, transport: T) -> Self {
        Self { connection, transport, input: Input::default(), early: Vec::new(), half_rtt: false, answered: false }
    }

    /// Completes the handshake.
    pub fn complete_handshake(&mut self) -> Result<(), Error> {
        while !self.advance_handshake()? {}
        Ok(())
    }

    /// Sends what there is to send and, unless the handshake is complete, takes one record. True once it is complete.
    pub fn advance_handshake(&mut self) -> Result<bool, Error> {
        self.transmit()?;
        if self.connection.is_handshaking() {
            self.receive()?;
            self.transmit()?;
        }
        Ok(!self.connection.is_handshaking())
    }

    /// On a client that offers early data: sends `data` with the ClientHello, before anything is known of the server.
    ///
    /// Send only what may arrive twice: anybody can replay it (RFC 8446 §8). If the server does not take it, which
    /// `connection().early_data()` tells once the handshake is complete, none of it has been read.
    pub fn send_early(&mut self, data: &[u8]) -> Result<(), Error> {
        let mut output = Vec::new();
        self.connection.send_early(data, &mut output)?;
        Ok(self.transport.write_all(&output)?)
    }

    /// On a server: a reader of early data, apart from everything else, for it may have been replayed (RFC 8446 §8).
    ///
    /// It ends where the client's early data ends, or at once if there is none. What is not read is dropped.
    pub fn early_data(&mut self) -> EarlyDataReader<'_, T> {
        EarlyDataReader { stream: self }
    }

    /// On a server: lets application data go out before the client's Finished is there, to a client of which nothing is
    /// known, not even that it is live (RFC 8446 §4.4.4).
    pub fn half_rtt(&mut self) -> Result<(), Error> {
        self.connection.half_rtt()?;
        self.half_rtt = true;
        Ok(())
    }

    /// On a server: asks the client for a certificate (RFC 8446 §4.6.2), as
    /// [`Connection::request_certificate`] does, and sends the request.
    pub fn request_certificate(&mut self) -> Result<(), Error> {
        self.connection.request_certificate()?;
        self.answered = false;
        self.transmit()
    }

    /// On a server: waits for the answer to a request. [`Connection::session`] says then who the client is.
    ///
    /// False if the client has sent data before its answer, which is to be read first, or has closed.
    pub fn wait_for_answer(&mut self) -> Result<bool, Error> {
        while !self.answered && !self.input.has_data() && self.receive()? {
            self.transmit()?;
        }
        Ok(std::mem::take(&mut self.answered))
    }

    /// Ends our direction with close_notify; reading goes on.
    pub fn close(&mut self) -> Result<(), Error> {
        self.connection.close();
        self.transmit()?;
        Ok(self.transport.flush()?)
    }

    /// The connection, for what it knows.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection, for what it can do besides reading and writing.
    pub fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Two halves for two threads, over two handles of one transport; `clone` makes the second handle.
    pub fn split<R: Read>(
        mut self,
        clone: impl FnOnce(&T) -> io::Result<R>,
    ) -> Result<(ReadHalf<R>, WriteHalf<T>), Error> {
        self.complete_handshake()?;
        let read_transport = clone(&self.transport)?;
        let Ok((sender, receiver)) = self.connection.split() else {
            return Err(Error::State(surehand_core::connection::Error::NotYet));
        };
        Ok((ReadHalf::new(receiver, read_transport, self.input), WriteHalf::new(sender, self.transport)))
    }

    fn transmit(&mut self) -> Result<(), Error> {
        let mut output = Vec::new();
        let ready = self.connection.output(&mut output);
        self.transport.write_all(&output)?;
        ready
    }

    /// Takes one record, reading from the transport as needed. False once the peer has closed.
    fn receive(&mut self) -> Result<bool, Error> {
        loop {
            let received = match self.connection.receive(self.input.unread()) {
                Ok(received) => received,
                Err(error) => {
                    // The peer learns why; that it may be gone already changes nothing.
                    let _ = self.transmit();
                    return Err(error);
                }
            };
            match received.event {
                Event::WantInput => {
                    if self.input.fill(&mut self.transport)? == 0 {
                        self.connection.end_of_input()?;
                    }
                    continue;
                }
                Event::ApplicationData(data) => self.input.consume(received.consumed, Some(data)),
                Event::EarlyData(data) => {
                    self.early.extend_from_slice(self.input.unread().get(data).unwrap_or_default());
                    self.input.consume(received.consumed, None);
                }
                Event::ClientAnswered => {
                    self.answered = true;
                    self.input.consume(received.consumed, None);
                }
                Event::Closed if self.connection.is_handshaking() => return Err(Error::Truncated),
                Event::Closed => return Ok(false),
                _ => self.input.consume(received.consumed, None),
            }
            return Ok(true);
        }
    }
}

impl<T: Read + Write> Read for Stream<T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.complete_handshake()?;
        while !self.input.has_data() && !out.is_empty() {
            if !self.receive()? {
                return Ok(0);
            }
            // What the record made us owe, a KeyUpdate for instance.
            self.transmit()?;
        }
        Ok(self.input.take(out))
    }
}

impl<T: Read + Write> Write for Stream<T> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if !self.half_rtt {
            self.complete_handshake()?;
        }
        let data = data.get(..MAX_WRITE).unwrap_or(data);
        let mut output = Vec::new();
        self.connection.send(data, &mut output)?;
        self.transport.write_all(&output)?;
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.transmit()?;
        self.transport.flush()
    }
}
