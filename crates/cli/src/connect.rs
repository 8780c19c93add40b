//! `surehand connect`: a client for the command line.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use surehand::pki_types::ServerName;
use surehand::{CipherSuite, ClientConfig, Connection, KeyLogFile, NamedGroup, Padding, Pin, Roots, Stream, WriteHalf};

use crate::exit::{Failure, tell};
use crate::names::{self, Provider};
use crate::trace::{End, Trace, summary};

/// How long our own close_notify may wait for a write that is still going on.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Connect to a TLS 1.3 server: stdin goes to the peer, the peer's data to stdout
///
/// The server must show a certificate for the host's name that leads to a trusted authority: those of this platform, or
/// those given with --ca. With --pin it must show exactly that key instead. There is no way to skip this.
///
/// When stdin ends, our direction is closed with close_notify, and reading goes on until the peer closes too.
///
/// Example:
///
///   printf 'GET / HTTP/1.0\r\n\r\n' | surehand connect localhost:4433 --ca certs/ca.pem --trace
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Connect {
    /// Where to connect to, for instance example.org:443
    #[arg(value_name = "HOST:PORT")]
    address: String,
    /// Trust the authorities in this PEM file instead of the platform's
    #[arg(long, value_name = "FILE", conflicts_with = "pin")]
    ca: Option<PathBuf>,
    /// Trust exactly this key: the SHA-256 of its SubjectPublicKeyInfo in hexadecimal; may be repeated
    #[arg(long, value_name = "HEX")]
    pin: Vec<String>,
    /// Expect this name instead of the host's
    #[arg(long, value_name = "NAME")]
    servername: Option<String>,
    /// Offer these application protocols, separated by commas
    #[arg(long, value_name = "LIST", default_value = "")]
    alpn: String,
    /// Offer these groups only, in this order, separated by colons
    #[arg(long, value_name = "LIST", value_parser = names::groups)]
    groups: Option<std::vec::Vec<NamedGroup>>,
    /// Send key shares for these groups in the first hello
    #[arg(long, value_name = "LIST", value_parser = names::groups)]
    shares: Option<std::vec::Vec<NamedGroup>>,
    /// Offer these cipher suites only, in this order, separated by colons
    #[arg(long, value_name = "LIST", value_parser = names::cipher_suites)]
    ciphersuites: Option<std::vec::Vec<CipherSuite>>,
    /// The crypto library
    #[arg(long, value_enum, default_value_t)]
    provider: Provider,
    /// Pad the records that are sent to a multiple of so many bytes
    #[arg(long, value_name = "BYTES")]
    padding: Option<std::num::NonZeroU16>,
    /// Show the handshake on stderr
    #[arg(long)]
    trace: bool,
    /// Append the secrets of the connection to this file (RFC 9850); whoever has it can read everything
    #[arg(long, value_name = "FILE")]
    keylog: Option<PathBuf>,
    /// Leave out what is there for old middleboxes (RFC 8446 D.4)
    #[arg(long)]
    no_compat: bool,
    /// Say nothing about the session on stderr
    #[arg(long, short)]
    quiet: bool,
}

impl Connect {
    pub fn run(self) -> Result<(), Failure> {
        let host = self.address.rsplit_once(':').map(|(host, _)| host.trim_matches(['[', ']']).to_owned());
        let host = host.ok_or_else(|| Failure::usage(format!("{:?} is not of the form HOST:PORT", self.address)))?;
        let name = self.servername.clone().unwrap_or(host);
        let name = ServerName::try_from(name.clone())
            .map_err(|_| Failure::usage(format!("{name:?} is neither a DNS name nor an IP address")))?;
        let config = self.config()?;
        let tcp = TcpStream::connect(&self.address)
            .map_err(|error| Failure::network(&format!("connecting to {}", self.address), &error))?;
        let _ = tcp.set_nodelay(true);

        let mut stream = Stream::new(Connection::client(&config, name)?, tcp);
        let mut trace = Trace::stderr(End::Client);
        let done = loop {
            let advanced = stream.advance_handshake();
            if self.trace {
                trace.show(&stream.connection_mut().observations());
            }
            match advanced {
                Ok(false) => {}
                Ok(true) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        done?;
        if let Some(session) = stream.connection().session().filter(|_| !self.quiet) {
            tell!("{}", summary(&session));
        }
        exchange(stream)
    }

    fn config(&self) -> Result<ClientConfig, Failure> {
        let mut builder = ClientConfig::builder()
            .provider(self.provider.load()?)
            .application_protocols(names::protocols(&self.alpn))
            .observe_messages(self.trace)
            .compatibility_mode(!self.no_compat);
        builder = if !self.pin.is_empty() {
            let parse = |text: &String| {
                Pin::from_hex(text).ok_or_else(|| Failure::usage(format!("{text:?} is no SHA-256 in hexadecimal")))
            };
            builder.pins(self.pin.iter().map(parse).collect::<Result<Vec<_>, _>>()?)
        } else if let Some(ca) = &self.ca {
            builder.roots(Roots::from_pem_file(ca)?)
        } else {
            builder.roots(Roots::platform()?)
        };
        if let Some(groups) = &self.groups {
            builder = builder.groups(groups.clone());
        }
        if let Some(shares) = &self.shares {
            builder = builder.key_share_groups(shares.clone());
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

/// stdin to the peer on a thread of its own, the peer's data to stdout here.
fn exchange(stream: Stream<TcpStream>) -> Result<(), Failure> {
    let (mut reader, writer) = stream.split(TcpStream::try_clone)?;
    let writer = Arc::new(Mutex::new(writer));
    let unreadable = Arc::new(OnceLock::new());
    let (for_input, input_failed) = (writer.clone(), unreadable.clone());
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let read = match input.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read,
            };
            let mut writer = locked(&for_input);
            let read = match read {
                Ok(read) => read,
                Err(error) => {
                    // The peer must not take half of the input for all of it: no close_notify.
                    let _ = input_failed.set(error);
                    let _ = writer.transport().shutdown(Shutdown::Both);
                    return;
                }
            };
            let Some(data) = buffer.get(..read).filter(|data| !data.is_empty()) else {
                let _ = writer.close();
                return;
            };
            // A failure shows on the reading side, with its reason.
            if writer.write_all(data).is_err() {
                return;
            }
        }
    });
    let mut output = io::stdout().lock();
    let mut buffer = vec![0; 16 * 1024];
    let ended = loop {
        match reader.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(read) => {
                let data = buffer.get(..read).unwrap_or_default();
                if let Err(error) = output.write_all(data).and_then(|()| output.flush()) {
                    break Err(Failure::local(format!("writing to stdout: {error}")));
                }
            }
            Err(error) => break Err(error.into()),
        }
    };
    if let Some(error) = unreadable.get() {
        return Err(Failure::local(format!("reading stdin: {error}")));
    }
    close_in_time(&writer);
    ended
}

/// After an error this sends the alert; otherwise close_notify, if stdin has not ended before.
fn close_in_time(writer: &Mutex<WriteHalf<TcpStream>>) {
    let deadline = Instant::now() + CLOSE_TIMEOUT;
    while Instant::now() < deadline {
        // A write that a peer no longer reads holds the lock for good.
        if let Ok(mut writer) = writer.try_lock() {
            let _ = writer.close();
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn locked(writer: &Mutex<WriteHalf<TcpStream>>) -> std::sync::MutexGuard<'_, WriteHalf<TcpStream>> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}
