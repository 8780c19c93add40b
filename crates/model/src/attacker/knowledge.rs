//! What the attacker has been told: a minimal basis. Everything else that it knows follows from it and from what was sent.

use crate::term::{Agent, Id, SessionName};

/// One thing that was revealed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Known {
    /// A secret or an AEAD key, by name.
    Secret(Id),
    /// The exponents (and decapsulation keys, and encapsulated secrets) of a session.
    Exponents(SessionName),
    /// Somebody's private signing key.
    LongTerm(Agent),
    /// An external pre-shared key.
    Psk(u8),
}

/// A sorted set of revealed values none of which follows from the others.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Knowledge {
    pub(super) basis: Vec<Known>,
}

impl Knowledge {
    /// The basis, in order.
    pub fn basis(&self) -> &[Known] {
        &self.basis
    }

    /// Whether this very value was revealed.
    pub fn has(&self, known: Known) -> bool {
        self.basis.binary_search(&known).is_ok()
    }

    /// Whether a session's exponents are the attacker's.
    pub fn has_exponents(&self, session: SessionName) -> bool {
        session == SessionName::ATTACKER || self.has(Known::Exponents(session))
    }
}
