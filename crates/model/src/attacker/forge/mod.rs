//! Messages that the attacker makes, through the production codec: goal by goal, for a session in the state that it is in.
//!
//! Where a signature or a MAC is due and the attacker knows the key it makes the right one; otherwise it tries a wrong one.

mod between;
mod disorder;
mod edit;
mod flight;
mod hello;
mod protect;
mod relay;

pub use between::{cookie, own_hello, spliced, tickets};
pub use disorder::disordered;
pub use edit::{Chosen, EDITS, Edit, Shares, answering, chosen, edited, own_shares, shares};
pub use flight::{post_handshake, to_client, to_server};
pub use hello::{Stolen, client_hellos, server_hellos};
pub use protect::{inner, opened};
pub use relay::{answers, requests};

use std::sync::Arc;

use surehand_codec::code_point::CipherSuite;
use surehand_codec::message::{self, Body};
use surehand_core::connection::Connection;

use super::Deducer;
use crate::provider::Symbolic;
use crate::term::Id;

/// Something to hand over: what it is, in words, and the record.
pub type Forgery = (&'static str, Vec<u8>);

/// A session that something is made for.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Symbolic crypto.
    pub provider: &'a Symbolic,
    /// What the attacker knows.
    pub deducer: Deducer<'a>,
    /// The session itself: only its keys and its state's name are looked at.
    pub connection: &'a Connection<Symbolic>,
    /// The messages of its handshake so far.
    pub messages: &'a [Arc<[u8]>],
    /// Its cipher suite, once there is one.
    pub suite: Option<CipherSuite>,
    /// The handshake traffic secret of its peer.
    pub peer_secret: Option<Id>,
    /// Whether a pre-shared key authenticates.
    pub by_psk: bool,
    /// The certificates that exist, with their public keys.
    pub certificates: &'a [(Vec<u8>, Id)],
    /// Whether choices that nobody offered are tried.
    pub illegal: bool,
}

/// A message through the production codec; a value that does not fit gives nothing.
fn encode<'m, M: Body<'m>>(body: &M) -> Vec<u8> {
    let mut bytes = Vec::new();
    match message::write(body, &mut bytes) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}
