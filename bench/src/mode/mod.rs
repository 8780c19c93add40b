//! What can be asked of the harness.

pub mod bulk;
pub mod handshakes;
pub mod heap;
pub mod instructions;
pub mod smoke;
pub mod threads;

use crate::case::{SUITES, cases};
use crate::peer::{Failure, Peer};

/// Something that is measured with one peer, round by round.
#[derive(Clone, Copy, Debug)]
pub enum Job {
    /// The times of a handshake; the number is that of its case.
    Handshake(usize),
    /// The speed of application data: a suite by number, and the bytes of a write.
    Bulk(usize, usize),
    /// Allocations and bytes of a handshake, by case.
    Heap(usize),
}

/// Gives the figures of one round.
pub type Sampler = Box<dyn FnMut() -> Result<Vec<f64>, Failure>>;

impl Job {
    /// Prepares it, or nothing if the peer cannot do that.
    pub fn start(self, peer: &dyn Peer) -> Result<Option<Sampler>, Failure> {
        match self {
            Self::Handshake(case) => handshakes::start(peer, &cases()[case].setup),
            Self::Bulk(suite, write) => bulk::start(peer, SUITES[suite], write),
            Self::Heap(case) => heap::start(peer, &cases()[case].setup),
        }
    }

    /// As a line for another process.
    pub fn to_line(self) -> String {
        match self {
            Self::Handshake(case) => format!("handshake {case} 0"),
            Self::Bulk(suite, write) => format!("bulk {suite} {write}"),
            Self::Heap(case) => format!("heap {case} 0"),
        }
    }

    /// The line, read.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let kind = words.next()?;
        let (one, two) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        match kind {
            "handshake" => Some(Self::Handshake(one)),
            "bulk" => Some(Self::Bulk(one, two)),
            "heap" => Some(Self::Heap(one)),
            _ => None,
        }
    }
}
