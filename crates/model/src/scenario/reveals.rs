//! Everything that can be revealed, two at a time.

use super::{Scenario, named};
use crate::world::{REVEALS, Setting};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "reveals-full",
        about: "`full-1x1`; of all that there is to be revealed, of either end, any two come out.",
        quick: false,
        setting: full,
    },
    Scenario { name: "reveals-psk", about: "`psk-dhe` in the same way.", quick: false, setting: pre_shared },
    Scenario {
        name: "reveals-resume",
        about: "`resume-dhe` with two of its reveals: the ticket key, the ticket, the client's state.",
        quick: false,
        setting: resume,
    },
    Scenario {
        name: "reveals-exporter",
        about: "`record-exporter`; of all that there is to be revealed any two come out.",
        quick: true,
        setting: exporter,
    },
];

/// A scenario with two reveals at a time: its own, or all.
fn twice(name: &str, all: bool) -> Setting {
    let mut setting =
        named(name).map(|scenario| (scenario.setting)()).unwrap_or_else(|| super::build::setting(Vec::new()));
    if all {
        setting.reveal_only(&REVEALS.map(|(kind, _)| kind));
    }
    setting.most_reveals = 2;
    setting
}

fn full() -> Setting {
    twice("full-1x1", true)
}

fn pre_shared() -> Setting {
    twice("psk-dhe", true)
}

fn resume() -> Setting {
    twice("resume-dhe", false)
}

fn exporter() -> Setting {
    twice("record-exporter", true)
}
