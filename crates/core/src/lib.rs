//! TLS 1.3 (RFC 8446, kept current with RFC 9846) without I/O, clock or randomness of its own.
//!
//! Each module uses only those above it in this list.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod crypto;
