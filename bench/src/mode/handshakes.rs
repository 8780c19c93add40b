//! How long a handshake takes, each side apart.

use crate::case::{Case, EARLY, Sessions, Setup};
use crate::clock::Stopwatch;
use crate::drive::{Meter, Side, Wire, connect};
use crate::floor::{self, Operation, Primitive, Round};
use crate::peer::{Failure, Pair, Peer};
use crate::report::{Column, Group, Row};
use crate::statistics::median;

/// Handshakes in a round.
const HANDSHAKES: usize = 31;

/// Measures a case: in each round every peer in turn, and the floor.
pub fn measure(case: &Case, peers: &[Box<dyn Peer>], floor: &mut [Primitive], rounds: usize) -> Group {
    let mut wire = Wire::default();
    let mut transcript = 0;
    let mut entrants = Vec::new();
    for peer in peers {
        let Some(pair) = peer.pair(&case.setup) else { continue };
        match warm(&*pair, &case.setup, &mut wire) {
            Ok(()) => entrants.push((pair, Row::new(peer.name(), 2))),
            Err(failure) => eprintln!("{}: {}: {failure}", case.name, peer.name()),
        }
        if entrants.len() == 1 {
            transcript = wire.sent;
        }
    }
    let mut floors = vec![Vec::new(); 2];
    for _ in 0..rounds {
        let primitives = Round::measure(floor, |operation| !matches!(operation, Operation::Open(_)));
        for (column, value) in floors.iter_mut().zip(floor::handshake(&primitives, &case.setup, transcript)) {
            column.push(value);
        }
        for (pair, row) in &mut entrants {
            match round(&**pair, &mut wire) {
                Ok(times) => row.push(&times),
                Err(failure) => eprintln!("{}: {}: {failure}", case.name, row.peer),
            }
        }
    }
    let column = |name| Column { name, unit: "µs", digits: 1, less: true };
    Group {
        title: case.name.to_owned(),
        columns: vec![column("client"), column("server")],
        floor: Some(floors),
        rows: entrants.into_iter().map(|(_, row)| row).collect(),
    }
}

/// The first handshakes, which see whether both ends do what they should, and leave sessions behind.
pub fn warm(pair: &dyn Pair, setup: &Setup, wire: &mut Wire) -> Result<(), Failure> {
    for turn in 0..5 {
        let mut connected = connect(pair, wire, &mut crate::drive::Unwatched)?;
        let resumed = turn > 0 && setup.sessions != Sessions::Off;
        if (connected.client.is_resumed(), connected.server.is_resumed()) != (resumed, resumed) {
            return Err(format!("resumed: {}, but not as it should be", connected.client.is_resumed()));
        }
        let early = if resumed && setup.sessions == Sessions::EarlyData { EARLY } else { 0 };
        if connected.server.early() != early {
            return Err(format!("{} bytes of early data instead of {early}", connected.server.early()));
        }
        let (mut records, mut plain) = (Vec::new(), [0; 64]);
        connected.server.send(b"there", &mut records);
        let there = connected.client.receive(&mut records, &mut plain);
        connected.client.send(b"and back", &mut records);
        let back = connected.server.receive(&mut records, &mut plain);
        if (there, back) != (5, 8) {
            return Err("data is lost".to_owned());
        }
    }
    Ok(())
}

/// Microseconds of client and server: medians of a round. What a connection costs, its end included.
fn round(pair: &dyn Pair, wire: &mut Wire) -> Result<[f64; 2], Failure> {
    let (mut clients, mut servers) = (Vec::new(), Vec::new());
    for _ in 0..HANDSHAKES {
        let mut watch = Stopwatch::default();
        let connected = connect(pair, wire, &mut watch)?;
        watch.measure(Side::Client, || drop(connected.client));
        watch.measure(Side::Server, || drop(connected.server));
        clients.push(watch.client / 1e3);
        servers.push(watch.server / 1e3);
    }
    Ok([median(&clients), median(&servers)])
}
