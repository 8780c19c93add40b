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

/// All terms that have been made, by name.
#[derive(Debug)]
pub struct Book {
    shards: Vec<RwLock<ByName<Term>>>,
}

impl Default for Book {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| RwLock::default()).collect() }
    }
}

impl Book {
    fn shard(&self, id: Id) -> Option<&RwLock<ByName<Term>>> {
        self.shards.get(id.0 as usize % SHARDS)
    }

    /// Enters a term and returns its name.
    pub fn enter(&self, term: Term) -> Id {
        let id = term.id();
        self.enter_as(id, term);
        id
    }

    /// Enters a term under a name that covers more than the term says.
    pub fn enter_as(&self, id: Id, term: Term) {
        let Some(shard) = self.shard(id) else { return };
        if shard.read().unwrap_or_else(PoisonError::into_inner).contains_key(&id) {
            return;
        }
        shard.write().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(term);
    }

    /// The term of a name; `None` for bytes that nobody's crypto has made.
    pub fn term(&self, id: Id) -> Option<Term> {
        self.shard(id)?.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.read().unwrap_or_else(PoisonError::into_inner).len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
