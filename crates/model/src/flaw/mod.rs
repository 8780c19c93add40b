//! Seeded flaws: what is removed, which property has to fail for it, and where.
//!
//! Class W breaks a part of the world: the provider, a verifier, a store, a configuration. Class P is a patch in `crates/model/flaws/`,
//! applied to a copy of the tree by `cargo xtask flaw`. Production code has no switch for either.

mod patches;
mod world;

use crate::world::Setting;

/// How a flaw is brought in.
#[derive(Clone, Copy)]
pub enum How {
    /// It changes the setting.
    World(fn(&mut Setting)),
    /// `crates/model/flaws/NN.patch`, by `cargo xtask flaw NN`.
    Patch,
}

/// What a flaw is expected to lead to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// This property fails.
    Violates(&'static str),
    /// Nothing fails in the scenario: why.
    Equivalent(&'static str),
}

/// A seeded flaw.
#[derive(Clone, Copy)]
pub struct Flaw {
    /// Its number in the list of flaws.
    pub number: u8,
    /// What is removed.
    pub removed: &'static str,
    /// The scenario, with unchanged bounds.
    pub scenario: &'static str,
    /// What it leads to.
    pub expected: Expected,
    /// How it is brought in.
    pub how: How,
}

/// All flaws, by number.
pub fn all() -> Vec<Flaw> {
    let mut flaws = [world::FLAWS, patches::FLAWS].concat();
    flaws.sort_by_key(|flaw| flaw.number);
    flaws
}

/// The flaw of this number.
pub fn numbered(number: u8) -> Option<Flaw> {
    all().into_iter().find(|flaw| flaw.number == number)
}
