//! A server's configuration.

use std::sync::Arc;
use std::time::Duration;

use surehand_core::config::{Retry, ServerConfig as CoreConfig};
use surehand_core::crypto::Provider;

use super::shared::{Shared, check, shared_settings};
use super::{ClientAuthentication, Clients, HandshakeTimeout};
use crate::credential::{Credential, Loaded};
use crate::error::ConfigError;
use crate::key_log::KeyLog;
use crate::provider::Mixed;
use crate::session::{AntiReplay, CookieKeys, ExternalPsks, MAX_TICKET_LIFETIME, ServerSessions, TicketKeys};

/// The length of the cookie that [`ServerConfigBuilder::cookie`] asks for, in bytes.
const COOKIE_LENGTH: usize = 32;

/// The longest protected record of TLS 1.3, which needs no limit (RFC 8449 §4).
const NO_LIMIT: u16 = (1 << 14) + 1;

/// A server's configuration.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let credential = surehand::Credential::from_pem_files("chain.pem", "key.pem")?;
/// let config = surehand::ServerConfig::builder().credential(credential).build()?;
/// # let _ = config;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ServerConfig(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub provider: Arc<Mixed>,
    pub core: Arc<CoreConfig>,
    pub credentials: Vec<Loaded>,
    pub clients: Option<Clients>,
    pub sessions: ServerSessions,
    pub cookies: Option<Arc<CookieKeys>>,
    pub handshake_timeout: HandshakeTimeout,
    pub key_log: Option<Arc<dyn KeyLog>>,
}

impl ServerConfig {
    /// Starts with what is safe for everybody: all suites and groups of the default provider, and no credential yet.
    pub fn builder() -> ServerConfigBuilder {
        ServerConfigBuilder::default()
    }
}

impl std::fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerConfig").field("core", &self.0.core).finish_non_exhaustive()
    }
}

/// Builds a [`ServerConfig`].
#[derive(Default)]
pub struct ServerConfigBuilder {
    shared: Shared,
    credentials: Vec<Credential>,
    cookie: bool,
    stateless_retry: Option<Arc<CookieKeys>>,
    clients: Option<ClientAuthentication>,
    sessions: Option<ServerSessions>,
    external_psks: Option<Arc<dyn ExternalPsks>>,
    anti_replay: Option<(u32, Arc<dyn AntiReplay>)>,
    tickets: Option<u8>,
    ticket_lifetime: Option<Duration>,
    require_server_name: bool,
}

/// How many tickets follow a handshake, unless said otherwise: one for each of two connections at a time.
const TICKETS: u8 = 2;

shared_settings!(ServerConfigBuilder);

impl ServerConfigBuilder {
    /// Adds a credential. With several, the one whose name, signatures and issuer fit the client best is shown, and the first
    /// of equals. None is shown whose key has no scheme of the client's.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Whether a HelloRetryRequest carries a cookie (RFC 8446 §4.2.2).
    pub fn cookie(mut self, cookie: bool) -> Self {
        self.cookie = cookie;
        self
    }

    /// Keeps nothing of a ClientHello that a HelloRetryRequest answers: a cookie under these keys does (RFC 8446 §4.2.2).
    ///
    /// [`Connection::server_for`](crate::Connection::server_for) binds cookies to the client's address.
    pub fn stateless_retry(mut self, keys: Arc<CookieKeys>) -> Self {
        self.stateless_retry = Some(keys);
        self
    }

    /// Asks clients for certificates.
    pub fn client_authentication(mut self, policy: ClientAuthentication) -> Self {
        self.clients = Some(policy);
        self
    }

    /// Makes and reads tickets like this; with keys of its own that rotate, unless said otherwise. Several servers resume
    /// each other's sessions if they share ticket keys.
    pub fn sessions(mut self, sessions: ServerSessions) -> Self {
        self.sessions = Some(sessions);
        self
    }

    /// How many tickets follow a handshake (RFC 8446 §4.6.1); 2 unless said otherwise, and with 0 nothing is resumed.
    pub fn tickets(mut self, tickets: u8) -> Self {
        self.tickets = Some(tickets);
        self
    }

    /// For how long tickets are good; a day unless said otherwise, seven days at most.
    pub fn ticket_lifetime(mut self, lifetime: Duration) -> Self {
        self.ticket_lifetime = Some(lifetime);
        self
    }

    /// Accepts pre-shared keys that both ends have from elsewhere. Without a credential nothing else authenticates this server.
    pub fn external_psks(mut self, psks: Arc<dyn ExternalPsks>) -> Self {
        self.external_psks = Some(psks);
        self
    }

    /// Takes so many bytes of early data (RFC 8446 §4.2.10) where `anti_replay` has not seen them before; none where an
    /// earlier ticket promises more than that.
    ///
    /// Several servers that take each other's tickets have to share it, or early data may be taken once by each (§8).
    pub fn early_data(mut self, max_size: u32, anti_replay: Arc<dyn AntiReplay>) -> Self {
        self.anti_replay = Some((max_size, anti_replay));
        self
    }

    /// Refuses clients that do not name the server.
    pub fn require_server_name(mut self, on: bool) -> Self {
        self.require_server_name = on;
        self
    }

    /// The configuration, or what is missing or impossible about it.
    pub fn build(self) -> Result<ServerConfig, ConfigError> {
        let provider = self.shared.provider()?;
        let mut sessions = sessions(self.sessions, self.external_psks);
        if self.credentials.is_empty() && sessions.external_psks.is_none() {
            return Err(ConfigError::NoCredential);
        }
        let credentials: Vec<_> =
            self.credentials.into_iter().map(|credential| credential.load(&provider)).collect::<Result<_, _>>()?;
        let mut core = self.shared.server_parameters(&provider)?;
        core.certificates = !credentials.is_empty();
        if self.tickets == Some(0) {
            sessions.tickets = None;
        }
        core.tickets = if sessions.tickets.is_some() { self.tickets.unwrap_or(TICKETS) } else { 0 };
        let uses_psks = sessions.tickets.is_some() || sessions.external_psks.is_some();
        core.psk_key_exchange_modes = self.shared.psk_key_exchange_modes(uses_psks);
        if let Some(lifetime) = self.ticket_lifetime {
            core.ticket_lifetime = u32::try_from(lifetime.as_secs()).unwrap_or(u32::MAX).min(MAX_TICKET_LIFETIME);
        }
        if let Some((max_size, anti_replay)) = self.anti_replay {
            core.max_early_data_size = max_size;
            sessions.anti_replay = Some(anti_replay);
        }
        let clients = match self.clients {
            Some(policy) => {
                sessions.only_authenticated_clients |= policy.is_required_in_handshake();
                let (asked, clients) = policy.build(&provider)?;
                core.client_authentication = Some(asked);
                Some(clients)
            }
            None => None,
        };
        core.server_name_required = self.require_server_name;
        // Without a limit of ours that of the client counts all the same (RFC 8449 §4).
        core.record_size_limit = Some(self.shared.record_size_limit()?.unwrap_or(NO_LIMIT));
        core.key_update = self.shared.key_update;
        core.application_layer_protocols = self.shared.application_protocols()?;
        core.retry = match (&self.stateless_retry, self.cookie) {
            (Some(_), _) => Retry::Stateless,
            (None, true) => Retry::RandomCookie(COOKIE_LENGTH),
            (None, false) => Retry::Plain,
        };
        core.observe = self.shared.observe();
        core.padding = self.shared.padding;
        core.limits = self.shared.limits;
        Ok(ServerConfig(Arc::new(Inner {
            provider,
            core: Arc::new(core),
            credentials,
            clients,
            sessions,
            cookies: self.stateless_retry,
            handshake_timeout: self.shared.handshake_timeout,
            key_log: self.shared.key_log,
        })))
    }
}

/// Tickets under keys of this configuration's own, unless the caller has other ideas.
fn sessions(given: Option<ServerSessions>, external_psks: Option<Arc<dyn ExternalPsks>>) -> ServerSessions {
    let mut sessions = given
        .unwrap_or_else(|| ServerSessions { tickets: Some(Arc::new(TicketKeys::new())), ..ServerSessions::default() });
    sessions.external_psks = external_psks.or(sessions.external_psks);
    sessions
}

impl Shared {
    /// Suites and groups.
    fn server_parameters(&self, provider: &Mixed) -> Result<CoreConfig, ConfigError> {
        let mut core = CoreConfig::new(provider);
        if let Some(cipher_suites) = &self.cipher_suites {
            check("cipher suite", cipher_suites, &core.cipher_suites)?;
            core.cipher_suites.clone_from(cipher_suites);
        }
        if let Some(groups) = &self.groups {
            check("group", groups, provider.groups())?;
            core.groups.clone_from(groups);
        }
        Ok(core)
    }
}
