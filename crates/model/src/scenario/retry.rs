//! HelloRetryRequest.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::config::{ClientConfig, Retry};

use super::Scenario;
use super::build::{DHE_MODE, client, client_config, server, server_config, setting, with_psk};
use crate::world::agent::{ALICE, SERVER};
use crate::world::{Attempts, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "retry-1x2",
        about: "A client without a share for the group that it prefers, and two sessions of its server; every edit and illegal choice.",
        quick: true,
        setting: one_by_two,
    },
    Scenario {
        name: "retry-psk",
        about: "The same with an external pre-shared key and one server session: binders over both ClientHellos.",
        quick: true,
        setting: with_pre_shared_key,
    },
    Scenario {
        name: "retry-stateless",
        about: "The same with a server that forgets the first ClientHello, and finds it in the cookie, in another session perhaps.",
        quick: true,
        setting: stateless,
    },
];

/// A client whose only share is for the group that it likes less.
fn config() -> ClientConfig {
    ClientConfig { key_share_groups: vec![NamedGroup::SECP256R1], ..client_config() }
}

fn one_by_two() -> Setting {
    let (config, server_config) = (Arc::new(config()), Arc::new(server_config()));
    let mut setting =
        setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config), server(SERVER, &server_config)]);
    setting.attempts = Attempts::USUAL;
    setting
}

fn with_pre_shared_key() -> Setting {
    let mut config = config();
    config.psk_key_exchange_modes = DHE_MODE.to_vec();
    let mut server_config = server_config();
    server_config.psk_key_exchange_modes = DHE_MODE.to_vec();
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting =
        setting(vec![with_psk(client(ALICE, SERVER, &config), 1), with_psk(server(SERVER, &server_config), 1)]);
    setting.attempts = Attempts { illegal: false, ..Attempts::USUAL };
    setting
}

fn stateless() -> Setting {
    let mut server_config = server_config();
    server_config.retry = Retry::Stateless;
    let (config, server_config) = (Arc::new(config()), Arc::new(server_config));
    let mut setting =
        setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config), server(SERVER, &server_config)]);
    setting.attempts = Attempts { illegal: false, ..Attempts::USUAL };
    setting
}
