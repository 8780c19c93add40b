//! A blocking stream over anything that reads and writes.

use std::io::{self, Read, Write};
use std::ops::Range;

use rustls_pki_types::ServerName;
use surehand_core::connection::Event;

use crate::config::{ClientConfig, ServerConfig};
use crate::connection::{Connection, Receiver, Sender};
use crate::error::Error;

/// How much is read from the transport at once: one record of the greatest length fits.
const INPUT: usize = 5 + (1 << 14) + 256;

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

/// What has been read from the transport: opened application data, then bytes yet to be looked at.
#[derive(Default)]
struct Input {
    buffer: Vec<u8>,
    /// Opened application data that has not been handed on.
    data: Range<usize>,
    /// Bytes that have not been looked at.
    unread: Range<usize>,
}

impl Input {
    /// Hands on opened data.
    fn take(&mut self, out: &mut [u8]) -> usize {
        let data = self.buffer.get(self.data.clone()).unwrap_or_default();
        let length = data.len().min(out.len());
        for (to, from) in out.iter_mut().zip(data) {
            *to = *from;
        }
        self.data.start += length;
        if self.data.is_empty() && self.unread.is_empty() {
            // Nothing is held while a connection is idle.
            *self = Self::default();
        }
        length
    }

    fn unread(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.unread.clone()).unwrap_or_default()
    }

    fn consume(&mut self, consumed: usize, data: Option<Range<usize>>) {
        let start = self.unread.start;
        self.data = data.map_or(0..0, |data| start + data.start..start + data.end);
        self.unread.start += consumed;
    }

    /// Reads more; 0 at the end of the transport.
    fn fill(&mut self, transport: &mut impl Read) -> io::Result<usize> {
        let length = self.unread.len();
        self.buffer.resize(INPUT, 0);
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..length;
        let free = self.buffer.get_mut(length..).unwrap_or_default();
        let read = loop {
            match transport.read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        match read {
            Ok(read) => {
                self.unread.end += read;
                Ok(read)
            }
            Err(error) => Err(error),
        }
    }
}

/// A TLS 1.3 stream over a blocking transport.
///
/// Reading gives `Ok(0)` only after the peer's close_notify; a transport that ends without it is an error of kind
/// `UnexpectedEof`, for the data may be cut short. Dropping a stream does not close it: call [`Stream::close`].
pub struct Stream<T> {
    connection: Connection,
    transport: T,
    input: Input,
    output: Vec<u8>,
}

impl<T: Read + Write> Stream<T> {
    /// A stream whose handshake has yet to run; reading or writing runs it.
    pub fn new(connection: Connection, transport: T) -> Self {
        Self { connection, transport, input: Input::default(), output: Vec::new() }
    }

    /// Completes the handshake.
    pub fn complete_handshake(&mut self) -> Result<(), Error> {
        while self.connection.is_handshaking() {
            self.transmit()?;
            self.receive()?;
        }
        self.transmit()
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
        Ok((
            ReadHalf { receiver, transport: read_transport, input: self.input },
            WriteHalf { sender, transport: self.transport, output: Vec::new() },
        ))
    }

    fn transmit(&mut self) -> Result<(), Error> {
        self.connection.output(&mut self.output)?;
        self.transport.write_all(&self.output)?;
        self.output.clear();
        Ok(())
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
        while self.input.data.is_empty() && !out.is_empty() {
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
        self.complete_handshake()?;
        self.connection.send(data, &mut self.output)?;
        self.transport.write_all(&self.output)?;
        self.output.clear();
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.transmit()?;
        self.transport.flush()
    }
}

/// The reading half of a split stream.
pub struct ReadHalf<R> {
    receiver: Receiver,
    transport: R,
    input: Input,
}

impl<R: Read> Read for ReadHalf<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let explain = |error| Error::new("CONNECTED", error, None);
        while self.input.data.is_empty() && !out.is_empty() {
            let received = self.receiver.receive(self.input.unread()).map_err(explain)?;
            match received.event {
                Event::WantInput => {
                    if self.input.fill(&mut self.transport)? == 0 {
                        self.receiver.end_of_input().map_err(explain)?;
                    }
                }
                Event::ApplicationData(data) => self.input.consume(received.consumed, Some(data)),
                Event::Closed => return Ok(0),
                _ => self.input.consume(received.consumed, None),
            }
        }
        Ok(self.input.take(out))
    }
}

/// The writing half of a split stream. It also sends what the reading half owes the peer, at its next call.
pub struct WriteHalf<W> {
    sender: Sender,
    transport: W,
    output: Vec<u8>,
}

impl<W: Write> WriteHalf<W> {
    /// Ends our direction with close_notify.
    pub fn close(&mut self) -> Result<(), Error> {
        self.sender.close();
        Ok(self.flush()?)
    }

    /// The transport.
    pub fn transport(&self) -> &W {
        &self.transport
    }
}

impl<W: Write> Write for WriteHalf<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.sender.send(data, &mut self.output).map_err(|error| Error::new("CONNECTED", error, None))?;
        self.transport.write_all(&self.output)?;
        self.output.clear();
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sender.output(&mut self.output).map_err(|error| Error::new("CONNECTED", error, None))?;
        self.transport.write_all(&self.output)?;
        self.output.clear();
        self.transport.flush()
    }
}
