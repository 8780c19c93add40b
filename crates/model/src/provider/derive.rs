//! RFC 8446 §7.1: HKDF-Expand, and the labels in its info.

use std::sync::Arc;

use surehand_core::crypto::HashAlgorithm;

use super::{Derivation, Secret, Symbolic};
use crate::term::{Id, Term};

impl Symbolic {
    /// HKDF-Expand to so many bytes.
    pub(super) fn expanded(&self, algorithm: HashAlgorithm, secret: &Secret, info: &[u8], length: usize) -> Id {
        let info: Arc<[u8]> = match self.weakness.derivation {
            Derivation::Sound => info.into(),
            flaw => flawed(flaw, info).into(),
        };
        self.book.enter(Term::Expand(algorithm, secret.id(), info, length as u16))
    }
}

/// The label and the context of an encoded HkdfLabel.
pub fn label(info: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_length, rest) = info.split_at_checked(2)?;
    let (length, rest) = rest.split_first()?;
    let (label, rest) = rest.split_at_checked(usize::from(*length))?;
    let (_length, context) = rest.split_first()?;
    Some((label.strip_prefix(b"tls13 ").unwrap_or(label), context))
}

fn flawed(flaw: Derivation, info: &[u8]) -> Vec<u8> {
    let Some((label, context)) = label(info) else { return info.to_vec() };
    let without_context = || info.strip_suffix(context).unwrap_or(info).to_vec();
    match flaw {
        Derivation::NoTranscript if label.ends_with(b" traffic") || label.ends_with(b" master") => without_context(),
        Derivation::NoTicketNonce if label == b"resumption" => without_context(),
        Derivation::ExporterIsTraffic if label == b"exp master" => {
            // The labels differ in length; what counts is that the term is that of the other secret.
            let head = info.iter().copied().take(2);
            let label = b"tls13 c ap traffic";
            head.chain([label.len() as u8]).chain(*label).chain([context.len() as u8]).chain(context.to_vec()).collect()
        }
        _ => info.to_vec(),
    }
}
