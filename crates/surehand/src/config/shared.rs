//! What both roles' builders have in common.

use std::sync::Arc;
use std::time::Duration;

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_core::config::{KeyUpdatePolicy, Observe};
use surehand_core::record::{Limits, Padding};

use crate::error::ConfigError;
use crate::key_log::KeyLog;
use crate::provider::Mixed;

/// The settings that a client and a server share.
#[derive(Default)]
pub(super) struct Shared {
    pub provider: Option<Arc<Mixed>>,
    pub cipher_suites: Option<Vec<CipherSuite>>,
    pub groups: Option<Vec<NamedGroup>>,
    pub application_protocols: Vec<Vec<u8>>,
    pub padding: Padding,
    pub limits: Limits,
    pub key_log: Option<Arc<dyn KeyLog>>,
    pub observe_messages: bool,
    pub record_size_limit: Option<u16>,
    pub key_update: KeyUpdatePolicy,
    pub psk_ke: bool,
    pub handshake_timeout: HandshakeTimeout,
}

/// How long a handshake may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HandshakeTimeout(pub Option<Duration>);

impl Default for HandshakeTimeout {
    fn default() -> Self {
        Self(Some(Duration::from_secs(60)))
    }
}

impl Shared {
    /// The chosen provider, or the default one.
    pub fn provider(&self) -> Result<Arc<Mixed>, ConfigError> {
        match &self.provider {
            Some(provider) => Ok(provider.clone()),
            None => Mixed::new().map(Arc::new).map_err(ConfigError::Crypto),
        }
    }

    /// The application protocols, each of a length that ALPN can carry.
    pub fn application_protocols(&self) -> Result<Vec<Vec<u8>>, ConfigError> {
        match self.application_protocols.iter().find(|name| !(1..=255).contains(&name.len())) {
            Some(name) => {
                Err(ConfigError::Unsupported(format!("an application protocol name of {} bytes", name.len())))
            }
            None => Ok(self.application_protocols.clone()),
        }
    }

    /// The modes in which pre-shared keys are used, if they are at all (RFC 8446 §4.2.9).
    pub fn psk_key_exchange_modes(&self, used: bool) -> Vec<PskKeyExchangeMode> {
        match (used, self.psk_ke) {
            (false, _) => Vec::new(),
            (true, false) => vec![PskKeyExchangeMode::PSK_DHE_KE],
            (true, true) => vec![PskKeyExchangeMode::PSK_DHE_KE, PskKeyExchangeMode::PSK_KE],
        }
    }

    /// The smallest limit that RFC 8449 knows is 64, and 2^14 + 1 is what needs no limit.
    pub fn record_size_limit(&self) -> Result<Option<u16>, ConfigError> {
        match self.record_size_limit {
            Some(limit) if !(64..=16_385).contains(&limit) => {
                Err(ConfigError::Unsupported(format!("a record size limit of {limit} bytes")))
            }
            limit => Ok(limit),
        }
    }

    /// What the core is to note down.
    pub fn observe(&self) -> Observe {
        Observe { messages: self.observe_messages, secrets: self.key_log.is_some(), claims: true }
    }
}

/// Refuses what the provider does not have, what is there twice, and an empty list.
pub(super) fn check<T: PartialEq + std::fmt::Display>(
    what: &str,
    wanted: &[T],
    available: &[T],
) -> Result<(), ConfigError> {
    let mut rest = wanted;
    while let [item, others @ ..] = rest {
        if others.contains(item) {
            return Err(ConfigError::Unsupported(format!("{what} {item} twice")));
        }
        rest = others;
    }
    match wanted.iter().find(|item| !available.contains(item)) {
        Some(missing) => Err(ConfigError::Unsupported(format!("{what} {missing}"))),
        None if wanted.is_empty() => Err(ConfigError::Unsupported(format!("a handshake without any {what}"))),
        None => Ok(()),
    }
}

/// The methods of a builder whose field `shared` is a [`Shared`].
macro_rules! shared_settings {
    ($builder:ident) => {
        impl $builder {
            /// Uses this crypto provider instead of the default one.
            pub fn provider(mut self, provider: std::sync::Arc<$crate::provider::Mixed>) -> Self {
                self.shared.provider = Some(provider);
                self
            }

            /// Only these cipher suites, in this order of preference.
            pub fn cipher_suites(mut self, cipher_suites: impl Into<Vec<$crate::CipherSuite>>) -> Self {
                self.shared.cipher_suites = Some(cipher_suites.into());
                self
            }

            /// Only these groups. The client's order decides between those that both sides have.
            pub fn groups(mut self, groups: impl Into<Vec<$crate::NamedGroup>>) -> Self {
                self.shared.groups = Some(groups.into());
                self
            }

            /// These application protocols (ALPN, RFC 7301). The server's order decides between those that both sides have.
            pub fn application_protocols<N: AsRef<[u8]>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
                self.shared.application_protocols = names.into_iter().map(|name| name.as_ref().to_vec()).collect();
                self
            }

            /// Pads the records that are sent.
            pub fn padding(mut self, padding: $crate::Padding) -> Self {
                self.shared.padding = padding;
                self
            }

            /// Changes what the peer may ask of us.
            pub fn limits(mut self, limits: $crate::Limits) -> Self {
                self.shared.limits = limits;
                self
            }

            /// Asks the peer for protected records of at most so many bytes, content type and padding counted: 64 to 16,385. It
            /// binds a peer that knows RFC 8449: a server of this library does, and a client that has set a limit too.
            pub fn record_size_limit(mut self, limit: u16) -> Self {
                self.shared.record_size_limit = Some(limit);
                self
            }

            /// Updates write keys sooner than their cipher suite asks for (RFC 8446 §5.5).
            pub fn key_update(mut self, policy: $crate::KeyUpdatePolicy) -> Self {
                self.shared.key_update = policy;
                self
            }

            /// Uses pre-shared keys without a key exchange too, where the peer wants that (RFC 8446 §4.2.9); off unless
            /// switched on, for such connections have no forward secrecy.
            pub fn psk_ke(mut self, on: bool) -> Self {
                self.shared.psk_ke = on;
                self
            }

            /// How long a handshake may take; 60 seconds unless said otherwise, `None` for ever. It is looked at whenever
            /// something arrives; a transport that stays silent needs a timeout of its own.
            pub fn handshake_timeout(mut self, timeout: Option<std::time::Duration>) -> Self {
                self.shared.handshake_timeout = $crate::config::HandshakeTimeout(timeout);
                self
            }

            /// Installs a key log (RFC 9850). Whoever reads it can read every connection of this configuration.
            pub fn key_log(mut self, key_log: std::sync::Arc<dyn $crate::KeyLog>) -> Self {
                self.shared.key_log = Some(key_log);
                self
            }

            /// Keeps handshake messages and alerts for [`Connection::observations`](crate::Connection::observations).
            pub fn observe_messages(mut self, observe: bool) -> Self {
                self.shared.observe_messages = observe;
                self
            }
        }
    };
}

pub(super) use shared_settings;
