//! `surehand serve`: a server for the command line.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;
use surehand::{CipherSuite, Connection, Credential, Error, KeyLogFile, NamedGroup, Padding, ServerConfig, Stream};

use crate::exit::{Failure, say, tell};
use crate::limited::Limited;
use crate::names::{self, Provider};
use crate::trace::{End, Trace, summary};
use crate::www;

/// How many connections are served at once; more are closed at the door.
const MAX_CONNECTIONS: usize = 256;
/// How long a client may take for its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Serve TLS 1.3: echo, static files, or a TCP service behind it
///
/// Example:
///
///   surehand serve --listen 127.0.0.1:4433 --cert certs/leaf.pem --key certs/leaf.key --www .
///   curl --cacert certs/ca.pem https://localhost:4433/
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: String,
    /// The certificate chain in PEM, the server's own certificate first
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// The private key in PEM
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    service: Service,
    /// Accept these application protocols, separated by commas
    #[arg(long, value_name = "LIST", default_value = "")]
    alpn: String,
    /// Accept these groups only, separated by colons
    #[arg(long, value_name = "LIST", value_parser = names::groups)]
    groups: Option<std::vec::Vec<NamedGroup>>,
    /// Accept these cipher suites only, in this order, separated by colons
    #[arg(long, value_name = "LIST", value_parser = names::cipher_suites)]
    ciphersuites: Option<std::vec::Vec<CipherSuite>>,
    /// The crypto library
    #[arg(long, value_enum, default_value_t)]
    provider: Provider,
    /// Put a cookie into every HelloRetryRequest
    #[arg(long)]
    cookie: bool,
    /// Pad the records that are sent to a multiple of so many bytes
    #[arg(long, value_name = "BYTES")]
    padding: Option<NonZeroU16>,
    /// Show each handshake on stderr
    #[arg(long)]
    trace: bool,
    /// Append the secrets of all connections to this file (RFC 9850); whoever has it can read everything
    #[arg(long, value_name = "FILE")]
    keylog: Option<PathBuf>,
    /// End after so many connections
    #[arg(long, value_name = "N")]
    connections: Option<usize>,
    /// Close a connection on which nothing arrives for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    idle: u64,
}

/// What is served.
#[derive(Args, Clone)]
#[group(required = true, multiple = false)]
struct Service {
    /// Send back what is received
    #[arg(long)]
    echo: bool,
    /// Serve the files of this directory over HTTP/1.1
    #[arg(long, value_name = "DIR")]
    www: Option<PathBuf>,
    /// Pass everything on to this TCP address and back
    #[arg(long, value_name = "ADDR")]
    upstream: Option<String>,
}

/// What every connection needs.
struct Shared {
    config: ServerConfig,
    service: Service,
    trace: bool,
    idle: Duration,
    active: AtomicUsize,
}

impl Serve {
    pub fn run(self) -> Result<(), Failure> {
        let config = self.config()?;
        let listener = TcpListener::bind(&self.listen)
            .map_err(|error| Failure::network(&format!("listening on {}", self.listen), &error))?;
        let address = listener.local_addr()?;
        say!("listening on {address}");
        io::stdout().flush()?;
        let shared = Arc::new(Shared {
            config,
            service: self.service.clone(),
            trace: self.trace,
            idle: Duration::from_secs(self.idle.max(1)),
            active: AtomicUsize::new(0),
        });
        let mut threads = Vec::new();
        for (tcp, number) in listener.incoming().zip(1usize..) {
            let tcp = match tcp {
                Ok(tcp) => tcp,
                Err(error) => {
                    tell!("accepting: {error}");
                    continue;
                }
            };
            if shared.active.fetch_add(1, Ordering::AcqRel) >= MAX_CONNECTIONS {
                shared.active.fetch_sub(1, Ordering::AcqRel);
                tell!("connection {number}: refused, {MAX_CONNECTIONS} are open already");
                continue;
            }
            let shared = shared.clone();
            threads.push(thread::spawn(move || {
                if let Err(error) = shared.serve(tcp, number) {
                    Failure::from(error).report_of(&format!("connection {number}: "));
                }
                shared.active.fetch_sub(1, Ordering::AcqRel);
            }));
            threads.retain(|thread| !thread.is_finished());
            if self.connections.is_some_and(|limit| number >= limit) {
                break;
            }
        }
        for thread in threads {
            let _ = thread.join();
        }
        Ok(())
    }

    fn config(&self) -> Result<ServerConfig, Failure> {
        let mut protocols = names::protocols(&self.alpn);
        if self.service.www.is_some() && protocols.is_empty() {
            protocols.push("http/1.1".to_owned());
        }
        let mut builder = ServerConfig::builder()
            .provider(self.provider.load()?)
            .credential(Credential::from_pem_files(&self.cert, &self.key)?)
            .application_protocols(protocols)
            .cookie(self.cookie)
            .observe_messages(self.trace);
        if let Some(groups) = &self.groups {
            builder = builder.groups(groups.clone());
        }
        if let Some(suites) = &self.ciphersuites {
            builder = builder.cipher_suites(suites.clone());
        }
        if let Some(block) = self.padding {
            builder = builder.padding(Padding::Block(block));
        }
        if let Some(path) = &self.keylog {
            let log = KeyLogFile::open(path).map_err(|error| Failure::local(format!("{}: {error}", path.display())))?;
            builder = builder.key_log(Arc::new(log));
        }
        Ok(builder.build()?)
    }
}

impl Shared {
    fn serve(&self, tcp: TcpStream, number: usize) -> Result<(), Error> {
        let _ = tcp.set_nodelay(true);
        let limited = Limited::new(tcp, HANDSHAKE_TIMEOUT, self.idle)?;
        let mut stream = Stream::new(Connection::server(&self.config), limited);
        let shaken = self.handshake(&mut stream, number);
        let served = match (&self.service.www, &self.service.upstream) {
            _ if shaken.is_err() => shaken,
            (Some(directory), _) => {
                www::serve(&mut stream, directory).map_err(Error::from).and_then(|()| stream.close())
            }
            (None, Some(upstream)) => return forward(stream, upstream),
            (None, None) => echo(&mut stream).and_then(|()| stream.close()),
        };
        stream.transport().finish();
        served
    }

    fn handshake(&self, stream: &mut Stream<Limited>, number: usize) -> Result<(), Error> {
        let mut trace = Trace::stderr(End::Server);
        loop {
            let advanced = stream.advance_handshake();
            if self.trace {
                trace.show(&stream.connection_mut().observations());
            }
            if advanced? {
                break;
            }
        }
        if let Some(session) = stream.connection().session().filter(|_| self.trace) {
            tell!("connection {number}: {}", summary(&session));
        }
        Ok(stream.transport().complete(self.idle)?)
    }
}

fn echo(stream: &mut Stream<Limited>) -> Result<(), Error> {
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
fn forward(stream: Stream<Limited>, upstream: &str) -> Result<(), Error> {
    let mut to_upstream = TcpStream::connect(upstream)?;
    let mut from_upstream = to_upstream.try_clone()?;
    let (mut reader, mut writer) = stream.split(Limited::try_clone)?;
    let back = thread::spawn(move || {
        let copied = io::copy(&mut from_upstream, &mut writer);
        let closed = writer.close();
        copied.map_err(Error::from).and(closed)
    });
    let copied = io::copy(&mut reader, &mut to_upstream);
    // A truncated request must not look complete to the service behind.
    let _ = to_upstream.shutdown(if copied.is_ok() { Shutdown::Write } else { Shutdown::Both });
    let answered = back.join().unwrap_or(Ok(()));
    copied.map_err(Error::from).and(answered)
}
