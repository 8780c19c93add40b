//! A client's configuration.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::config::ClientConfig as CoreConfig;
use surehand_core::crypto::{CryptoError, Provider};

use super::HandshakeTimeout;
use super::shared::{Shared, check, shared_settings};
use crate::credential::{Credential, Loaded};
use crate::error::ConfigError;
use crate::key_log::KeyLog;
use crate::provider::Mixed;
use crate::session::{ExternalPsk, MemorySessions, SessionStore};
use crate::verify::{PeerVerifier, Pin, Remembered, Roots, Trust};

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
    /// Stands for whom we believe and who we are: sessions are resumed where both are the same alone.
    pub id: [u8; 32],
    pub credentials: Vec<Loaded>,
    pub sessions: Option<Arc<dyn SessionStore>>,
    pub external_psks: Vec<ExternalPsk>,
    pub early_data: bool,
    pub handshake_timeout: HandshakeTimeout,
    pub key_log: Option<Arc<dyn KeyLog>>,
    pub remembered: Option<Remembered>,
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
    credentials: Vec<Credential>,
    sessions: Resumption,
    external_psks: Vec<ExternalPsk>,
    early_data: bool,
    post_handshake_auth: bool,
    no_ocsp: bool,
    signed_certificate_timestamps: bool,
    verify_resumed: bool,
    forgets_signatures: bool,
}

/// Where sessions are kept.
#[derive(Default)]
enum Resumption {
    #[default]
    InMemory,
    In(Arc<dyn SessionStore>),
    Off,
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

    /// Adds a credential for servers that ask for one. With several, the first that fits what the server asks for is shown.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Lets servers ask for a certificate after the handshake (RFC 8446 §4.2.6).
    pub fn post_handshake_auth(mut self, on: bool) -> Self {
        self.post_handshake_auth = on;
        self
    }

    /// Keeps sessions here, so that later connections resume them; in memory unless said otherwise.
    pub fn sessions(mut self, store: Arc<dyn SessionStore>) -> Self {
        self.sessions = Resumption::In(store);
        self
    }

    /// Resumes nothing, and tells servers so.
    pub fn no_resumption(mut self) -> Self {
        self.sessions = Resumption::Off;
        self
    }

    /// Verifies the server's chain again when a session is resumed: it may have expired meanwhile. Off unless switched on.
    pub fn verify_resumed(mut self, on: bool) -> Self {
        self.verify_resumed = on;
        self
    }

    /// Whether signatures on certificates that were good once are taken for good again, which saves most of what a handshake
    /// costs a client; on unless switched off. Everything else about a certificate, revocation included, is checked anew, and
    /// so is that the server holds its key. At most 1,024 signatures are remembered, and each configuration has its own.
    ///
    /// A server can tell by the time that it takes whether this client has met its chain before.
    pub fn remember_signatures(mut self, on: bool) -> Self {
        self.forgets_signatures = !on;
        self
    }

    /// Adds a pre-shared key that both ends have from elsewhere. Without roots or pins nothing else authenticates a server.
    pub fn external_psk(mut self, psk: ExternalPsk) -> Self {
        self.external_psks.push(psk);
        self
    }

    /// Offers early data where a session or a pre-shared key admits it: see [`Connection::send_early`](crate::Connection::send_early).
    ///
    /// Whoever watches the network can send early data to the server again (RFC 8446 §8), and it has no forward secrecy.
    pub fn early_data(mut self, on: bool) -> Self {
        self.early_data = on;
        self
    }

    /// Whether servers are asked for a stapled OCSP response (RFC 8446 §4.4.2.1); on unless switched off. Only if it is on,
    /// a certificate that demands a response is refused without one.
    pub fn ocsp(mut self, on: bool) -> Self {
        self.no_ocsp = !on;
        self
    }

    /// Asks servers for signed certificate timestamps (RFC 6962), which a [`PeerVerifier`] can look at; off unless
    /// switched on.
    pub fn signed_certificate_timestamps(mut self, on: bool) -> Self {
        self.signed_certificate_timestamps = on;
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
        let mut core = CoreConfig::new(&*provider);
        self.choose_parameters(&provider, &mut core)?;
        let by_psk_alone = self.trust.is_none() && !self.external_psks.is_empty();
        let trust = self.trust.unwrap_or(Trust::Pins(Vec::new()));
        if trust.is_empty() && !by_psk_alone {
            return Err(ConfigError::NoTrust);
        }
        let credentials: Vec<Loaded> =
            self.credentials.into_iter().map(|credential| credential.load(&provider)).collect::<Result<_, _>>()?;
        let sessions: Option<Arc<dyn SessionStore>> = match self.sessions {
            Resumption::InMemory => Some(Arc::new(MemorySessions::new())),
            Resumption::In(store) => Some(store),
            Resumption::Off => None,
        };
        let uses_psks = sessions.is_some() || !self.external_psks.is_empty();
        core.psk_key_exchange_modes = self.shared.psk_key_exchange_modes(uses_psks);
        core.post_handshake_auth = self.post_handshake_auth;
        core.verify_resumed = self.verify_resumed;
        core.status_request = !self.no_ocsp && !by_psk_alone;
        core.signed_certificate_timestamp = self.signed_certificate_timestamps && !by_psk_alone;
        core.record_size_limit = self.shared.record_size_limit()?;
        core.key_update = self.shared.key_update;
        // PKCS#1 v1.5 may sign certificates, never the handshake (RFC 8446 §4.2.3).
        core.signature_algorithms.extend(crate::provider::CERTIFICATE_ONLY_SCHEMES);
        if by_psk_alone {
            core.signature_algorithms.clear();
        }
        core.application_layer_protocols = self.shared.application_protocols()?;
        core.observe = self.shared.observe();
        core.padding = self.shared.padding;
        core.limits = self.shared.limits;
        core.carrier.compatibility_mode = !self.no_compatibility_mode;
        let id = id(&provider, &trust, &credentials, &self.external_psks).map_err(ConfigError::Crypto)?;
        Ok(ClientConfig(Arc::new(Inner {
            provider,
            core: Arc::new(core),
            id,
            trust,
            credentials,
            sessions,
            external_psks: self.external_psks,
            early_data: self.early_data,
            handshake_timeout: self.shared.handshake_timeout,
            key_log: self.shared.key_log,
            remembered: (!self.forgets_signatures).then(Remembered::default),
        })))
    }

    /// Suites, groups and shares.
    fn choose_parameters(&self, provider: &Mixed, core: &mut CoreConfig) -> Result<(), ConfigError> {
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
        if let Some(key_share_groups) = &self.key_share_groups {
            check("key share group", key_share_groups, &core.groups)?;
            // Shares come in the order of supported_groups (RFC 8446 §4.2.8).
            core.key_share_groups =
                core.groups.iter().copied().filter(|group| key_share_groups.contains(group)).collect();
        }
        Ok(())
    }
}

/// The trust, the keys that are shared, and the certificates that are shown.
fn id(
    provider: &Mixed,
    trust: &Trust,
    credentials: &[Loaded],
    external_psks: &[ExternalPsk],
) -> Result<[u8; 32], CryptoError> {
    let mut parts = trust.id(provider)?.to_vec();
    external_psks.iter().for_each(|psk| parts.extend_from_slice(psk.id().as_ref()));
    parts.push(0);
    let certificates = credentials.iter().filter_map(|credential| credential.chain.first());
    parts.extend(certificates.flat_map(|certificate| surehand_sha2::sha256(certificate)));
    Ok(surehand_sha2::sha256(&parts))
}
