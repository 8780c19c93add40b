//! Whom to believe.

use std::fmt;
use std::sync::Arc;

use super::{PeerVerifier, Pin, Roots};

/// Whom we believe.
#[derive(Clone)]
pub(crate) enum Trust {
    /// Certificate chains to these authorities, and a server's name.
    Roots(Roots),
    /// These keys and nothing else.
    Pins(Vec<Pin>),
    /// Whomever the caller's own verifier believes.
    Own(Arc<dyn PeerVerifier>),
}

impl Trust {
    /// Whether there is nobody to believe.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Roots(roots) => roots.is_empty(),
            Self::Pins(pins) => pins.is_empty(),
            Self::Own(_) => false,
        }
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Roots(roots) => f.debug_tuple("Roots").field(roots).finish(),
            Self::Pins(pins) => f.debug_tuple("Pins").field(pins).finish(),
            Self::Own(_) => f.write_str("Own"),
        }
    }
}
