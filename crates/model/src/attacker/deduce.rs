//! What follows from the attacker's knowledge: asked goal by goal, along the terms in the book.
//!
//! All that was ever sent counts as known, and so does every hash of it; this gives the attacker more than it has, never less.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::{HashAlgorithm, Provider, Purpose, Salt};

use super::knowledge::{Knowledge, Known};
use crate::book::Book;
use crate::provider::{Secret, Shares, Symbolic};
use crate::term::{Id, SessionName, Term};

/// How a value is derived; [`Derivation::recompute`] does it with the provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Derivation {
    /// It was revealed.
    Given(Id),
    /// It is public, or it was the attacker's from the start.
    Constant(Id),
    /// Key exchange with exponents that are known.
    Exchange(NamedGroup, SessionName, Purpose, Id),
    /// What the attacker (or a session whose exponents are known) has encapsulated.
    Encapsulated(NamedGroup, SessionName, Id),
    /// HKDF-Extract.
    Extract(HashAlgorithm, Option<Box<Derivation>>, Option<Box<Derivation>>),
    /// HKDF-Expand.
    Expand(HashAlgorithm, Box<Derivation>, Arc<[u8]>, u16),
}

/// Answers whether a value follows.
#[derive(Clone, Copy, Debug)]
pub struct Deducer<'a> {
    book: &'a Book,
    knowledge: &'a Knowledge,
}

impl<'a> Deducer<'a> {
    /// Over this book, from this knowledge.
    pub fn new(book: &'a Book, knowledge: &'a Knowledge) -> Self {
        Self { book, knowledge }
    }

    /// Whether the attacker can make these bytes.
    ///
    /// The same rules as those of [`Deducer::derive`], without writing down how.
    pub fn knows(&self, id: Id) -> bool {
        if self.knowledge.has(Known::Secret(id)) {
            return true;
        }
        let optional = |id: Option<Id>| id.is_none_or(|id| self.knows(id));
        match self.book.term(id) {
            Some(Term::Psk(name)) => self.knowledge.has(Known::Psk(name)),
            Some(Term::LongTerm(agent)) => self.knowledge.has(Known::LongTerm(agent)),
            Some(Term::Agreed(group, one, two)) => {
                self.exchange(group, one, two).or_else(|| self.exchange(group, two, one)).is_some()
            }
            Some(Term::Encapsulated(group, share, ciphertext)) => {
                self.exchange(group, share, ciphertext).is_some()
                    || self.encapsulated(group, share, ciphertext, id).is_some()
            }
            Some(Term::Extract(_, salt, input)) => optional(salt) && optional(input),
            Some(Term::Expand(_, secret, ..)) => self.knows(secret),
            None
            | Some(
                Term::Random(..) | Term::Share(..) | Term::Encapsulation(..) | Term::Identity(_) | Term::Sealed(..),
            ) => true,
        }
    }

    /// Whether the attacker can sign with this key.
    pub fn can_sign(&self, key: Id) -> bool {
        match self.book.term(key) {
            Some(Term::LongTerm(agent)) => self.knowledge.has(Known::LongTerm(agent)),
            Some(_) => false,
            None => true,
        }
    }

    /// How the attacker makes a value, if it can.
    pub fn derive(&self, id: Id) -> Option<Derivation> {
        if self.knowledge.has(Known::Secret(id)) {
            return Some(Derivation::Given(id));
        }
        let optional = |id: Option<Id>| match id {
            None => Some(None),
            Some(id) => Some(Some(Box::new(self.derive(id)?))),
        };
        match self.book.term(id) {
            // Nobody's crypto has made these bytes: the attacker has.
            None => Some(Derivation::Constant(id)),
            Some(Term::Random(..) | Term::Share(..) | Term::Encapsulation(..) | Term::Identity(_)) => {
                Some(Derivation::Constant(id))
            }
            Some(Term::Sealed(..)) => Some(Derivation::Constant(id)),
            Some(Term::Psk(name)) => self.knowledge.has(Known::Psk(name)).then_some(Derivation::Given(id)),
            Some(Term::LongTerm(agent)) => self.knowledge.has(Known::LongTerm(agent)).then_some(Derivation::Given(id)),
            Some(Term::Agreed(group, one, two)) => {
                self.exchange(group, one, two).or_else(|| self.exchange(group, two, one))
            }
            Some(Term::Encapsulated(group, share, ciphertext)) => {
                self.exchange(group, share, ciphertext).or_else(|| self.encapsulated(group, share, ciphertext, id))
            }
            Some(Term::Extract(algorithm, salt, input)) => {
                Some(Derivation::Extract(algorithm, optional(salt)?, optional(input)?))
            }
            Some(Term::Expand(algorithm, secret, info, length)) => {
                Some(Derivation::Expand(algorithm, Box::new(self.derive(secret)?), info, length))
            }
        }
    }

    /// Key exchange with the exponent of `own`.
    fn exchange(&self, group: NamedGroup, own: Id, peer: Id) -> Option<Derivation> {
        match self.book.term(own) {
            Some(Term::Share(session, purpose, _)) => {
                self.knowledge.has_exponents(session).then_some(Derivation::Exchange(group, session, purpose, peer))
            }
            Some(_) => None,
            None => Some(Derivation::Constant(own)),
        }
    }

    fn encapsulated(&self, group: NamedGroup, share: Id, ciphertext: Id, id: Id) -> Option<Derivation> {
        match self.book.term(ciphertext) {
            Some(Term::Encapsulation(session, _, to)) if to == share => {
                self.knowledge.has_exponents(session).then_some(Derivation::Encapsulated(group, session, share))
            }
            Some(_) => None,
            None => Some(Derivation::Constant(id)),
        }
    }
}

impl Derivation {
    /// Computes the value with the provider's own operations; its name, if everything fits.
    pub fn recompute(&self, provider: &Symbolic) -> Option<Id> {
        Some(match self {
            Self::Given(id) | Self::Constant(id) => *id,
            Self::Exchange(group, session, purpose, peer) => {
                let shares = Shares { session: *session, purpose: *purpose };
                let length = match (group, provider.book.term(*peer)) {
                    (&NamedGroup::X25519MLKEM768, Some(Term::Share(..))) => 1216,
                    (&NamedGroup::X25519MLKEM768, _) => 1120,
                    (&NamedGroup::SECP256R1, _) => 65,
                    _ => 32,
                };
                provider.finish(shares, *group, &peer.handle(length)).ok()?.id()
            }
            Self::Encapsulated(group, session, share) => {
                provider.accept(session, *group, &share.handle(1216), &mut |_| {}).ok()?.id()
            }
            Self::Extract(algorithm, salt, input) => {
                let secret = |from: &Option<Box<Self>>| match from {
                    None => Some(None),
                    Some(from) => Some(Some(Secret::named(from.recompute(provider)?))),
                };
                let (salt, input) = (secret(salt)?, secret(input)?);
                let salt = salt.as_ref().map_or(Salt::Zero, Salt::Derived);
                provider.extract(*algorithm, salt, input.as_ref()).id()
            }
            Self::Expand(algorithm, secret, info, length) => {
                let mut out = vec![0; usize::from(*length)];
                let secret = Secret::named(secret.recompute(provider)?);
                provider.expand_into(*algorithm, &secret, &mut [(info, &mut out)]);
                Id::at_start(&out)?
            }
        })
    }
}

impl Knowledge {
    /// Adds a value, unless it is known anyway, and drops what then follows from the rest.
    pub fn learn(&mut self, known: Known, book: &Book) {
        let follows = |knowledge: &Self, known: Known| match known {
            Known::Secret(id) => Deducer::new(book, knowledge).knows(id),
            known => knowledge.has(known),
        };
        if follows(self, known) {
            return;
        }
        let at = self.basis.partition_point(|each| *each < known);
        self.basis.insert(at, known);
        let mut place = 0;
        while let Some(each) = self.basis.get(place).copied() {
            let mut without = self.clone();
            without.basis.remove(place);
            if matches!(each, Known::Secret(_)) && follows(&without, each) {
                *self = without;
            } else {
                place += 1;
            }
        }
    }
}
