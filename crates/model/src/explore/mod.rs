//! Breadth-first exploration: every state within the bounds once, by parent pointers, on as many threads as are wanted.
//!
//! The counts of a run that ends are the same for any number of threads.

mod checkpoint;
mod forgeries;
mod moves;
mod run;
mod search;
mod trace;
mod visited;

pub use checkpoint::NoCheckpoint;
pub use moves::moves;
pub use run::{Bounds, Found, Memory, Progress, Run};
pub use search::{Search, explore};
pub use trace::{Followed, Step, Trace};
pub use visited::{Origin, Visited};
