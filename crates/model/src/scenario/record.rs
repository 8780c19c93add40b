//! The record layer: data, KeyUpdate, close, truncation; and a peer of an older version.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::config::Carrier;
use surehand_core::connection::Direction;
use surehand_core::record::Padding;

use super::Scenario;
use super::build::{client, client_config, server, server_config, setting};
use crate::world::agent::{ALICE, SERVER};
use crate::world::{Attempts, Plan, Reveal, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "record-update",
        about: "Data both ways, one KeyUpdate by each end, close, and the end of the transport; traffic secrets come out.",
        quick: true,
        setting: update,
    },
    Scenario {
        name: "record-close",
        about: "Two records each way, close, and the end of the transport at any time; what is unusable ends a session.",
        quick: true,
        setting: close,
    },
    Scenario {
        name: "record-exporter",
        about: "A handshake whose exporter secret or whole state comes out afterwards.",
        quick: true,
        setting: exporter,
    },
    Scenario {
        name: "record-padding",
        about: "Ends that pad to buckets: handshake, data, one KeyUpdate, close.",
        quick: true,
        setting: padding,
    },
    Scenario {
        name: "hybrid-1x1",
        about: "A KEM group, in compatibility mode; exponents come out.",
        quick: true,
        setting: hybrid,
    },
];

fn update() -> Setting {
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![
        Plan { updates: 1, close: true, ..client(ALICE, SERVER, &config) },
        Plan { updates: 1, close: true, ..server(SERVER, &server_config) },
    ]);
    setting.attempts = Attempts { cut: true, illegal: true, ..Attempts::NONE };
    setting.reveals = vec![Reveal::Traffic(0, Direction::Sent), Reveal::Traffic(0, Direction::Received)];
    setting.most_reveals = 1;
    setting
}

fn close() -> Setting {
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![
        Plan { data: 2, close: true, ..client(ALICE, SERVER, &config) },
        Plan { data: 2, close: true, half_rtt: true, ..server(SERVER, &server_config) },
    ]);
    setting.attempts = Attempts { cut: true, garbage: true, ..Attempts::NONE };
    setting
}

fn exporter() -> Setting {
    let (config, server_config) = (Arc::new(client_config()), Arc::new(server_config()));
    let mut setting = setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config)]);
    setting.reveals = vec![Reveal::Exporter(0), Reveal::State(0)];
    setting.most_reveals = 1;
    setting
}

fn padding() -> Setting {
    let (mut config, mut server_config) = (client_config(), server_config());
    config.padding = Padding::Buckets([16, 64, 256, 1024].into());
    server_config.padding = config.padding.clone();
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![
        Plan { updates: 1, close: true, ..client(ALICE, SERVER, &config) },
        Plan { close: true, ..server(SERVER, &server_config) },
    ]);
    setting.attempts = Attempts::NONE;
    setting
}

fn hybrid() -> Setting {
    let (mut config, mut server_config) = (client_config(), server_config());
    config.groups = vec![NamedGroup::X25519MLKEM768, NamedGroup::X25519];
    config.key_share_groups = vec![NamedGroup::X25519MLKEM768];
    config.carrier = Carrier::default();
    server_config.groups = config.groups.clone();
    let (config, server_config) = (Arc::new(config), Arc::new(server_config));
    let mut setting = setting(vec![client(ALICE, SERVER, &config), server(SERVER, &server_config)]);
    setting.attempts = Attempts::USUAL;
    setting.reveals = vec![Reveal::Exponents(0), Reveal::LongTerm(SERVER)];
    setting.most_reveals = 1;
    setting
}
