//! How fast application data is sent and received.

use crate::case::{Group as KeyExchange, Leaf, Setup, Suite};
use crate::clock::timed;
use crate::drive::{Connected, Unwatched, Wire, connect};
use crate::floor::{Operation, Primitive, Round};
use crate::peer::Peer;
use crate::report::{Column, Group, Row};
use crate::statistics::median;

/// The sizes of a write.
pub const WRITES: [usize; 5] = [64, 1 << 10, 16 << 10, 64 << 10, 256 << 10];

/// Writes that are sent before they are received: so many bytes of them, or one.
const BATCH: usize = 16 << 10;
/// Batches in a round.
const BATCHES: usize = 101;

/// Measures one suite and one size: in each round every peer in turn, and the raw AEAD.
pub fn measure(suite: Suite, write: usize, peers: &[Box<dyn Peer>], floor: &mut [Primitive], rounds: usize) -> Group {
    let setup = Setup { suite, ..Setup::new(KeyExchange::X25519, Leaf::Ecdsa) };
    let mut wire = Wire::default();
    let mut entrants = Vec::new();
    for peer in peers {
        let Some(pair) = peer.pair(&setup) else { continue };
        match connect(&*pair, &mut wire, &mut Unwatched) {
            Ok(connected) => entrants.push((pair, connected, Row::new(peer.name(), 2))),
            Err(failure) => eprintln!("bulk: {}: {failure}", peer.name()),
        }
    }
    let mut floors = vec![Vec::new(); 2];
    let mut buffers = Buffers::new(write);
    for round in 0..=rounds {
        let (seal, open) = (Operation::Seal(suite), Operation::Open(suite));
        let primitives = Round::measure(floor, |operation| operation == seal || operation == open);
        if round > 0 {
            for (column, operation) in floors.iter_mut().zip([seal, open]) {
                column.push((16 << 10) as f64 / primitives.best(operation));
            }
        }
        for (_, connected, row) in &mut entrants {
            let speeds = buffers.transfer(connected);
            // The first round warms up.
            if round > 0 {
                row.push(&speeds);
            }
        }
    }
    let column = |name| Column { name, unit: "GB/s", digits: 2, less: false };
    Group {
        title: format!("bulk, {suite:?}, writes of {write} bytes; the floor is a raw record of 16 KiB"),
        columns: vec![column("send"), column("receive")],
        floor: Some(floors),
        rows: entrants.into_iter().map(|(.., row)| row).collect(),
    }
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
    fn transfer(&mut self, connected: &mut Connected) -> [f64; 2] {
        let Connected { client, server } = connected;
        let bytes = self.data.len() * self.writes;
        let (mut sent, mut received) = (Vec::new(), Vec::new());
        for _ in 0..BATCHES {
            self.wire.clear();
            let send = || (0..self.writes).for_each(|_| server.send(&self.data, &mut self.wire));
            sent.push(bytes as f64 / timed(send).1);
            let (length, passed) = timed(|| client.receive(&mut self.wire, &mut self.plain));
            assert_eq!(length, bytes, "data is lost");
            received.push(bytes as f64 / passed);
        }
        [median(&sent), median(&received)]
    }
}
