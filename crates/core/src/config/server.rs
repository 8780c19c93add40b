//! What a server accepts.

use alloc::vec::Vec;

use surehand_codec::code_point::{CipherSuite, NamedGroup};

use super::{Carrier, Observe};
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
    /// The length of the random cookie in a HelloRetryRequest (§4.2.2); 0 for none.
    pub cookie_length: usize,
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
            cookie_length: 0,
            padding: Padding::default(),
            limits: Limits::default(),
            observe: Observe::default(),
            carrier: Carrier::default(),
        }
    }
}
