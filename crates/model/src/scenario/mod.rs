//! What is explored: one file for each family of scenarios, and the list of all.

mod answers;
mod build;
mod full;
mod halves;
mod mutual;
mod pre_shared;
mod record;
mod resumption;
mod retry;
mod reveals;

use crate::world::Setting;

/// A scenario.
#[derive(Clone, Copy)]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// What happens in it, in words.
    pub about: &'static str,
    /// Whether it belongs to the quick matrix.
    pub quick: bool,
    /// What is explored.
    pub setting: fn() -> Setting,
}

/// All scenarios.
pub fn all() -> Vec<Scenario> {
    [
        full::SCENARIOS,
        retry::SCENARIOS,
        mutual::SCENARIOS,
        resumption::SCENARIOS,
        pre_shared::SCENARIOS,
        record::SCENARIOS,
        reveals::SCENARIOS,
        answers::SCENARIOS,
        halves::SCENARIOS,
    ]
    .concat()
}

/// The scenario of this name.
pub fn named(name: &str) -> Option<Scenario> {
    all().into_iter().find(|scenario| scenario.name == name)
}
