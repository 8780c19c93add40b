//! How scenarios are put together.

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_core::config::{Carrier, ClientAuthentication, ClientConfig, Observe, ServerConfig};

use crate::provider::Symbolic;
use crate::term::Agent;
use crate::world::agent::{self, Certificate};
use crate::world::{Attempts, Flaws, Plan, Role, Setting};

const OBSERVE: Observe = Observe { messages: true, secrets: true, claims: true };
/// Both modes, the one with a key exchange first.
pub(super) const BOTH_MODES: [PskKeyExchangeMode; 2] = [PskKeyExchangeMode::PSK_DHE_KE, PskKeyExchangeMode::PSK_KE];
/// The mode with a key exchange.
pub(super) const DHE_MODE: [PskKeyExchangeMode; 1] = [PskKeyExchangeMode::PSK_DHE_KE];
/// The mode without.
pub(super) const PSK_MODE: [PskKeyExchangeMode; 1] = [PskKeyExchangeMode::PSK_KE];

/// A client's offer: two suites, two groups, a share for the first; no compatibility mode.
pub(super) fn client_config() -> ClientConfig {
    let mut config = ClientConfig::new(&Symbolic::default());
    config.cipher_suites = vec![CipherSuite::TLS_CHACHA20_POLY1305_SHA256, CipherSuite::TLS_AES_128_GCM_SHA256];
    config.groups = vec![NamedGroup::X25519, NamedGroup::SECP256R1];
    config.key_share_groups = vec![NamedGroup::X25519];
    config.signature_algorithms = vec![SignatureScheme::ED25519];
    config.carrier = Carrier { compatibility_mode: false, ..Carrier::default() };
    config.observe = OBSERVE;
    config
}

/// A server's policy: the same.
pub(super) fn server_config() -> ServerConfig {
    let mut config = ServerConfig::new(&Symbolic::default());
    config.cipher_suites = vec![CipherSuite::TLS_CHACHA20_POLY1305_SHA256, CipherSuite::TLS_AES_128_GCM_SHA256];
    config.groups = vec![NamedGroup::X25519, NamedGroup::SECP256R1];
    config.observe = OBSERVE;
    config
}

/// Clients are asked for certificates, in the handshake or after it.
pub(super) fn ask_clients(in_handshake: bool, required: bool) -> ClientAuthentication {
    ClientAuthentication {
        in_handshake,
        required,
        signature_algorithms: vec![SignatureScheme::ED25519],
        signature_algorithms_cert: Vec::new(),
        certificate_authorities: Vec::new(),
        oid_filters: Vec::new(),
        status_request: false,
        signed_certificate_timestamp: false,
    }
}

fn plan(agent: Agent, role: Role) -> Plan {
    Plan {
        agent,
        role,
        psks: Vec::new(),
        data: 1,
        half_rtt: false,
        close: false,
        updates: 0,
        requests: 0,
        certificate: None,
    }
}

/// A client's session.
pub(super) fn client(agent: Agent, peer: Agent, config: &Arc<ClientConfig>) -> Plan {
    plan(agent, Role::Client { config: config.clone(), peer, resumes: false, early_data: 0 })
}

/// A client's session that resumes an earlier one, with so many records of early data.
pub(super) fn resuming(agent: Agent, peer: Agent, config: &Arc<ClientConfig>, early_data: u8) -> Plan {
    plan(agent, Role::Client { config: config.clone(), peer, resumes: true, early_data })
}

/// A server's session, with a certificate.
pub(super) fn server(agent: Agent, config: &Arc<ServerConfig>) -> Plan {
    Plan { certificate: Some(Certificate::of(agent)), ..plan(agent, Role::Server { config: config.clone() }) }
}

/// A session with an external pre-shared key.
pub(super) fn with_psk(plan: Plan, number: u8) -> Plan {
    Plan { psks: vec![number], ..plan }
}

/// A setting without reveals; the attacker tries the usual.
pub(super) fn setting(plans: Vec<Plan>) -> Setting {
    Setting {
        plans,
        reveals: Vec::new(),
        most_reveals: 0,
        attempts: Attempts { illegal: false, edit: false, ..Attempts::USUAL },
        certificates: vec![
            Certificate::of(agent::EVE),
            Certificate::of(agent::SERVER),
            Certificate::of(agent::OTHER),
            Certificate::of(agent::ALICE),
        ],
        single_use: true,
        imports: false,
        reduced: true,
        flaws: Flaws::default(),
    }
}
