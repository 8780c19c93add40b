//! Who we are and whom we believe: from the command line and its files, again at each reload.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use clap::Args;
use sha2::{Digest, Sha256};
use surehand::pki_types::ServerName;
use surehand::session::{ExternalPskList, ServerSessions, TicketKeys, Timestamp};
use surehand::{ClientAuthentication, ClientConfig, Credential, Roots, ServerConfig};
use surehand_tokio::{Acceptor, Connector};
use zeroize::Zeroizing;

use crate::exit::Failure;
use crate::files;
use crate::names::Provider;
use crate::psk::ExternalPskFlags;
use crate::settings::Algorithms;

/// Which end of TLS this is, and with which files.
#[derive(Args)]
pub struct Ends {
    /// TLS comes in, plain TCP goes on
    #[arg(long, required_unless_present = "client", conflicts_with = "client")]
    server: bool,
    /// Plain TCP comes in, TLS goes on
    #[arg(long, requires = "name")]
    client: bool,
    /// With --client: the name that the server's certificate must have
    #[arg(long, value_name = "NAME", conflicts_with = "server", value_parser = name)]
    name: Option<ServerName<'static>>,
    /// Our certificate chain in PEM, our own certificate first
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The private key of --cert in PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Trust the peers that these authorities in PEM have certified; a client may do without, and trusts the platform's
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// With --server: let in everybody. With --client: show no certificate
    #[arg(long)]
    no_client_auth: bool,
    #[command(flatten)]
    psk: ExternalPskFlags,
    /// With --server: encrypt tickets under the secret in this file, at least 32 random bytes, and take those of others that
    /// have it
    #[arg(long, value_name = "FILE", conflicts_with = "client")]
    ticket_key: Option<PathBuf>,
    /// Use these application protocols, separated by commas; the server's order counts
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    alpn: Vec<String>,
    #[command(flatten)]
    algorithms: Algorithms,
}

fn name(text: &str) -> Result<ServerName<'static>, String> {
    ServerName::try_from(text.to_owned()).map_err(|_| "neither a DNS name nor an IP address".to_owned())
}

/// What the handshakes of new connections go by.
#[derive(Clone)]
pub enum End {
    /// TLS comes in.
    Server(Acceptor),
    /// TLS goes out, to a server of this name.
    Client(Connector, ServerName<'static>),
}

impl Ends {
    /// Mutual authentication, unless the command line says in so many words that it is not wanted.
    fn check(&self) -> Result<(), Failure> {
        let (cert, psk) = (self.cert.is_some(), self.psk.is_given());
        let wrong = match (self.server, self.no_client_auth) {
            (true, _) if !cert && !psk => "a server needs --cert or --psk",
            (true, _) if !cert && self.ca.is_some() => "--ca needs --cert: with --psk alone nobody shows a certificate",
            (true, _) if !cert && self.no_client_auth => "--no-client-auth needs --cert: whoever has the key is known",
            (true, false) if cert && self.ca.is_none() => {
                "whose clients may come in? Give --ca for those with a certificate of its, or --no-client-auth for everybody"
            }
            (true, true) if self.ca.is_some() => {
                "--ca says whose clients may come in, --no-client-auth lets in everybody"
            }
            (false, true) if cert => "--cert is to be shown, --no-client-auth shows none",
            (false, false) if !cert && !psk => {
                "who are we? Give --cert for the server to know us by, or --no-client-auth to show none"
            }
            _ => return Ok(()),
        };
        Err(Failure::usage(wrong))
    }

    fn load(&self, tickets: &TicketKeys) -> Result<End, Failure> {
        let credential = match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => Some(Credential::from_pem_files(cert, key)?),
            _ => None,
        };
        match &self.name {
            Some(name) => Ok(End::Client(Connector::new(self.client(credential)?), name.clone())),
            None => Ok(End::Server(Acceptor::new(self.server(credential, tickets)?))),
        }
    }

    fn client(&self, credential: Option<Credential>) -> Result<ClientConfig, Failure> {
        let mut builder = self.algorithms.client(ClientConfig::builder())?.handshake_timeout(None);
        let psk = self.psk.load()?;
        if let Some(ca) = &self.ca {
            builder = builder.roots(Roots::from_pem_file(ca)?);
        } else if psk.is_none() {
            builder = builder.roots(Roots::platform()?);
        }
        if let Some(psk) = psk {
            builder = builder.external_psk(psk);
        }
        if let Some(credential) = credential {
            builder = builder.credential(credential);
        }
        Ok(builder.application_protocols(&self.alpn).build()?)
    }

    fn server(&self, credential: Option<Credential>, tickets: &TicketKeys) -> Result<ServerConfig, Failure> {
        let mut builder = self.algorithms.server(ServerConfig::builder())?.handshake_timeout(None);
        // A ticket stands for what its handshake has verified. Whoever is no longer trusted must not come in with an old one.
        let mut trust = Sha256::new();
        if let Some(ca) = &self.ca {
            let pem = files::read(ca)?;
            trust.update(&pem);
            builder = builder.client_authentication(ClientAuthentication::roots(Roots::from_pem(&pem)?));
        }
        if let (Some(key), Some(psk)) = (self.psk.key()?, self.psk.load()?) {
            trust.update(Sha256::digest(&key));
            builder = builder.external_psks(Arc::new(ExternalPskList::new([psk])?));
        }
        if let Some(credential) = credential {
            builder = builder.credential(credential);
        }
        let tickets = tickets.for_context(&trust.finalize());
        let sessions = ServerSessions { tickets: Some(Arc::new(tickets)), ..ServerSessions::default() };
        Ok(builder.sessions(sessions).application_protocols(&self.alpn).build()?)
    }

    fn ticket_secret(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        self.ticket_key.as_deref().map(|path| files::read(path).map(Zeroizing::new)).transpose()
    }
}

/// What counts now. Connections keep what they began with.
pub struct Current {
    ends: Ends,
    tickets: TicketKeys,
    end: RwLock<End>,
}

impl Current {
    /// From the files as they are.
    pub fn new(ends: Ends) -> Result<Self, Failure> {
        ends.check()?;
        let tickets = match ends.ticket_secret()? {
            Some(secret) => TicketKeys::from_secret(&secret)?,
            None => TicketKeys::new(),
        };
        let end = RwLock::new(ends.load(&tickets)?);
        Ok(Self { ends, tickets, end })
    }

    /// From the files as they are now; where one of them is wrong, everything stays as it was.
    pub fn reload(&self) -> Result<(), Failure> {
        let secret = self.ends.ticket_secret()?;
        let end = self.ends.load(&self.tickets)?;
        match secret {
            Some(secret) => self.tickets.rotate_to(&secret, Timestamp::now())?,
            None => {
                let rotated = self.tickets.rotate(&*Provider::default().load()?, Timestamp::now());
                rotated.map_err(|error| Failure::local(format!("new ticket keys: {error}")))?;
            }
        }
        *self.end.write().unwrap_or_else(PoisonError::into_inner) = end;
        Ok(())
    }

    /// For a new connection.
    pub fn end(&self) -> End {
        self.end.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
