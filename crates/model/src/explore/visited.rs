//! The states that have been seen, each with the step that led to it first: 36 bytes a state in tables that are at least 0.7 full.

use std::sync::{Mutex, PoisonError};

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

/// A state with its origin, without padding; a state named 0 is a free place.
#[derive(Clone, Copy, Default)]
struct Place {
    state: [u8; 16],
    from: [u8; 16],
    depth: u16,
    step: u16,
}

impl Place {
    fn new(state: u128, origin: Origin) -> Self {
        let Origin { depth, step, from } = origin;
        Self { state: state.to_be_bytes(), from: from.to_be_bytes(), depth, step }
    }

    fn state(&self) -> u128 {
        u128::from_be_bytes(self.state)
    }

    fn origin(&self) -> Origin {
        Origin { depth: self.depth, step: self.step, from: u128::from_be_bytes(self.from) }
    }
}

/// A hash table with open addressing. States are hashes already: the upper half says where one belongs.
#[derive(Default)]
struct Shard {
    places: Vec<Place>,
    used: usize,
}

impl Shard {
    /// The place of a state, or the free one where it would go.
    fn place(&mut self, state: u128) -> Option<&mut Place> {
        let capacity = self.places.len();
        let mut at = (((state >> 64) * capacity as u128) >> 64) as usize;
        while self.places.get(at).is_some_and(|place| place.state() != state && place.state() != 0) {
            at = if at + 1 == capacity { 0 } else { at + 1 };
        }
        self.places.get_mut(at)
    }

    /// Makes room for one more: a quarter, when 7/8 are full.
    fn grow(&mut self) {
        if (self.used + 1) * 8 <= self.places.len() * 7 {
            return;
        }
        let capacity = self.places.len() + (self.places.len() / 4).max(2);
        let old = std::mem::replace(&mut self.places, vec![Place::default(); capacity]);
        for each in old.into_iter().filter(|place| place.state() != 0) {
            if let Some(place) = self.place(each.state()) {
                *place = each;
            }
        }
    }
}

const SHARDS: usize = 16;

/// States by name.
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
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        shard.grow();
        let Some(place) = shard.place(state) else { return false };
        if place.state() == state {
            if origin < place.origin() {
                *place = Place::new(state, origin);
            }
            return false;
        }
        *place = Place::new(state, origin);
        shard.used += 1;
        true
    }

    /// Where a state was reached from.
    pub fn origin(&self, state: u128) -> Option<Origin> {
        let mut shard = self.shards.get(state as usize % SHARDS)?.lock().unwrap_or_else(PoisonError::into_inner);
        shard.place(state).filter(|place| place.state() == state).map(|place| place.origin())
    }

    /// Hands out every state with its origin.
    pub fn each(&self, mut take: impl FnMut(u128, Origin)) {
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let places = shard.places.iter().filter(|place| place.state() != 0);
            places.for_each(|place| take(place.state(), place.origin()));
        }
    }

    fn sum(&self, of: impl Fn(&Shard) -> usize) -> usize {
        self.shards.iter().map(|shard| of(&shard.lock().unwrap_or_else(PoisonError::into_inner))).sum()
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.sum(|shard| shard.used)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes have been allocated for them.
    pub fn bytes(&self) -> usize {
        self.sum(|shard| shard.places.capacity() * size_of::<Place>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xxhash_rust::xxh3::xxh3_128;

    #[test]
    fn states_are_found_again_and_take_at_most_64_bytes_each() {
        let visited = Visited::default();
        let name = |number: u32| xxh3_128(&number.to_be_bytes());
        let origin = |number: u32, step| Origin { depth: 1, step, from: name(number / 2) };
        for number in 0..200_000 {
            assert!(visited.enter(name(number), origin(number, 2)));
            assert!(!visited.enter(name(number), origin(number, 3)));
            let count = number as usize + 1;
            if number > 100 && number % 97 == 0 {
                assert!(visited.bytes() <= 64 * count, "{} bytes for {count} states", visited.bytes());
            }
        }
        assert!(!visited.enter(name(7), origin(7, 1)));
        assert_eq!(visited.origin(name(7)), Some(origin(7, 1)));
        assert_eq!(visited.origin(name(8)), Some(origin(8, 2)));
        assert_eq!(visited.origin(name(200_000)), None);
        assert_eq!(visited.len(), 200_000);
        let mut all = 0;
        visited.each(|_, _| all += 1);
        assert_eq!(all, 200_000);
    }
}
