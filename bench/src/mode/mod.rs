//! What can be asked of the harness.

pub mod bulk;
pub mod handshakes;
