//! The full handshake with a server's certificate.

use std::sync::Arc;

use super::Scenario;
use super::build::{client, client_config, server, server_config, setting};
use crate::world::agent::{ALICE, BOB, EVE, OTHER, SERVER};
use crate::world::{Attempts, Reveal, Role, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "full-1x1",
        about: "One client, one server; every edit, every choice that nobody offered, one reveal.",
        quick: true,
        setting: one_by_one,
    },
    Scenario {
        name: "full-2x1",
        about: "Two clients of different servers, one of them the attacker's, and one server.",
        quick: true,
        setting: two_by_one,
    },
    Scenario {
        name: "full-shares",
        about: "Two clients and two sessions of their server; the exponents of one client come out.",
        quick: true,
        setting: shares,
    },
    Scenario {
        name: "full-3x2",
        about: "Three clients, one of them the attacker's, and two servers of different names; a server's long-term key comes out, a client's exponents, or the handshake keys of one.",
        quick: false,
        setting: three_by_two,
    },
    Scenario {
        name: "full-2x2",
        about: "Two clients that want two servers of different names, and those servers.",
        quick: false,
        setting: two_by_two,
    },
];

fn one_by_one() -> Setting {
    let (client_config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![client(ALICE, SERVER, &client_config), server(SERVER, &server_config)]);
    setting.attempts = Attempts::USUAL;
    setting.reveals =
        vec![Reveal::LongTerm(SERVER), Reveal::LongTerm(ALICE), Reveal::Exponents(0), Reveal::HandshakeKeys(0)];
    setting.most_reveals = 1;
    setting
}

fn two_by_one() -> Setting {
    let (client_config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    setting(vec![
        client(ALICE, SERVER, &client_config),
        client(BOB, EVE, &client_config),
        server(SERVER, &server_config),
    ])
}

fn shares() -> Setting {
    let (client_config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![
        client(ALICE, SERVER, &client_config),
        client(BOB, SERVER, &client_config),
        server(SERVER, &server_config),
        server(SERVER, &server_config),
    ]);
    setting.plans.iter_mut().for_each(|plan| plan.data = 0);
    setting.attempts.forge = false;
    setting.reveals = vec![Reveal::Exponents(1)];
    setting.most_reveals = 1;
    setting
}

fn three_by_two() -> Setting {
    let mut setting = two_by_two();
    if let Some(Role::Client { config, .. }) = setting.plans.first().map(|plan| &plan.role) {
        let third = client(ALICE, EVE, config);
        setting.plans.insert(2, third);
    }
    setting.reveals.extend([
        Reveal::LongTerm(OTHER),
        Reveal::Exponents(0),
        Reveal::Exponents(1),
        Reveal::HandshakeKeys(0),
    ]);
    setting
}

fn two_by_two() -> Setting {
    let (client_config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![
        client(ALICE, SERVER, &client_config),
        client(BOB, OTHER, &client_config),
        server(SERVER, &server_config),
        server(OTHER, &server_config),
    ]);
    setting.reveals = vec![Reveal::LongTerm(SERVER)];
    setting.most_reveals = 1;
    setting
}
