//! Whom to believe.

use std::fmt;
use std::sync::Arc;

use surehand_core::crypto::{CryptoError, Provider, Purpose};

use super::{PeerVerifier, Pin, Roots};
use crate::provider::Mixed;

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

impl Trust {
    /// Stands for this trust, so that what was learned under another one does not count. No two verifiers are alike.
    pub fn id(&self, provider: &Mixed) -> Result<[u8; 32], CryptoError> {
        let mut text = Vec::new();
        match self {
            Self::Roots(roots) => roots.anchors().iter().for_each(|anchor| {
                text.extend_from_slice(anchor.subject.as_ref());
                text.extend_from_slice(anchor.subject_public_key_info.as_ref());
            }),
            Self::Pins(pins) => pins.iter().for_each(|pin| text.extend_from_slice(&pin.hash())),
            Self::Own(_) => {
                text.resize(32, 0);
                provider.random(&(), Purpose::Configuration, &mut text)?;
            }
        }
        text.push(match self {
            Self::Roots(_) => 0,
            Self::Pins(_) => 1,
            Self::Own(_) => 2,
        });
        Ok(surehand_sha2::sha256(&text))
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
