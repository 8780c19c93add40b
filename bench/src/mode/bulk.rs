//! How fast application data is sent and received.

use super::{Job, Sampler};
use crate::case::{Group as KeyExchange, Leaf, SUITES, Setup, Suite};
use crate::clock::timed;
use crate::drive::{Connected, Unwatched, Wire, connect};
use crate::entrant::{Entrant, compete};
use crate::floor::{Operation, Primitive, Round};
use crate::peer::{End, Failure, Peer};
use crate::report::{Column, Group, Row};
use crate::statistics::median;

/// The sizes of a write.
pub const WRITES: [usize; 5] = [64, 1 << 10, 16 << 10, 64 << 10, 256 << 10];

/// Writes that are sent before they are received: so many bytes of them, or one.
const BATCH: usize = 16 << 10;
/// Batches in a round.
const BATCHES: usize = 101;

/// Measures one suite and one size: in each round every peer in turn, and the raw AEAD with records of that size.
pub fn measure(
    suite: usize,
    write: usize,
    entrants: &mut [Box<dyn Entrant>],
    floor: &mut [Primitive],
    rounds: usize,
) -> Group {
    let length = write.min(16 << 10);
    let (seal, open) = (Operation::Seal(SUITES[suite], length), Operation::Open(SUITES[suite], length));
    let mut floors = Vec::new();
    let measured = compete(Job::Bulk(suite, write), entrants, rounds, || {
        let primitives = Round::measure(floor, |operation| operation == seal || operation == open);
        floors.push(vec![length as f64 / primitives.best(seal), length as f64 / primitives.best(open)]);
    });
    let column = |name| Column { name, unit: "GB/s", digits: 2, less: false };
    Group {
        title: format!("bulk, {:?}, writes of {write} bytes", SUITES[suite]),
        columns: vec![column("send"), column("receive")],
        floor: Some(Row::of("raw records", 2, floors)),
        rows: measured.into_iter().map(|(peer, rounds)| Row::of(&peer, 2, rounds)).collect(),
    }
}

/// Gigabytes a second, sent and received.
pub fn start(peer: &dyn Peer, suite: Suite, write: usize) -> Result<Option<Sampler>, Failure> {
    let setup = Setup { suite, ..Setup::new(KeyExchange::X25519, Leaf::Ecdsa) };
    let Some(pair) = peer.pair(&setup) else { return Ok(None) };
    let mut connected = connect(&*pair, &mut Wire::default(), &mut Unwatched)?;
    let mut buffers = Buffers::new(write);
    buffers.transfer(&mut connected);
    Ok(Some(Box::new(move || {
        // The configurations live as long as their connections.
        let _ = &pair;
        Ok(buffers.transfer(&mut connected))
    })))
}

/// What all peers are lent.
struct Buffers {
    data: Vec<u8>,
    writes: usize,
    wire: Vec<u8>,
    plain: Vec<u8>,
}

impl Buffers {
    fn new(write: usize) -> Self {
        let writes = (BATCH / write).max(1);
        let bytes = write * writes;
        Self { data: vec![0x5a; write], writes, wire: Vec::with_capacity(2 * bytes + 4096), plain: vec![0; bytes] }
    }

    /// From server to client: gigabytes a second sent, and received.
    /// All writes, and how long they take; the room for them is made before.
    fn send(&mut self, end: &mut dyn End) -> f64 {
        if end.send_into(&[], &mut []).is_none() {
            return timed(|| (0..self.writes).for_each(|_| end.send(&self.data, &mut self.wire))).1;
        }
        let records = self.data.len() / (1 << 14) + 1;
        self.wire.resize(self.writes * (self.data.len() + 22 * records), 0);
        let mut filled = 0;
        let send = || {
            for _ in 0..self.writes {
                filled += end.send_into(&self.data, &mut self.wire[filled..]).expect("send_into");
            }
        };
        let passed = timed(send).1;
        self.wire.truncate(filled);
        passed
    }

    fn transfer(&mut self, connected: &mut Connected) -> Vec<f64> {
        let Connected { client, server } = connected;
        let bytes = self.data.len() * self.writes;
        let (mut sent, mut received) = (Vec::new(), Vec::new());
        for _ in 0..BATCHES {
            self.wire.clear();
            sent.push(bytes as f64 / self.send(&mut **server));
            let (length, passed) = timed(|| client.receive(&mut self.wire, &mut self.plain));
            assert_eq!(length, bytes, "data is lost");
            received.push(bytes as f64 / passed);
        }
        vec![median(&sent), median(&received)]
    }
}
