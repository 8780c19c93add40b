//! Which term a handle stands for: append-only, and the same whatever thread writes first.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{PoisonError, RwLock};

use crate::term::{Id, Term};

/// A name is a hash already.
#[derive(Clone, Copy, Default, Debug)]
pub struct NameHasher(u64);

impl Hasher for NameHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, name: u128) {
        self.0 = (name >> 64) as u64 ^ name as u64;
    }
}

/// A map from names.
pub type ByName<T> = HashMap<Id, T, BuildHasherDefault<NameHasher>>;

const SHARDS: usize = 64;

/// What has been made once, for all threads, by names that say everything that it depends on.
#[derive(Debug)]
pub struct Kept<T> {
    shards: Vec<RwLock<ByName<T>>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| RwLock::default()).collect() }
    }
}

impl<T: Clone> Kept<T> {
    fn shard(&self, id: Id) -> Option<&RwLock<ByName<T>>> {
        self.shards.get(id.0 as usize % SHARDS)
    }

    /// What has this name.
    pub fn get(&self, id: Id) -> Option<T> {
        self.shard(id)?.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Whether something has this name.
    pub fn has(&self, id: Id) -> bool {
        self.shard(id).is_some_and(|shard| shard.read().unwrap_or_else(PoisonError::into_inner).contains_key(&id))
    }

    /// Keeps a value, unless there is one of this name, and returns the one that is kept.
    pub fn keep(&self, id: Id, value: T) -> T {
        let Some(shard) = self.shard(id) else { return value };
        shard.write().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(value).clone()
    }

    /// What has this name, made now if nobody has made it before.
    pub fn or_make(&self, id: Id, make: impl FnOnce() -> T) -> T {
        self.get(id).unwrap_or_else(|| self.keep(id, make()))
    }

    /// A sum over everything.
    pub fn sum(&self, of: impl Fn(&T) -> usize) -> usize {
        let shards = self.shards.iter().map(|shard| shard.read().unwrap_or_else(PoisonError::into_inner));
        shards.map(|shard| shard.values().map(&of).sum::<usize>()).sum()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sum(|_| 1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// All terms that have been made, by name.
#[derive(Debug, Default)]
pub struct Book {
    terms: Kept<Term>,
}

impl Book {
    /// Enters a term and returns its name.
    pub fn enter(&self, term: Term) -> Id {
        let id = term.id();
        self.enter_as(id, term);
        id
    }

    /// Enters a term under a name that covers more than the term says.
    pub fn enter_as(&self, id: Id, term: Term) {
        if !self.terms.has(id) {
            self.terms.keep(id, term);
        }
    }

    /// The term of a name; `None` for bytes that nobody's crypto has made.
    pub fn term(&self, id: Id) -> Option<Term> {
        self.terms.get(id)
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}
