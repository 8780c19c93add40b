//! Tickets, resumption and early data.

use std::sync::Arc;

use surehand_codec::extension::PskKeyExchangeMode;
use surehand_core::config::{ClientConfig, ServerConfig};

use super::Scenario;
use super::build::{
    BOTH_MODES, DHE_MODE, PSK_MODE, ask_clients, client, client_config, resuming, server, server_config, setting,
};
use crate::world::agent::{ALICE, BOB, Certificate, EVE, SERVER};
use crate::world::{Attempts, Plan, Reveal, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "resume-dhe",
        about: "A full handshake with a ticket, and its resumption with a key exchange; the ticket key, the ticket or the client's state comes out.",
        quick: true,
        setting: with_exchange,
    },
    Scenario {
        name: "resume-alone",
        about: "A full handshake with two tickets, and a resumption by the pre-shared key alone; one ticket comes out.",
        quick: true,
        setting: alone,
    },
    Scenario {
        name: "resume-early",
        about: "A resumption with two records of early data, and two server sessions that remember whose they took.",
        quick: true,
        setting: early,
    },
    Scenario {
        name: "resume-replay",
        about: "The same with servers that do not remember.",
        quick: true,
        setting: replay,
    },
    Scenario {
        name: "resume-protocol",
        about: "Early data under a ticket, in a session with another application protocol or with the same.",
        quick: true,
        setting: protocol,
    },
    Scenario {
        name: "resume-client",
        about: "Resumption after client authentication, and by a client that has declined it.",
        quick: true,
        setting: authenticated,
    },
    Scenario {
        name: "resume-names",
        about: "A client with a ticket from the attacker, and a session with an honest server.",
        quick: true,
        setting: names,
    },
];

fn configs(modes: &[PskKeyExchangeMode], tickets: u8) -> (ClientConfig, ServerConfig) {
    let mut config = client_config();
    config.psk_key_exchange_modes = modes.to_vec();
    let mut server_config = server_config();
    server_config.psk_key_exchange_modes = modes.to_vec();
    server_config.tickets = tickets;
    (config, server_config)
}

fn quiet(plan: Plan) -> Plan {
    Plan { data: 0, ..plan }
}

fn with_exchange() -> Setting {
    let (config, server_config) = configs(&DHE_MODE, 1);
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        quiet(client(ALICE, SERVER, &config)),
        resuming(ALICE, SERVER, &config, 0),
        server(SERVER, &server_config),
        server(SERVER, &server_config),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.reveals = vec![Reveal::TicketKey(SERVER), Reveal::Ticket(0, 0), Reveal::State(0)];
    setting.most_reveals = 1;
    setting
}

fn alone() -> Setting {
    let (config, server_config) = configs(&PSK_MODE, 2);
    let mut full = client_config();
    full.psk_key_exchange_modes = PSK_MODE.to_vec();
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        quiet(client(ALICE, SERVER, &Arc::new(full))),
        resuming(ALICE, SERVER, &config, 0),
        server(SERVER, &server_config),
        server(SERVER, &server_config),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.reveals = vec![Reveal::Ticket(0, 0)];
    setting.most_reveals = 1;
    setting
}

fn early() -> Setting {
    let (config, mut server_config) = configs(&BOTH_MODES, 1);
    server_config.max_early_data_size = 1000;
    let mut first = server_config.clone();
    first.max_early_data_size = 1000;
    let mut second = server_config;
    second.tickets = 0;
    let (config, first, second) = (Arc::new(config), Arc::new(first), Arc::new(second));
    let mut setting = setting(vec![
        quiet(client(ALICE, SERVER, &config)),
        resuming(ALICE, SERVER, &config, 2),
        quiet(server(SERVER, &first)),
        quiet(server(SERVER, &second)),
        quiet(server(SERVER, &second)),
    ]);
    setting.attempts = Attempts { forge: false, ..setting.attempts };
    setting.reveals = vec![Reveal::Ticket(0, 0)];
    setting.most_reveals = 1;
    setting
}

fn replay() -> Setting {
    Setting { single_use: false, reveals: Vec::new(), ..early() }
}

fn protocol() -> Setting {
    let (mut first, mut server_config) = configs(&BOTH_MODES, 1);
    server_config.max_early_data_size = 1000;
    server_config.application_layer_protocols = vec![b"new".to_vec(), b"old".to_vec()];
    first.application_layer_protocols = vec![b"old".to_vec()];
    let mut second = first.clone();
    second.application_layer_protocols = vec![b"old".to_vec(), b"new".to_vec()];
    let (first, second, server_config) = (Arc::new(first), Arc::new(second), Arc::new(server_config));
    let mut setting = setting(vec![
        quiet(client(ALICE, SERVER, &first)),
        resuming(ALICE, SERVER, &second, 1),
        resuming(ALICE, SERVER, &first, 1),
        quiet(server(SERVER, &server_config)),
        quiet(server(SERVER, &server_config)),
    ]);
    setting.attempts = Attempts { forge: false, ..setting.attempts };
    setting
}

fn authenticated() -> Setting {
    let (config, mut server_config) = configs(&DHE_MODE, 1);
    server_config.client_authentication = Some(ask_clients(true, false));
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        Plan { certificate: Some(Certificate::of(ALICE)), ..client(ALICE, SERVER, &config) },
        client(BOB, SERVER, &config),
        resuming(ALICE, SERVER, &config, 0),
        resuming(BOB, SERVER, &config, 0),
        server(SERVER, &server_config),
        server(SERVER, &server_config),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.attempts = Attempts { forge: false, ..setting.attempts };
    setting
}

fn names() -> Setting {
    let (config, server_config) = configs(&DHE_MODE, 0);
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        client(ALICE, EVE, &config),
        resuming(ALICE, EVE, &config, 0),
        resuming(ALICE, SERVER, &config, 0),
        server(SERVER, &server_config),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting
}
