//! Sessions that are split once they are complete: sending, receiving and what one half owes the other are steps of their own.

use std::sync::Arc;

use surehand_core::connection::Direction;

use super::Scenario;
use super::build::{ask_clients, client, client_config, server, server_config, setting};
use crate::world::agent::{ALICE, Certificate, SERVER};
use crate::world::{Attempts, Plan, Reveal, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "halves-update",
        about: "Both ends are split: each sends data and updates its keys, while its other half receives.",
        quick: true,
        setting: update,
    },
    Scenario {
        name: "halves-close",
        about: "Both ends are split: one updates its keys, the other sends data and closes; the end of the transport; traffic secrets come out.",
        quick: true,
        setting: close,
    },
    Scenario { name: "halves-both", about: "Both of these at once, each way.", quick: false, setting: both },
    Scenario {
        name: "halves-later",
        about: "Both ends are split: a client that is asked for its certificate, and for a KeyUpdate, while it sends data.",
        quick: true,
        setting: later,
    },
];

const HALVES: Attempts = Attempts { halves: true, ..Attempts::NONE };

/// What each end may do after a handshake: records of data, updates, whether it closes.
fn ends(alice: (u8, u8, bool), other: (u8, u8, bool)) -> Setting {
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let plan = |plan: Plan, (data, updates, close): (u8, u8, bool)| Plan { data, updates, close, ..plan };
    let mut setting =
        setting(vec![plan(client(ALICE, SERVER, &config), alice), plan(server(SERVER, &server_config), other)]);
    setting.attempts = HALVES;
    setting
}

fn update() -> Setting {
    ends((1, 1, false), (1, 1, false))
}

fn close() -> Setting {
    let mut setting = ends((2, 0, true), (0, 1, true));
    setting.attempts.cut = true;
    setting.reveals = vec![Reveal::Traffic(1, Direction::Sent), Reveal::Traffic(0, Direction::Sent)];
    setting.most_reveals = 1;
    setting
}

fn both() -> Setting {
    ends((1, 1, true), (1, 1, true))
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
