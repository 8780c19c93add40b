//! Whom to believe.

use super::{Pin, Roots};

/// Whom a client believes.
#[derive(Clone, Debug)]
pub(crate) enum Trust {
    /// Certificate chains to these authorities, and the name.
    Roots(Roots),
    /// These keys and nothing else.
    Pins(Vec<Pin>),
}
