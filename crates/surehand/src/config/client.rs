//! A client's configuration.

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_core::config::{ClientConfig as CoreConfig, Observe};
use surehand_core::crypto::Provider;
use surehand_core::record::{Limits, Padding};

use super::check;
use crate::error::ConfigError;
use crate::key_log::KeyLog;
use crate::provider::Mixed;
use crate::verify::{Pin, Roots, Trust};

/// A client's configuration.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pin = surehand::Pin::from_hex(&"ab".repeat(32)).ok_or("not a pin")?;
/// let config = surehand::ClientConfig::builder().pins([pin]).application_protocols(["h2", "http/1.1"]).build()?;
/// # let _ = config;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ClientConfig(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub provider: Arc<Mixed>,
    pub core: Arc<CoreConfig>,
    pub trust: Trust,
    pub key_log: Option<Arc<dyn KeyLog>>,
}

impl ClientConfig {
    /// Starts with what is safe for everybody: all suites and groups of the default provider, and nobody trusted yet.
    pub fn builder() -> ClientConfigBuilder {
        ClientConfigBuilder::default()
    }
}

impl std::fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientConfig").field("core", &self.0.core).field("trust", &self.0.trust).finish_non_exhaustive()
    }
}

/// Builds a [`ClientConfig`].
#[derive(Default)]
pub struct ClientConfigBuilder {
    provider: Option<Arc<Mixed>>,
    trust: Option<Trust>,
    cipher_suites: Option<Vec<CipherSuite>>,
    groups: Option<Vec<NamedGroup>>,
    key_share_groups: Option<Vec<NamedGroup>>,
    application_protocols: Vec<Vec<u8>>,
    padding: Padding,
    limits: Limits,
    key_log: Option<Arc<dyn KeyLog>>,
    observe_messages: bool,
    no_compatibility_mode: bool,
}

impl ClientConfigBuilder {
    /// Trusts these authorities; the server's certificate must also be for the name that is connected to.
    pub fn roots(mut self, roots: Roots) -> Self {
        self.trust = Some(Trust::Roots(roots));
        self
    }

    /// Trusts exactly these keys, whatever the certificate around them says. Replaces roots.
    pub fn pins(mut self, pins: impl IntoIterator<Item = Pin>) -> Self {
        self.trust = Some(Trust::Pins(pins.into_iter().collect()));
        self
    }

    /// Uses this crypto provider instead of the default one.
    pub fn provider(mut self, provider: Arc<Mixed>) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Offers only these cipher suites, in this order.
    pub fn cipher_suites(mut self, cipher_suites: impl Into<Vec<CipherSuite>>) -> Self {
        self.cipher_suites = Some(cipher_suites.into());
        self
    }

    /// Offers only these groups, in this order.
    pub fn groups(mut self, groups: impl Into<Vec<NamedGroup>>) -> Self {
        self.groups = Some(groups.into());
        self
    }

    /// Sends shares for these groups in the first ClientHello; the default is the first group, and X25519 beside a hybrid.
    pub fn key_share_groups(mut self, groups: impl Into<Vec<NamedGroup>>) -> Self {
        self.key_share_groups = Some(groups.into());
        self
    }

    /// Offers these application protocols (ALPN, RFC 7301), in this order.
    pub fn application_protocols<N: AsRef<[u8]>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.application_protocols = names.into_iter().map(|name| name.as_ref().to_vec()).collect();
        self
    }

    /// Pads the records that are sent.
    pub fn padding(mut self, padding: Padding) -> Self {
        self.padding = padding;
        self
    }

    /// Changes what the server may ask of us.
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

    /// Whether the handshake is dressed up for old middleboxes (RFC 8446 D.4); on unless switched off.
    pub fn compatibility_mode(mut self, on: bool) -> Self {
        self.no_compatibility_mode = !on;
        self
    }

    /// The configuration, or what is missing or impossible about it.
    pub fn build(self) -> Result<ClientConfig, ConfigError> {
        let provider = match self.provider {
            Some(provider) => provider,
            None => Arc::new(Mixed::new().map_err(ConfigError::Crypto)?),
        };
        let trust = self.trust.ok_or(ConfigError::NoTrust)?;
        if matches!(&trust, Trust::Roots(roots) if roots.is_empty())
            || matches!(&trust, Trust::Pins(pins) if pins.is_empty())
        {
            return Err(ConfigError::NoTrust);
        }
        let mut core = CoreConfig::new(&*provider);
        if let Some(cipher_suites) = self.cipher_suites {
            check("cipher suite", &cipher_suites, &core.cipher_suites)?;
            core.cipher_suites = cipher_suites;
        }
        if let Some(groups) = self.groups {
            check("group", &groups, provider.groups())?;
            core.key_share_groups.retain(|group| groups.contains(group));
            if core.key_share_groups.is_empty() {
                core.key_share_groups = groups.first().copied().into_iter().collect();
            }
            core.groups = groups;
        }
        if let Some(key_share_groups) = self.key_share_groups {
            check("key share group", &key_share_groups, &core.groups)?;
            // Shares come in the order of supported_groups (RFC 8446 §4.2.8).
            core.key_share_groups =
                core.groups.iter().copied().filter(|group| key_share_groups.contains(group)).collect();
        }
        // PKCS#1 v1.5 may sign certificates, never the handshake (RFC 8446 §4.2.3).
        core.signature_algorithms.extend(crate::provider::CERTIFICATE_ONLY_SCHEMES);
        core.application_layer_protocols = self.application_protocols;
        core.padding = self.padding;
        core.limits = self.limits;
        core.observe = Observe { messages: self.observe_messages, secrets: self.key_log.is_some(), claims: true };
        core.carrier.compatibility_mode = !self.no_compatibility_mode;
        Ok(ClientConfig(Arc::new(Inner { provider, core: Arc::new(core), trust, key_log: self.key_log })))
    }
}
