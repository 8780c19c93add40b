//! RFC 9000 §7.4.1: what a client keeps of a connection for the early data of the next one.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use surehand_sha2::sha256;

use crate::suite::Suite;

/// How many tickets are remembered; the default store of sessions has fewer.
const MOST: usize = 2048;

/// What goes with a ticket.
#[derive(Clone)]
pub(crate) struct Terms {
    pub suite: &'static Suite,
    /// The server's transport parameters.
    pub parameters: Vec<u8>,
}

/// Tickets by their hashes, and what goes with them, oldest first.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<VecDeque<([u8; 32], Terms)>>);

impl Remembered {
    pub(crate) fn put(&self, ticket: &[u8], terms: Terms) {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tickets.len() == MOST {
            tickets.pop_front();
        }
        tickets.push_back((sha256(ticket), terms));
    }

    /// A ticket is used once.
    pub(crate) fn take(&self, ticket: &[u8]) -> Option<Terms> {
        let hash = sha256(ticket);
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = tickets.iter().position(|(known, _)| *known == hash)?;
        tickets.remove(place).map(|(_, terms)| terms)
    }
}
