//! What a handshake allocates, the most that it holds, and what an idle connection keeps.

use super::{Job, Sampler};
use crate::case::{Case, Setup};
use crate::drive::{Connected, Meter, Side, Unwatched, Wire, connect};
use crate::entrant::{Entrant, compete};
use crate::malloc;
use crate::mode::handshakes::warm;
use crate::peer::{Failure, Pair, Peer};
use crate::report::{Column, Group, Row};
use crate::statistics::median;

/// Connections in a round.
const CONNECTIONS: usize = 9;
/// Bytes that go each way before a connection is idle again.
const TRANSFER: usize = 64 << 10;

/// Measures a case. Buffers that the harness lends count at their fullest, and so does the box around each end; that box is
/// not counted among the allocations.
pub fn measure((index, case): (usize, &Case), entrants: &mut [Box<dyn Entrant>]) -> Group {
    let measured = compete(Job::Heap(index), entrants, 3, || {});
    let column = |name, unit, digits| Column { name, unit, digits, less: true };
    let columns = vec![
        column("client allocations", "", 0),
        column("server allocations", "", 0),
        column("client peak", "KiB", 1),
        column("server peak", "KiB", 1),
        column("client idle", "KiB", 1),
        column("server idle", "KiB", 1),
        column("client idle after I/O", "KiB", 1),
        column("server idle after I/O", "KiB", 1),
    ];
    let rows = measured.into_iter().map(|(peer, rounds)| Row::of(&peer, columns.len(), rounds));
    Group { title: format!("heap: {}", case.name), rows: rows.collect(), columns, floor: None }
}

/// Allocations, peak, idle and idle after I/O, each of client and server.
pub fn start(peer: &dyn Peer, setup: &Setup) -> Result<Option<Sampler>, Failure> {
    let Some(pair) = peer.pair(setup) else { return Ok(None) };
    let mut wire = Wire::default();
    warm(&*pair, setup, &mut wire)?;
    Ok(Some(Box::new(move || {
        let mut columns = vec![Vec::new(); 8];
        for _ in 0..CONNECTIONS {
            for (column, figure) in columns.iter_mut().zip(one(&*pair, &mut wire)?) {
                column.push(figure);
            }
        }
        Ok(columns.iter().map(|column| median(column)).collect())
    })))
}

/// One side's heap.
#[derive(Clone, Copy, Default)]
struct Held {
    allocations: usize,
    live: isize,
    peak: isize,
    /// The peak of the last work.
    last: isize,
}

#[derive(Default)]
struct Scales {
    client: Held,
    server: Held,
}

impl Scales {
    fn side(&mut self, side: Side) -> &mut Held {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

impl Meter for Scales {
    fn measure<T>(&mut self, side: Side, work: impl FnOnce() -> T) -> T {
        malloc::start();
        let result = work();
        let count = malloc::stop();
        let held = self.side(side);
        held.allocations += count.allocations;
        held.last = held.live + count.peak.wrapping_sub(malloc::BASE) as isize;
        held.live += count.live.wrapping_sub(malloc::BASE) as isize;
        result
    }

    fn lent(&mut self, side: Side, bytes: usize, grown: isize) {
        let held = self.side(side);
        held.peak = held.peak.max(held.last - grown.max(0) + bytes as isize);
        // What was lent is given back, even where another buffer has taken its place.
        held.live -= grown;
    }
}

fn one(pair: &dyn Pair, wire: &mut Wire) -> Result<[f64; 8], Failure> {
    let mut scales = Scales::default();
    let mut connected = connect(pair, wire, &mut scales)?;
    let (client, server) = (scales.client, scales.server);
    transfer(&mut connected, &mut scales);
    let kibibytes = |bytes: isize| bytes as f64 / 1024.0;
    Ok([
        client.allocations as f64 - 1.0,
        server.allocations as f64 - 1.0,
        kibibytes(client.peak),
        kibibytes(server.peak),
        kibibytes(client.live),
        kibibytes(server.live),
        kibibytes(scales.client.live),
        kibibytes(scales.server.live),
    ])
}

/// Data each way, in buffers that are there already.
fn transfer(connected: &mut Connected, scales: &mut Scales) {
    let Connected { client, server } = connected;
    let data = vec![0x5a; TRANSFER];
    let mut plain = vec![0; TRANSFER];
    let mut records = Vec::with_capacity(2 * TRANSFER);
    let room = records.capacity() as isize;
    scales.measure(Side::Client, || client.send(&data, &mut records));
    scales.lent(Side::Client, 0, records.capacity() as isize - room);
    scales.measure(Side::Server, || server.receive(&mut records, &mut plain));
    let room = records.capacity() as isize;
    scales.measure(Side::Server, || server.send(&data, &mut records));
    scales.lent(Side::Server, 0, records.capacity() as isize - room);
    scales.measure(Side::Client, || client.receive(&mut records, &mut plain));
}

/// The heap of so many idle servers' connections at a time, in MiB.
pub fn idle(pair: &dyn Pair, connections: usize) -> Result<f64, Failure> {
    let mut wire = Wire::default();
    drop(connect(pair, &mut wire, &mut Unwatched)?);
    let mut kept = Vec::with_capacity(connections);
    malloc::start();
    for _ in 0..connections {
        kept.push(connect(pair, &mut wire, &mut Unwatched)?.server);
    }
    let count = malloc::stop();
    Ok(count.live.wrapping_sub(malloc::BASE) as f64 / f64::from(1 << 20))
}
