//! What a server accepts.

use alloc::vec::Vec;

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_codec::extension::PskKeyExchangeMode;

use super::{Carrier, ClientAuthentication, KeyUpdatePolicy, Observe};
use crate::crypto::Provider;
use crate::record::{Limits, Padding};

/// What a server accepts and its policy. Credentials are not here: they are the answer to a question.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Cipher suites (B.4), in order of preference; the server's order decides.
    pub cipher_suites: Vec<CipherSuite>,
    /// Groups (§4.2.7); the client's order decides (RFC 9846 §4.3.8), with a HelloRetryRequest where its share is missing.
    pub groups: Vec<NamedGroup>,
    /// Application protocols (RFC 7301), in order of preference; the server's order decides.
    pub application_layer_protocols: Vec<Vec<u8>>,
    /// Whether a certificate may authenticate this server; without, only a pre-shared key does.
    pub certificates: bool,
    /// Whether and how clients are asked for certificates (§4.3.2).
    pub client_authentication: Option<ClientAuthentication>,
    /// The modes in which pre-shared keys are used (§4.2.9); without any nobody is asked about them.
    pub psk_key_exchange_modes: Vec<PskKeyExchangeMode>,
    /// How many tickets follow a handshake (§4.6.1).
    pub tickets: u8,
    /// For how many seconds tickets are good, at most 604,800.
    pub ticket_lifetime: u32,
    /// How many bytes of early data are taken, by tickets too (§4.2.10); 0 for none.
    pub max_early_data_size: u32,
    /// Whether a ClientHello must name the server (RFC 6066).
    pub server_name_required: bool,
    /// What a HelloRetryRequest carries.
    pub retry: Retry,
    /// The longest protected record wanted, content type and padding counted (RFC 8449).
    pub record_size_limit: Option<u16>,
    /// When write keys are updated.
    pub key_update: KeyUpdatePolicy,
    /// The padding of protected records.
    pub padding: Padding,
    /// What the peer may ask of us.
    pub limits: Limits,
    /// What is noted down.
    pub observe: Observe,
    /// How the handshake is carried.
    pub carrier: Carrier,
}

impl ServerConfig {
    /// Accepts every row of `provider`.
    pub fn new<P: Provider>(provider: &P) -> Self {
        Self {
            cipher_suites: provider.suites().iter().map(|suite| suite.cipher_suite).collect(),
            groups: provider.groups().to_vec(),
            application_layer_protocols: Vec::new(),
            certificates: true,
            client_authentication: None,
            psk_key_exchange_modes: Vec::new(),
            tickets: 0,
            ticket_lifetime: 24 * 3600,
            max_early_data_size: 0,
            server_name_required: false,
            retry: Retry::Plain,
            record_size_limit: None,
            key_update: KeyUpdatePolicy::default(),
            padding: Padding::default(),
            limits: Limits::default(),
            observe: Observe::default(),
            carrier: Carrier::default(),
        }
    }
}

/// What a HelloRetryRequest carries for the second ClientHello to return (§4.2.2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Retry {
    /// No cookie: the connection remembers the first ClientHello.
    Plain,
    /// A random cookie of this length; the connection remembers the first ClientHello.
    RandomCookie(usize),
    /// A cookie from [`Question::SealCookie`](crate::handshake::Question::SealCookie): the connection remembers nothing,
    /// and another one may go on.
    Stateless,
}
