//! A server's configuration.

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_core::config::{Observe, ServerConfig as CoreConfig};
use surehand_core::crypto::Provider;
use surehand_core::record::{Limits, Padding};

use super::check;
use crate::credential::{Credential, Loaded};
use crate::error::ConfigError;
use crate::key_log::KeyLog;
use crate::provider::Mixed;

/// The length of the cookie that [`ServerConfigBuilder::cookie`] asks for, in bytes.
const COOKIE_LENGTH: usize = 32;

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
    provider: Option<Arc<Mixed>>,
    credentials: Vec<Credential>,
    cipher_suites: Option<Vec<CipherSuite>>,
    groups: Option<Vec<NamedGroup>>,
    application_protocols: Vec<Vec<u8>>,
    cookie: bool,
    padding: Padding,
    limits: Limits,
    key_log: Option<Arc<dyn KeyLog>>,
    observe_messages: bool,
}

impl ServerConfigBuilder {
    /// Adds a credential. With several, the first that is for the client's name and fits its signature algorithms is
    /// shown, or else the first that fits those.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Uses this crypto provider instead of the default one.
    pub fn provider(mut self, provider: Arc<Mixed>) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Accepts only these cipher suites; the server's order decides.
    pub fn cipher_suites(mut self, cipher_suites: impl Into<Vec<CipherSuite>>) -> Self {
        self.cipher_suites = Some(cipher_suites.into());
        self
    }

    /// Accepts only these groups; the client's order decides.
    pub fn groups(mut self, groups: impl Into<Vec<NamedGroup>>) -> Self {
        self.groups = Some(groups.into());
        self
    }

    /// Accepts these application protocols (ALPN, RFC 7301); the server's order decides.
    pub fn application_protocols<N: AsRef<[u8]>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.application_protocols = names.into_iter().map(|name| name.as_ref().to_vec()).collect();
        self
    }

    /// Whether a HelloRetryRequest carries a cookie (RFC 8446 §4.2.2).
    pub fn cookie(mut self, cookie: bool) -> Self {
        self.cookie = cookie;
        self
    }

    /// Pads the records that are sent.
    pub fn padding(mut self, padding: Padding) -> Self {
        self.padding = padding;
        self
    }

    /// Changes what a client may ask of us.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Installs a key log (RFC 9850). Whoever reads it can read every connection of this configuration.
    pub fn key_log(mut self, key_log: Arc<dyn KeyLog>) -> Self {
        self.key_log = Some(key_log);
        self
    }

    /// Keeps handshake messages and alerts for [`Connection::observations`](crate::Connection::observations).
    pub fn observe_messages(mut self, observe: bool) -> Self {
        self.observe_messages = observe;
        self
    }

    /// The configuration, or what is missing or impossible about it.
    pub fn build(self) -> Result<ServerConfig, ConfigError> {
        let provider = match self.provider {
            Some(provider) => provider,
            None => Arc::new(Mixed::new().map_err(ConfigError::Crypto)?),
        };
        if self.credentials.is_empty() {
            return Err(ConfigError::NoCredential);
        }
        let credentials =
            self.credentials.into_iter().map(|credential| credential.load(&provider)).collect::<Result<_, _>>()?;
        let mut core = CoreConfig::new(&*provider);
        if let Some(cipher_suites) = self.cipher_suites {
            check("cipher suite", &cipher_suites, &core.cipher_suites)?;
            core.cipher_suites = cipher_suites;
        }
        if let Some(groups) = self.groups {
            check("group", &groups, provider.groups())?;
            core.groups = groups;
        }
        core.application_layer_protocols = self.application_protocols;
        core.cookie_length = if self.cookie { COOKIE_LENGTH } else { 0 };
        core.padding = self.padding;
        core.limits = self.limits;
        core.observe = Observe { messages: self.observe_messages, secrets: self.key_log.is_some(), claims: true };
        Ok(ServerConfig(Arc::new(Inner { provider, core: Arc::new(core), credentials, key_log: self.key_log })))
    }
}
