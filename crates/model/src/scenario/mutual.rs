//! Clients that authenticate, in the handshake and after it; agents in both roles.

use std::sync::Arc;

use super::Scenario;
use super::build::{PSK_MODE, ask_clients, client, client_config, resuming, server, server_config, setting};
use crate::world::agent::{ALICE, BOB, Certificate, EVE, SERVER};
use crate::world::{Attempts, Plan, Reveal, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "mutual-2x1",
        about: "A client that authenticates to a server which asks for it, and to the attacker in another session; long-term keys come out.",
        quick: true,
        setting: two_by_one,
    },
    Scenario {
        name: "mutual-optional",
        about: "A server that asks for a certificate and does not insist, and clients with one and without.",
        quick: true,
        setting: optional,
    },
    Scenario {
        name: "reflection",
        about: "An agent in both roles with one certificate, and the server that it means.",
        quick: true,
        setting: reflection,
    },
    Scenario {
        name: "post-handshake",
        about: "A server that asks for a certificate after the handshake; the client talks to the attacker too.",
        quick: true,
        setting: post_handshake,
    },
    Scenario {
        name: "post-resumption",
        about: "A client that resumes a session with the attacker, and the attacker one with a server that then asks for a certificate: by a pre-shared key alone, under tickets of one identity.",
        quick: true,
        setting: post_resumption,
    },
];

fn with_certificate(plan: Plan) -> Plan {
    Plan { certificate: Some(Certificate::of(plan.agent)), ..plan }
}

fn two_by_one() -> Setting {
    let mut server_config = server_config();
    server_config.client_authentication = Some(ask_clients(true, true));
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config));
    let mut setting = setting(vec![
        with_certificate(client(ALICE, SERVER, &config)),
        with_certificate(client(ALICE, EVE, &config)),
        server(SERVER, &server_config),
    ]);
    setting.reveals = vec![Reveal::LongTerm(ALICE), Reveal::LongTerm(SERVER)];
    setting.most_reveals = 1;
    setting
}

fn optional() -> Setting {
    let mut server_config = server_config();
    server_config.client_authentication = Some(ask_clients(true, false));
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config));
    setting(vec![
        with_certificate(client(ALICE, SERVER, &config)),
        client(BOB, SERVER, &config),
        server(SERVER, &server_config),
    ])
}

fn reflection() -> Setting {
    let mut server_config = server_config();
    server_config.client_authentication = Some(ask_clients(true, true));
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config));
    setting(vec![
        with_certificate(client(ALICE, SERVER, &config)),
        server(ALICE, &server_config),
        server(SERVER, &server_config),
    ])
}

fn post_handshake() -> Setting {
    let mut config = client_config();
    config.post_handshake_auth = true;
    let mut server_config = server_config();
    server_config.client_authentication = Some(ask_clients(false, true));
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        with_certificate(client(ALICE, SERVER, &config)),
        with_certificate(client(ALICE, EVE, &config)),
        Plan { requests: 1, ..server(SERVER, &server_config) },
    ]);
    setting.reveals = vec![Reveal::LongTerm(SERVER)];
    setting.most_reveals = 1;
    setting
}

fn post_resumption() -> Setting {
    let mut config = client_config();
    config.post_handshake_auth = true;
    config.psk_key_exchange_modes = PSK_MODE.to_vec();
    config.groups = config.key_share_groups.clone();
    let mut server_config = server_config();
    server_config.client_authentication = Some(ask_clients(false, true));
    server_config.psk_key_exchange_modes = PSK_MODE.to_vec();
    let asking = Arc::new(server_config.clone());
    server_config.tickets = 1;
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        with_certificate(client(ALICE, EVE, &config)),
        with_certificate(resuming(ALICE, EVE, &config, 0)),
        server(SERVER, &server_config),
        Plan { requests: 1, ..server(SERVER, &asking) },
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.attempts = Attempts { between: true, ..setting.attempts };
    setting
}
