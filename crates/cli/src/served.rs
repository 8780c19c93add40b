//! One connection of `surehand serve`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;
use surehand::{AlertDescription, Connection, Error, ServerConfig, Stream};

use crate::exit::tell;
use crate::limited::Limited;
use crate::trace::{End, Trace, summary};
use crate::updating::Updating;
use crate::{identity, www};

/// How many connections are served at once; more are closed at the door.
const MAX_CONNECTIONS: usize = 256;
/// How long a client may take for its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// What is served.
#[derive(Args, Clone)]
#[group(required = true, multiple = false)]
pub struct Service {
    /// Send back what is received
    #[arg(long)]
    echo: bool,
    /// Serve the files of this directory over HTTP/1.1
    #[arg(long, value_name = "DIR")]
    pub www: Option<PathBuf>,
    /// Pass everything on to this TCP address and back
    #[arg(long, value_name = "ADDR")]
    upstream: Option<String>,
}

/// What every connection needs.
pub struct Shared {
    pub config: ServerConfig,
    pub service: Service,
    /// Whether clients are asked for a certificate when their first data has come.
    pub request_later: bool,
    /// Whether they must have one.
    pub require: bool,
    pub update_keys: Option<NonZeroU64>,
    pub trace: bool,
    pub idle: Duration,
    pub active: AtomicUsize,
}

/// A place among the connections that are served at once.
pub struct Place(Arc<Shared>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.active.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Shared {
    /// A place, if there is one left.
    pub fn place(this: &Arc<Self>) -> Option<Place> {
        let before = this.active.fetch_add(1, Ordering::AcqRel);
        // Gives itself back if it is one too many.
        Some(Place(this.clone())).filter(|_| before < MAX_CONNECTIONS)
    }
}

impl Place {
    /// Serves one connection to its end.
    pub fn serve(&self, tcp: TcpStream, number: usize) -> Result<(), Error> {
        let _ = tcp.set_nodelay(true);
        let address = tcp.peer_addr()?.ip().to_string();
        let limited = Limited::new(tcp, HANDSHAKE_TIMEOUT, self.0.idle)?;
        let mut stream = Stream::new(Connection::server_for(&self.0.config, address.as_bytes()), limited);
        if let Err(error) = self.handshake(&mut stream, number) {
            stream.transport().finish();
            return Err(error);
        }
        let mut early = Vec::new();
        stream.early_data().read_to_end(&mut early)?;
        if !early.is_empty() {
            tell!("connection {number}: {} bytes came early", early.len());
        }
        if let Some(upstream) = &self.0.service.upstream {
            return forward(stream, upstream, &early, self.0.update_keys);
        }
        let came_early = early.len();
        let stream = Updating::new(stream, self.0.update_keys);
        let asking = if self.0.request_later { Asking::AtFirstData } else { Asking::Never };
        let mut served = Served { stream, early, asking, require: self.0.require, number };
        let done = match &self.0.service.www {
            Some(directory) => www::serve(&mut served, directory, came_early),
            None => echo(&mut served),
        };
        let done = done.map_err(Error::from).and_then(|()| served.stream.inner.close());
        served.stream.inner.transport().finish();
        done
    }

    fn handshake(&self, stream: &mut Stream<Limited>, number: usize) -> Result<(), Error> {
        let mut trace = Trace::stderr(End::Server);
        loop {
            let advanced = stream.advance_handshake();
            if self.0.trace {
                trace.show(&stream.connection_mut().observations());
            }
            if advanced? {
                break;
            }
        }
        if let Some(summary) = summary(stream.connection()).filter(|_| self.0.trace) {
            tell!("connection {number}: {summary}");
        }
        Ok(stream.transport().complete(self.0.idle)?)
    }
}

/// A connection after its handshake: what came early is read first. By now it is no replay, for the client has answered.
struct Served {
    stream: Updating<Stream<Limited>>,
    early: Vec<u8>,
    asking: Asking,
    require: bool,
    number: usize,
}

/// Whether the client is asked for a certificate after the handshake.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Never,
    AtFirstData,
    Asked,
}

impl Served {
    /// Asks, or looks whether there is an answer.
    fn ask(&mut self) -> Result<(), Error> {
        let number = self.number;
        let connection = self.stream.inner.connection_mut();
        match self.asking {
            Asking::Never => {}
            Asking::AtFirstData => match connection.request_certificate() {
                Ok(()) => {
                    self.asking = Asking::Asked;
                    self.stream.flush()?;
                }
                Err(error) => {
                    self.asking = Asking::Never;
                    tell!("connection {number}: the client cannot be asked for a certificate");
                    if self.require {
                        connection.abort(AlertDescription::CERTIFICATE_REQUIRED);
                        self.stream.flush()?;
                        return Err(error);
                    }
                }
            },
            Asking::Asked => {
                if let Some(identity) = connection.session().and_then(|session| session.peer_identity) {
                    tell!("connection {number}: peer {} authenticated after the handshake", identity::name(identity));
                    self.asking = Asking::Never;
                }
            }
        }
        Ok(())
    }
}

impl Read for Served {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = if self.early.is_empty() { self.stream.read(out) } else { self.early.as_slice().read(out) };
        if self.asking == Asking::Asked {
            // The answer may have come before an end of any kind.
            self.ask()?;
        }
        let read = read?;
        self.early.drain(..read.min(self.early.len()));
        if read > 0 && self.asking == Asking::AtFirstData {
            self.ask()?;
        }
        if read == 0 && self.asking == Asking::Asked {
            tell!("connection {}: the client has not authenticated", self.number);
        }
        Ok(read)
    }
}

impl Write for Served {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.stream.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn echo(stream: &mut (impl Read + Write)) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        stream.write_all(buffer.get(..read).unwrap_or_default())?;
    }
}

/// Both directions at once; each closes by itself.
fn forward(
    stream: Stream<Limited>,
    upstream: &str,
    early: &[u8],
    update_keys: Option<NonZeroU64>,
) -> Result<(), Error> {
    let mut to_upstream = TcpStream::connect(upstream)?;
    let mut from_upstream = to_upstream.try_clone()?;
    let (mut reader, writer) = stream.split(Limited::try_clone)?;
    let mut writer = Updating::new(writer, update_keys);
    let back = thread::spawn(move || {
        let copied = io::copy(&mut from_upstream, &mut writer);
        let closed = writer.inner.close();
        copied.map_err(Error::from).and(closed)
    });
    let copied = to_upstream.write_all(early).and_then(|()| io::copy(&mut reader, &mut to_upstream));
    // A truncated request must not look complete to the service behind.
    let _ = to_upstream.shutdown(if copied.is_ok() { Shutdown::Write } else { Shutdown::Both });
    let answered = back.join().unwrap_or(Ok(()));
    copied.map_err(Error::from).and(answered)
}
