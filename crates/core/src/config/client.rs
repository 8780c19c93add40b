//! What a client offers.

use alloc::vec::Vec;

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_codec::extension::PskKeyExchangeMode;

use super::{Carrier, KeyUpdatePolicy, Observe};
use crate::crypto::Provider;
use crate::record::{Limits, Padding};

/// The offer of a client and its policy. Every list is in order of preference.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Cipher suites (B.4).
    pub cipher_suites: Vec<CipherSuite>,
    /// Groups for supported_groups (§4.2.7).
    pub groups: Vec<NamedGroup>,
    /// Those of `groups` for which the first ClientHello has a share (§4.2.8).
    pub key_share_groups: Vec<NamedGroup>,
    /// Schemes for signature_algorithms (§4.2.3); none means that only a pre-shared key can authenticate the server.
    pub signature_algorithms: Vec<SignatureScheme>,
    /// Schemes for signature_algorithms_cert (§4.2.3); none means that `signature_algorithms` speaks for chains too.
    pub signature_algorithms_cert: Vec<SignatureScheme>,
    /// Distinguished names in DER for certificate_authorities (§4.2.4).
    pub certificate_authorities: Vec<Vec<u8>>,
    /// Whether a stapled OCSP response is asked for (§4.4.2.1).
    pub status_request: bool,
    /// Whether timestamps are asked for (RFC 6962).
    pub signed_certificate_timestamp: bool,
    /// Modes for psk_key_exchange_modes (§4.2.9). Without any there are no pre-shared keys and no tickets.
    pub psk_key_exchange_modes: Vec<PskKeyExchangeMode>,
    /// Whether the server of a resumed session is verified again, since it may have expired or been revoked meanwhile.
    pub verify_resumed: bool,
    /// Whether the server may ask for a certificate after the handshake (§4.2.6).
    pub post_handshake_auth: bool,
    /// The longest protected record wanted, content type and padding counted (RFC 8449).
    pub record_size_limit: Option<u16>,
    /// When write keys are updated.
    pub key_update: KeyUpdatePolicy,
    /// Protocols for application_layer_protocol_negotiation (RFC 7301).
    pub application_layer_protocols: Vec<Vec<u8>>,
    /// Whether a ClientHello of 256 to 511 bytes is padded to 512 (RFC 7685), for old middleboxes.
    pub pad_client_hello: bool,
    /// The padding of protected records.
    pub padding: Padding,
    /// What the peer may ask of us.
    pub limits: Limits,
    /// What is noted down.
    pub observe: Observe,
    /// How the handshake is carried.
    pub carrier: Carrier,
}

impl ClientConfig {
    /// Offers every row of `provider`; shares for its first group and for the first one that is not a hybrid.
    pub fn new<P: Provider>(provider: &P) -> Self {
        let groups = provider.groups().to_vec();
        let first = groups.first().copied();
        let classical = groups.iter().copied().find(|group| !is_hybrid(*group));
        let mut key_share_groups: Vec<NamedGroup> = first.into_iter().chain(classical).collect();
        key_share_groups.dedup();
        Self {
            cipher_suites: provider.suites().iter().map(|suite| suite.cipher_suite).collect(),
            groups,
            key_share_groups,
            signature_algorithms: provider.signature_schemes().to_vec(),
            signature_algorithms_cert: Vec::new(),
            certificate_authorities: Vec::new(),
            status_request: false,
            signed_certificate_timestamp: false,
            psk_key_exchange_modes: Vec::new(),
            verify_resumed: false,
            post_handshake_auth: false,
            record_size_limit: None,
            key_update: KeyUpdatePolicy::default(),
            application_layer_protocols: Vec::new(),
            pad_client_hello: false,
            padding: Padding::default(),
            limits: Limits::default(),
            observe: Observe::default(),
            carrier: Carrier::default(),
        }
    }
}

/// Whether a group is a hybrid of RFC 10024, whose range is 0x11eb to 0x11ed.
fn is_hybrid(group: NamedGroup) -> bool {
    (NamedGroup::SECP256R1MLKEM768..=NamedGroup::SECP384R1MLKEM1024).contains(&group)
}
