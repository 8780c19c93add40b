//! `surehand serve`: a server for the command line.

use std::io::{self, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::Args;
use surehand::session::{
    ClientHelloRecording, CookieKeys, ExternalPskList, ServerSessions, StoredSessions, TicketKeys, Tickets, Timestamp,
};
use surehand::{ClientAuthentication, Credential, Roots, ServerConfig, ServerConfigBuilder};

use crate::exit::{Failure, say, tell};
use crate::files;
use crate::psk::ExternalPskFlags;
use crate::served::{Service, Shared};
use crate::settings::Settings;

/// How many sessions --stateful-tickets keeps.
const STORED_SESSIONS: usize = 10_000;

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
    /// The certificate chain in PEM, the server's own certificate first; with a pre-shared key it may be left out
    #[arg(long, value_name = "FILE", required_unless_present_any = ["psk", "psk_file"], requires = "key")]
    cert: Option<PathBuf>,
    /// The private key in PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Staple this OCSP response, in DER, as long as it is valid
    #[arg(long, value_name = "FILE", requires = "cert")]
    ocsp_response: Option<PathBuf>,
    #[command(flatten)]
    service: Service,
    #[command(flatten)]
    clients: Clients,
    #[command(flatten)]
    psk: ExternalPskFlags,
    #[command(flatten)]
    sessions: Sessions,
    /// Put a cookie into every HelloRetryRequest
    #[arg(long)]
    cookie: bool,
    /// Let the cookie stand for everything that is known of the client until it comes back
    #[arg(long, conflicts_with = "cookie")]
    stateless_retry: bool,
    #[command(flatten)]
    settings: Settings,
    /// End after so many connections
    #[arg(long, value_name = "N")]
    connections: Option<usize>,
    /// Close a connection on which nothing arrives for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    idle: u64,
}

/// Which clients are believed.
#[derive(Args)]
struct Clients {
    /// Require a certificate of these authorities, in PEM, of every client
    #[arg(long, value_name = "FILE", requires = "cert")]
    verify: Option<PathBuf>,
    /// Ask for one, and do without if the client has none
    #[arg(long, value_name = "FILE", requires = "cert", conflicts_with = "verify")]
    verify_optional: Option<PathBuf>,
    /// Ask only when the first data has come
    #[arg(long, conflicts_with = "upstream")]
    request_later: bool,
}

/// How sessions are resumed.
#[derive(Args)]
struct Sessions {
    /// Give so many tickets to each client; with 0 nothing is resumed
    #[arg(long, value_name = "N", default_value_t = 2)]
    tickets: u8,
    /// Keep the sessions here, and let tickets only name them
    #[arg(long, conflicts_with = "ticket_key")]
    stateful_tickets: bool,
    /// Encrypt tickets under the secret in this file, at least 32 random bytes, and take those of others that have it
    #[arg(long, value_name = "FILE")]
    ticket_key: Option<PathBuf>,
    /// Take so many bytes of early data, once; with --ticket-key not in the first seconds, as it may have been taken before
    #[arg(long, value_name = "BYTES")]
    early_data: Option<u32>,
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
            request_later: self.clients.request_later,
            require: self.clients.verify.is_some(),
            update_keys: self.settings.update_keys,
            trace: self.settings.trace,
            idle: Duration::from_secs(self.idle.max(1)),
            active: Default::default(),
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
            let Some(place) = Shared::place(&shared) else {
                tell!("connection {number}: refused, too many are open already");
                continue;
            };
            threads.push(thread::spawn(move || {
                if let Err(error) = place.serve(tcp, number) {
                    Failure::from(error).report_of(&format!("connection {number}: "));
                }
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
        let protocols: &[&str] = if self.service.www.is_some() { &["http/1.1"] } else { &[] };
        let mut builder = self.settings.server(ServerConfig::builder(), protocols)?.cookie(self.cookie);
        if let (Some(cert), Some(key)) = (&self.cert, &self.key) {
            let mut credential = Credential::from_pem_files(cert, key)?;
            if let Some(path) = &self.ocsp_response {
                credential = credential.with_ocsp_response(files::read(path)?);
            }
            builder = builder.credential(credential);
        }
        if self.stateless_retry {
            builder = builder.stateless_retry(Arc::new(CookieKeys::new()));
        }
        if let Some(policy) = self.clients.policy()? {
            builder = builder.client_authentication(policy);
        }
        if let Some(psk) = self.psk.load()? {
            builder = builder.external_psks(Arc::new(ExternalPskList::new([psk])?));
        }
        Ok(self.sessions.apply(builder)?.build()?)
    }
}

impl Clients {
    fn policy(&self) -> Result<Option<ClientAuthentication>, Failure> {
        let policy = match (&self.verify, &self.verify_optional) {
            (Some(path), _) => ClientAuthentication::roots(Roots::from_pem_file(path)?),
            (None, Some(path)) => ClientAuthentication::roots(Roots::from_pem_file(path)?).optional(),
            (None, None) if self.request_later => {
                return Err(Failure::usage("--request-later needs --verify or --verify-optional"));
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(if self.request_later { policy.after_handshake() } else { policy }))
    }
}

impl Sessions {
    fn apply(&self, builder: ServerConfigBuilder) -> Result<ServerConfigBuilder, Failure> {
        let tickets: Arc<dyn Tickets> = match &self.ticket_key {
            Some(path) => Arc::new(TicketKeys::from_secret(&zeroize::Zeroizing::new(files::read(path)?))?),
            None if self.stateful_tickets => Arc::new(StoredSessions::new(STORED_SESSIONS)),
            None => Arc::new(TicketKeys::new()),
        };
        let sessions = ServerSessions { tickets: Some(tickets), ..ServerSessions::default() };
        let builder = builder.sessions(sessions).tickets(self.tickets);
        // Tickets that only this process knows were not used before it began.
        let since = if self.ticket_key.is_some() { Timestamp::now() } else { Timestamp::from_millis(0) };
        Ok(match self.early_data {
            Some(size) => builder.early_data(size, Arc::new(ClientHelloRecording::new(since))),
            None => builder,
        })
    }
}
