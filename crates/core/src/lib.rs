//! TLS 1.3 (RFC 8446, kept current with RFC 9846) without I/O, clock or randomness of its own.
//!
//! Each module uses only those above it in this list:
//!
//! | module | subject |
//! |---|---|
//! | [`crypto`] | what a crypto library must offer, as traits |
//! | [`transcript`] | §4.4.1 |
//! | [`key_schedule`] | §7 |
//! | [`record`] | §5 |
//! | [`config`] | what a caller decides |
//! | [`handshake`] | §4, two state machines as pure values |
//! | [`connection`] | the only room that sees both records and handshake |
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod state;

pub mod config;
pub mod connection;
pub mod crypto;
pub mod handshake;
pub mod key_schedule;
pub mod record;
pub mod transcript;
