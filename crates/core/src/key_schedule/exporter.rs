//! RFC 8446 §7.5: exporters.

use core::fmt;

use super::{derive_secret, hkdf_expand_label_into};
use crate::crypto::{HashAlgorithm, HashState, Provider};
use crate::state::state;

state! {
    /// exporter_master_secret or early_exporter_master_secret.
    pub struct Exporter {
        secret: P::Secret,
        algorithm: HashAlgorithm,
    }
}

/// What was asked of an exporter does not fit HKDF-Expand-Label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// A label is 1 to 249 bytes long.
    LabelLength,
    /// At most 255 times Hash.length bytes can be had, and at most 65,535.
    OutputLength,
    /// The handshake is not complete, so there is nothing to export from.
    NotYet,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LabelLength => "an exporter label is 1 to 249 bytes long",
            Self::OutputLength => "an exporter gives at most 255 times the hash's length",
            Self::NotYet => "the handshake is not complete",
        })
    }
}

impl core::error::Error for ExportError {}

impl<P: Provider> Exporter<P> {
    /// Takes an exporter secret of either kind.
    pub fn new(secret: P::Secret, algorithm: HashAlgorithm) -> Self {
        Self { secret, algorithm }
    }

    /// The secret itself, for a key log or a caller that compares it with published values.
    pub fn secret(&self) -> &P::Secret {
        &self.secret
    }

    /// TLS-Exporter(label, context_value, key_length); no context and an empty one are the same.
    pub fn export(&self, provider: &P, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        if label.is_empty() || label.len() > 249 {
            return Err(ExportError::LabelLength);
        }
        if out.len() > 255 * self.algorithm.length() {
            return Err(ExportError::OutputLength);
        }
        let empty = provider.hash(self.algorithm);
        let derived = derive_secret(provider, self.algorithm, &self.secret, label, &empty.digest());
        let mut hash = empty;
        hash.update(context);
        hkdf_expand_label_into(provider, self.algorithm, &derived, b"exporter", hash.digest().as_ref(), out);
        Ok(())
    }
}
