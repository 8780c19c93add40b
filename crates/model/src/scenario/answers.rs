//! Questions whose answers take their time, or are refusals.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::config::Retry;

use super::Scenario;
use super::build::{BOTH_MODES, ask_clients, client, client_config, resuming, server, server_config, setting};
use crate::world::agent::{ALICE, Certificate, SERVER};
use crate::world::{Attempts, Plan, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "answers-mutual",
        about: "Both ends authenticate, and each of their questions is answered, or refused, in a step of its own.",
        quick: true,
        setting: mutual,
    },
    Scenario {
        name: "answers-later",
        about: "The same where the client is asked for its certificate after the handshake.",
        quick: true,
        setting: later,
    },
    Scenario {
        name: "answers-retry",
        about: "A server that forgets the first ClientHello: the making and the reading of its cookies takes time, or is refused.",
        quick: true,
        setting: retry,
    },
    Scenario {
        name: "answers-resume",
        about: "A resumption with early data: finding keys, admitting early data and making tickets takes time, or is refused.",
        quick: true,
        setting: resume,
    },
];

fn slowly(mut setting: Setting) -> Setting {
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.attempts.answers = true;
    setting
}

fn mutual() -> Setting {
    let mut server_config = server_config();
    server_config.client_authentication = Some(ask_clients(true, true));
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config));
    let alice = Plan { certificate: Some(Certificate::of(ALICE)), ..client(ALICE, SERVER, &config) };
    let mut setting = setting(vec![alice, server(SERVER, &server_config)]);
    setting.attempts.illegal = true;
    slowly(setting)
}

fn later() -> Setting {
    let (mut config, mut server_config) = (client_config(), server_config());
    config.post_handshake_auth = true;
    server_config.client_authentication = Some(ask_clients(false, false));
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let alice = Plan { certificate: Some(Certificate::of(ALICE)), ..client(ALICE, SERVER, &config) };
    let mut setting = setting(vec![alice, Plan { requests: 1, ..server(SERVER, &server_config) }]);
    setting.attempts = Attempts::NONE;
    slowly(setting)
}

fn retry() -> Setting {
    let (mut config, mut server_config) = (client_config(), server_config());
    config.key_share_groups = vec![NamedGroup::SECP256R1];
    server_config.retry = Retry::Stateless;
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting =
        setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config), server(SERVER, &server_config)]);
    setting.attempts = Attempts::NONE;
    slowly(setting)
}

fn resume() -> Setting {
    let (mut config, mut server_config) = (client_config(), server_config());
    config.psk_key_exchange_modes = BOTH_MODES.to_vec();
    server_config.psk_key_exchange_modes = BOTH_MODES.to_vec();
    server_config.max_early_data_size = 1000;
    let second = Arc::new(server_config.clone());
    server_config.tickets = 1;
    let (config, first) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        client(ALICE, SERVER, &config),
        resuming(ALICE, SERVER, &config, 1),
        server(SERVER, &first),
        server(SERVER, &second),
    ]);
    setting.attempts = Attempts::NONE;
    slowly(setting)
}
