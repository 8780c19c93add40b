//! The handshake that runs is the handshake that is explored: the production code of `surehand-core`, with symbolic crypto, in every
//! order that an attacker who owns the network can bring about within the bounds of a scenario. `docs/model/` says more.
//!
//! Each module uses only those above it in this list:
//!
//! | module | subject |
//! |---|---|
//! | [`term`] | what symbolic crypto computes |
//! | [`book`] | which term a handle stands for |
//! | [`provider`] | symbolic crypto as a provider of the core |
//! | [`attacker`] | what the attacker knows, what follows from that, and what it makes |
//! | [`world`] | sessions of honest agents, and the steps between states |
//! | [`property`] | what has to hold in every state |
//! | [`explore`] | the search |
//! | [`scenario`] | what is explored |
//! | [`flaw`] | what is broken on purpose |
//! | [`report`] | what was found, for people and for programs |
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
