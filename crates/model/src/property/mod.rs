//! What has to hold in every state: one file for each property, and the list of all.

/// What a property says of one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Its premise does not hold here.
    Silent,
    /// Its premise holds, and what it promises too.
    Holds,
    /// Its premise holds, and what it promises does not: why.
    Violated(String),
}

/// One property.
#[derive(Clone, Copy)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Where the RFC promises it.
    pub rfc: &'static str,
    /// What it says, in words.
    pub statement: &'static str,
    /// The compromises under which it has to hold.
    pub under: &'static str,
    /// Whether the RFC does not promise it, so that a violation has to be found.
    pub expected_false: bool,
    /// The property as a check of a state.
    pub check: fn(&Model, &World) -> Verdict,
}

use crate::world::{Model, World};

/// All properties.
pub const ALL: &[Property] = &[];
