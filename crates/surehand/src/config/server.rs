//! A server's configuration.

use std::sync::Arc;

use surehand_core::config::{Retry, ServerConfig as CoreConfig};
use surehand_core::crypto::Provider;

use super::shared::{Shared, check, shared_settings};
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
    shared: Shared,
    credentials: Vec<Credential>,
    cookie: bool,
}

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

    /// The configuration, or what is missing or impossible about it.
    pub fn build(self) -> Result<ServerConfig, ConfigError> {
        let provider = self.shared.provider()?;
        if self.credentials.is_empty() {
            return Err(ConfigError::NoCredential);
        }
        let credentials =
            self.credentials.into_iter().map(|credential| credential.load(&provider)).collect::<Result<_, _>>()?;
        let mut core = CoreConfig::new(&*provider);
        if let Some(cipher_suites) = &self.shared.cipher_suites {
            check("cipher suite", cipher_suites, &core.cipher_suites)?;
            core.cipher_suites.clone_from(cipher_suites);
        }
        if let Some(groups) = &self.shared.groups {
            check("group", groups, provider.groups())?;
            core.groups.clone_from(groups);
        }
        core.application_layer_protocols = self.shared.application_protocols()?;
        core.retry = if self.cookie { Retry::RandomCookie(COOKIE_LENGTH) } else { Retry::Plain };
        core.observe = self.shared.observe();
        core.padding = self.shared.padding;
        core.limits = self.shared.limits;
        Ok(ServerConfig(Arc::new(Inner { provider, core: Arc::new(core), credentials, key_log: self.shared.key_log })))
    }
}
