//! The attacker: it owns the network, knows what was revealed and what follows, and makes whatever it can.

mod deduce;
pub mod forge;
mod knowledge;

pub use deduce::{Deducer, Derivation};
pub use knowledge::{Knowledge, Known};
