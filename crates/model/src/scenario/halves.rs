//! Sessions that are split once they are complete: sending, receiving and what one half owes the other are steps of their own.

use std::sync::Arc;

use super::Scenario;
use super::build::{ask_clients, client, client_config, server, server_config, setting};
use crate::world::agent::{ALICE, Certificate, SERVER};
use crate::world::{Attempts, Plan, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "halves-update",
        about: "Both ends are split: each sends data, updates its keys and closes, while its other half receives.",
        quick: true,
        setting: update,
    },
    Scenario {
        name: "halves-later",
        about: "Both ends are split: a client that is asked for its certificate, and for a KeyUpdate, while it sends data.",
        quick: true,
        setting: later,
    },
];

const HALVES: Attempts = Attempts { halves: true, ..Attempts::NONE };

fn update() -> Setting {
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![
        Plan { updates: 1, close: true, ..client(ALICE, SERVER, &config) },
        Plan { updates: 1, close: true, ..server(SERVER, &server_config) },
    ]);
    setting.attempts = HALVES;
    setting
}

fn later() -> Setting {
    let (mut config, mut server_config) = (client_config(), server_config());
    config.post_handshake_auth = true;
    server_config.client_authentication = Some(ask_clients(false, false));
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let alice = Plan { certificate: Some(Certificate::of(ALICE)), ..client(ALICE, SERVER, &config) };
    let mut setting = setting(vec![alice, Plan { requests: 1, updates: 1, data: 0, ..server(SERVER, &server_config) }]);
    setting.attempts = Attempts { answers: true, ..HALVES };
    setting
}
