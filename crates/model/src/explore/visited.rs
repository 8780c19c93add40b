//! The states that have been seen, each with the step that led to it first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasherDefault;
use std::sync::{Mutex, PoisonError};

use crate::book::NameHasher;

/// Where a state was reached from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Origin {
    /// How many steps from the start.
    pub depth: u16,
    /// The number of the step among those of the state before.
    pub step: u16,
    /// The state before.
    pub from: u128,
}

const SHARDS: usize = 64;

type Shard = HashMap<u128, Origin, BuildHasherDefault<NameHasher>>;

/// States by name.
#[derive(Debug)]
pub struct Visited {
    shards: Vec<Mutex<Shard>>,
}

impl Default for Visited {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Visited {
    /// Enters a state; whether it is new. Of two ways of the same length one stays, whichever thread finds it first.
    pub fn enter(&self, state: u128, origin: Origin) -> bool {
        let Some(shard) = self.shards.get(state as usize % SHARDS) else { return false };
        match shard.lock().unwrap_or_else(PoisonError::into_inner).entry(state) {
            Entry::Vacant(place) => {
                place.insert(origin);
                true
            }
            Entry::Occupied(mut place) => {
                if origin < *place.get() {
                    place.insert(origin);
                }
                false
            }
        }
    }

    /// Where a state was reached from.
    pub fn origin(&self, state: u128) -> Option<Origin> {
        let shard = self.shards.get(state as usize % SHARDS)?;
        shard.lock().unwrap_or_else(PoisonError::into_inner).get(&state).copied()
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
