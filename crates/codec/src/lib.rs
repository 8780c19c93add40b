//! RFC 8446 §3, §4 and Appendix B: the bytes of TLS 1.3 and nothing else.
//!
//! This crate turns bytes into typed structures and back. It holds no keys, no state and no policy.
//! What it refuses it refuses with a [`Reject`]: the alert to send and the rule that was broken.
//!
//! Reading borrows from the received bytes: every structure is a view. Writing takes the same structures.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

#[macro_use]
pub mod reject;
#[macro_use]
pub mod code_point;
#[macro_use]
pub mod extension;
pub mod message;
pub mod wire;

pub use reject::{Reject, Rule};
