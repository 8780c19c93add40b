//! The handshake that runs is the handshake that is checked: the production code of `surehand-core`, with symbolic crypto, is explored
//! against an attacker who owns the network.
//!
//! Each module uses only those above it in this list:
//!
//! | module | subject |
//! |---|---|
//! | [`term`] | what symbolic crypto computes |
//! | [`book`] | which term a handle stands for |
//! | [`provider`] | symbolic crypto as a provider of the core |
#![forbid(unsafe_code)]

pub mod attacker;
pub mod book;
pub mod explore;
pub mod flaw;
pub mod property;
pub mod provider;
pub mod report;
pub mod scenario;
pub mod term;
pub mod world;
