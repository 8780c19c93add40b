//! A client's configuration.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::config::ClientConfig as CoreConfig;
use surehand_core::crypto::Provider;

use super::shared::{Shared, check, shared_settings};
use crate::error::ConfigError;
use crate::key_log::KeyLog;
use crate::provider::Mixed;
use crate::verify::{PeerVerifier, Pin, Roots, Trust};

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
    shared: Shared,
    trust: Option<Trust>,
    key_share_groups: Option<Vec<NamedGroup>>,
    no_compatibility_mode: bool,
}

shared_settings!(ClientConfigBuilder);

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

    /// Lets the caller decide whom to believe: for people who know what they do. Replaces roots and pins.
    pub fn verifier(mut self, verifier: Arc<dyn PeerVerifier>) -> Self {
        self.trust = Some(Trust::Own(verifier));
        self
    }

    /// Sends shares for these groups in the first ClientHello; the default is the first group, and X25519 beside a hybrid.
    pub fn key_share_groups(mut self, groups: impl Into<Vec<NamedGroup>>) -> Self {
        self.key_share_groups = Some(groups.into());
        self
    }

    /// Whether the handshake is dressed up for old middleboxes (RFC 8446 D.4); on unless switched off.
    pub fn compatibility_mode(mut self, on: bool) -> Self {
        self.no_compatibility_mode = !on;
        self
    }

    /// The configuration, or what is missing or impossible about it.
    pub fn build(self) -> Result<ClientConfig, ConfigError> {
        let provider = self.shared.provider()?;
        let trust = self.trust.ok_or(ConfigError::NoTrust)?;
        if trust.is_empty() {
            return Err(ConfigError::NoTrust);
        }
        let mut core = CoreConfig::new(&*provider);
        if let Some(cipher_suites) = &self.shared.cipher_suites {
            check("cipher suite", cipher_suites, &core.cipher_suites)?;
            core.cipher_suites.clone_from(cipher_suites);
        }
        if let Some(groups) = &self.shared.groups {
            check("group", groups, provider.groups())?;
            core.key_share_groups.retain(|group| groups.contains(group));
            if core.key_share_groups.is_empty() {
                core.key_share_groups = groups.first().copied().into_iter().collect();
            }
            core.groups.clone_from(groups);
        }
        if let Some(key_share_groups) = self.key_share_groups {
            check("key share group", &key_share_groups, &core.groups)?;
            // Shares come in the order of supported_groups (RFC 8446 §4.2.8).
            core.key_share_groups =
                core.groups.iter().copied().filter(|group| key_share_groups.contains(group)).collect();
        }
        // PKCS#1 v1.5 may sign certificates, never the handshake (RFC 8446 §4.2.3).
        core.signature_algorithms.extend(crate::provider::CERTIFICATE_ONLY_SCHEMES);
        core.application_layer_protocols = self.shared.application_protocols()?;
        core.observe = self.shared.observe();
        core.padding = self.shared.padding;
        core.limits = self.shared.limits;
        core.carrier.compatibility_mode = !self.no_compatibility_mode;
        Ok(ClientConfig(Arc::new(Inner { provider, core: Arc::new(core), trust, key_log: self.shared.key_log })))
    }
}
