//! `surehand connect`: a client for the command line.

use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use surehand::pki_types::ServerName;
use surehand::{ClientConfig, Connection, Credential, EarlyData, NamedGroup, Pin, Roots, Stream};

use crate::exchange::exchange;
use crate::exit::{Failure, tell};
use crate::psk::ExternalPskFlags;
use crate::sessions::FileSessions;
use crate::settings::Settings;
use crate::trace::{End, Trace, summary};
use crate::{files, names};

/// Connect to a TLS 1.3 server: stdin goes to the peer, the peer's data to stdout
///
/// The server must show a certificate for the host's name that leads to a trusted authority: those of this platform, or
/// those given with --ca. With --pin it must show exactly that key instead; with --psk and neither of them it must hold
/// that key. There is no way to skip this.
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
    /// Show this certificate chain in PEM, if the server asks for one
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The private key of --cert in PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Let the server ask for the certificate later, too
    #[arg(long, requires = "cert")]
    post_handshake_auth: bool,
    /// Keep the sessions that the server offers in this file; whoever has it can resume them
    #[arg(long, value_name = "FILE", conflicts_with = "no_ticket")]
    sess_out: Option<PathBuf>,
    /// Resume a session from this file, and take it out
    #[arg(long, value_name = "FILE", conflicts_with = "no_ticket")]
    sess_in: Option<PathBuf>,
    /// Want no sessions
    #[arg(long)]
    no_ticket: bool,
    /// Send this file before the handshake, if the session admits it; anybody can send it to the server again
    #[arg(long, value_name = "FILE", requires = "sess_in")]
    early_data: Option<PathBuf>,
    /// Send it after the handshake, if it could not be sent before or the server did not take it
    #[arg(long, requires = "early_data")]
    early_data_retry: bool,
    #[command(flatten)]
    psk: ExternalPskFlags,
    /// Do not ask for an OCSP response
    #[arg(long)]
    no_ocsp: bool,
    /// Send key shares for these groups in the first hello
    #[arg(long, value_name = "LIST", value_parser = names::groups)]
    shares: Option<std::vec::Vec<NamedGroup>>,
    /// Leave out what is there for old middleboxes (RFC 8446 D.4)
    #[arg(long)]
    no_compat: bool,
    #[command(flatten)]
    settings: Settings,
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
        let early_data = self.early_data.as_deref().map(files::read).transpose()?;
        let config = self.config()?;
        let tcp = TcpStream::connect(&self.address)
            .map_err(|error| Failure::network(&format!("connecting to {}", self.address), &error))?;
        let _ = tcp.set_nodelay(true);

        let mut stream = Stream::new(Connection::client(&config, name)?, tcp);
        if let Some(data) = early_data.as_ref().filter(|_| stream.connection().early_data() == EarlyData::Offered) {
            stream.send_early(data)?;
        }
        self.handshake(&mut stream)?;
        if let Some(data) = &early_data {
            self.settle_early_data(&mut stream, data)?;
        }
        exchange(stream, self.settings.update_keys)
    }

    fn handshake(&self, stream: &mut Stream<TcpStream>) -> Result<(), Failure> {
        let mut trace = Trace::stderr(End::Client);
        loop {
            let advanced = stream.advance_handshake();
            if self.settings.trace {
                trace.show(&stream.connection_mut().observations());
            }
            if advanced? {
                break;
            }
        }
        if let Some(summary) = summary(stream.connection()).filter(|_| !self.quiet) {
            tell!("{summary}");
        }
        Ok(())
    }

    /// Says what became of early data, and sends it the usual way if that is wanted.
    fn settle_early_data(&self, stream: &mut Stream<TcpStream>, data: &[u8]) -> Result<(), Failure> {
        let became = match stream.connection().early_data() {
            EarlyData::Accepted => "accepted",
            EarlyData::Rejected => "rejected",
            _ => "not offered",
        };
        let again = self.early_data_retry && became != "accepted";
        if !self.quiet {
            tell!("early data {became}: {} bytes{}", data.len(), if again { ", sent now" } else { "" });
        }
        if again {
            stream.write_all(data)?;
        }
        Ok(())
    }

    fn config(&self) -> Result<ClientConfig, Failure> {
        let mut builder = self.settings.client(ClientConfig::builder(), &[])?;
        let psk = self.psk.load()?;
        builder = if !self.pin.is_empty() {
            let parse = |text: &String| {
                Pin::from_hex(text).ok_or_else(|| Failure::usage(format!("{text:?} is no SHA-256 in hexadecimal")))
            };
            builder.pins(self.pin.iter().map(parse).collect::<Result<Vec<_>, _>>()?)
        } else if let Some(ca) = &self.ca {
            builder.roots(Roots::from_pem_file(ca)?)
        } else if psk.is_none() {
            builder.roots(Roots::platform()?)
        } else {
            builder
        };
        if let Some(psk) = psk {
            builder = builder.external_psk(psk);
        }
        if let (Some(cert), Some(key)) = (&self.cert, &self.key) {
            builder = builder.credential(Credential::from_pem_files(cert, key)?);
        }
        if self.no_ticket {
            builder = builder.no_resumption();
        } else if self.sess_in.is_some() || self.sess_out.is_some() {
            let sessions = FileSessions::new(self.sess_in.clone(), self.sess_out.clone())?;
            builder = builder.sessions(Arc::new(sessions));
        }
        if let Some(shares) = &self.shares {
            builder = builder.key_share_groups(shares.clone());
        }
        Ok(builder
            .early_data(self.early_data.is_some())
            .post_handshake_auth(self.post_handshake_auth)
            .ocsp(!self.no_ocsp)
            .compatibility_mode(!self.no_compat)
            .build()?)
    }
}
