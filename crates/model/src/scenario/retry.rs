//! HelloRetryRequest.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::config::{ClientConfig, Retry, ServerConfig};

use super::Scenario;
use super::build::{DHE_MODE, client, client_config, server, server_config, setting, with_psk};
use crate::world::agent::{ALICE, BOB, OTHER, SERVER};
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
    Scenario {
        name: "retry-strip",
        about: "A client with a share for the group that it prefers, and a server that forgets the first ClientHello; every edit.",
        quick: true,
        setting: strip,
    },
    Scenario {
        name: "retry-cookies",
        about: "Two clients without the share that their server wants, that server, which forgets, and another; cookies are swapped and spliced.",
        quick: true,
        setting: cookies,
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

/// A server that forgets the first ClientHello.
fn forgetful() -> ServerConfig {
    ServerConfig { retry: Retry::Stateless, ..server_config() }
}

fn stateless() -> Setting {
    let server_config = forgetful();
    let (config, server_config) = (Arc::new(config()), Arc::new(server_config));
    let mut setting =
        setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config), server(SERVER, &server_config)]);
    setting.attempts = Attempts { illegal: false, ..Attempts::USUAL };
    setting
}

fn strip() -> Setting {
    let (config, server_config) = (Arc::new(client_config()), Arc::new(forgetful()));
    let mut setting = setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config)]);
    setting.attempts = Attempts { illegal: false, ..Attempts::USUAL };
    setting
}

fn cookies() -> Setting {
    let (config, server_config) = (Arc::new(config()), Arc::new(forgetful()));
    let mut setting = setting(vec![
        client(ALICE, SERVER, &config),
        client(BOB, SERVER, &config),
        server(SERVER, &server_config),
        server(OTHER, &server_config),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.attempts = Attempts { between: true, ..Attempts::NONE };
    setting
}
