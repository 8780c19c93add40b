//! RFC 8446 §4.4.2.4: is this the peer that we mean to talk to?

mod pin;
mod roots;
mod server;
mod trust;

pub use pin::Pin;
pub use roots::Roots;
pub(crate) use server::{Peer, verify_server};
pub(crate) use trust::Trust;
