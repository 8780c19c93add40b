//! RFC 8446 §4, §5: a TLS 1.3 peer put together by hand. It says what it is told, when and under which keys it is told.
//!
//! It shares the key schedule and the primitives with the code under test; records and hello messages are its own.
#![allow(dead_code, unused_imports, reason = "every test binary uses another part of the peer")]

pub mod bytes;
pub mod field;
pub mod hand;
pub mod hear;
pub mod key;
pub mod late;
pub mod local;
pub mod pair;
pub mod protection;
pub mod psk;
pub mod rig;
pub mod say;
pub mod snapshot;

pub use bytes::{Hello, extension, message, vector};
pub use hand::{HandBuilt, Role, Seen};
pub use local::Local;
pub use pair::Pair;
pub use psk::Known;
pub use rig::{Broken, Rigged};
