//! External pre-shared keys.

use std::sync::Arc;

use surehand_codec::extension::PskKeyExchangeMode;
use surehand_core::config::{ClientConfig, ServerConfig};

use super::Scenario;
use super::build::{BOTH_MODES, DHE_MODE, PSK_MODE, client, client_config, server, server_config, setting, with_psk};
use crate::world::agent::{ALICE, BOB, SERVER};
use crate::world::{Attempts, Reveal, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "psk-dhe",
        about: "An external pre-shared key with a key exchange; the key comes out, or the handshake's AEAD keys.",
        quick: true,
        setting: with_exchange,
    },
    Scenario {
        name: "psk-alone",
        about: "An external pre-shared key alone, in two sessions of the client and of the server; the key comes out.",
        quick: false,
        setting: alone,
    },
    Scenario {
        name: "psk-mode",
        about: "A client that takes a pre-shared key only with a key exchange, and a server that takes it either way.",
        quick: true,
        setting: mode,
    },
    Scenario {
        name: "psk-peers",
        about: "Two agents, each in both roles, with a pre-shared key for each direction.",
        quick: true,
        setting: peers,
    },
    Scenario {
        name: "psk-imported",
        about: "Three agents with one external pre-shared key, two of them in both roles: imported for each client and server.",
        quick: true,
        setting: imported,
    },
];

fn configs(theirs: &[PskKeyExchangeMode], ours: &[PskKeyExchangeMode]) -> (Arc<ClientConfig>, Arc<ServerConfig>) {
    let mut config = client_config();
    config.psk_key_exchange_modes = theirs.to_vec();
    let mut server_config = server_config();
    server_config.psk_key_exchange_modes = ours.to_vec();
    (Arc::new(config), Arc::new(server_config))
}

fn with_exchange() -> Setting {
    let (config, server_config) = configs(&DHE_MODE, &DHE_MODE);
    let mut setting =
        setting(vec![with_psk(client(ALICE, SERVER, &config), 1), with_psk(server(SERVER, &server_config), 1)]);
    setting.attempts = Attempts::USUAL;
    setting.reveals = vec![Reveal::Psk(1), Reveal::HandshakeKeys(0)];
    setting.most_reveals = 1;
    setting
}

fn alone() -> Setting {
    let (config, server_config) = configs(&PSK_MODE, &PSK_MODE);
    let mut setting = setting(vec![
        with_psk(client(ALICE, SERVER, &config), 1),
        with_psk(client(ALICE, SERVER, &config), 1),
        with_psk(server(SERVER, &server_config), 1),
        with_psk(server(SERVER, &server_config), 1),
    ]);
    setting.reveals = vec![Reveal::Psk(1)];
    setting.most_reveals = 1;
    setting
}

fn mode() -> Setting {
    let (config, server_config) = configs(&DHE_MODE, &BOTH_MODES);
    let mut setting =
        setting(vec![with_psk(client(ALICE, SERVER, &config), 1), with_psk(server(SERVER, &server_config), 1)]);
    setting.attempts = Attempts::USUAL;
    setting.reveals = vec![Reveal::Psk(1)];
    setting.most_reveals = 1;
    setting
}

fn peers() -> Setting {
    let (config, server_config) = configs(&DHE_MODE, &DHE_MODE);
    let mut setting = setting(vec![
        with_psk(client(ALICE, BOB, &config), 1),
        with_psk(client(BOB, ALICE, &config), 2),
        with_psk(server(BOB, &server_config), 1),
        with_psk(server(ALICE, &server_config), 2),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.certificate = None);
    setting
}

fn imported() -> Setting {
    let (_, server_config) = configs(&DHE_MODE, &DHE_MODE);
    let mut setting = peers();
    setting.plans.push(server(SERVER, &server_config));
    setting.plans.iter_mut().for_each(|plan| (plan.psks, plan.certificate) = (vec![1], None));
    setting.imports = true;
    setting
}
