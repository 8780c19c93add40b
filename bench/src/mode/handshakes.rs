//! How long a handshake takes, each side apart.

use super::{Job, Sampler};
use crate::case::{Case, EARLY, Sessions, Setup};
use crate::clock::Stopwatch;
use crate::drive::{Meter, Side, Unwatched, Wire, connect};
use crate::entrant::{Entrant, compete};
use crate::floor::{self, Operation, Primitive, Round};
use crate::peer::{Failure, Pair, Peer};
use crate::report::{Column, Group, Row};
use crate::statistics::median;

/// Handshakes in a round.
const HANDSHAKES: usize = 31;

/// Measures a case: in each round every peer in turn, and the floor.
pub fn measure(
    (index, case): (usize, &Case),
    entrants: &mut [Box<dyn Entrant>],
    floor: &mut [Primitive],
    rounds: usize,
) -> Group {
    let mut primitives = Vec::new();
    let wanted = |operation| !matches!(operation, Operation::Open(..) | Operation::Seal(_, 64 | 1024));
    let measured = compete(Job::Handshake(index), entrants, rounds, || primitives.push(Round::measure(floor, wanted)));
    let transcript = measured.first().and_then(|(_, rounds)| rounds.first()).and_then(|round| round.get(2));
    let transcript = transcript.copied().unwrap_or_default() as usize;
    let floors = primitives.iter().map(|round| floor::handshake(round, &case.setup, transcript).to_vec());
    let column = |name| Column { name, unit: "µs", digits: 1, less: true };
    Group {
        title: case.name.to_owned(),
        columns: vec![column("client"), column("server")],
        floor: Some(Row::of("floor", 2, floors.collect())),
        rows: measured.into_iter().map(|(peer, rounds)| Row::of(&peer, 2, rounds)).collect(),
    }
}

/// Client and server in microseconds, and the bytes that were sent.
pub fn start(peer: &dyn Peer, setup: &Setup) -> Result<Option<Sampler>, Failure> {
    let Some(pair) = peer.pair(setup) else { return Ok(None) };
    let mut wire = Wire::default();
    warm(&*pair, setup, &mut wire)?;
    let resumed = setup.sessions != Sessions::Off;
    Ok(Some(Box::new(move || round(&*pair, resumed, &mut wire))))
}

/// The first handshakes, which see whether both ends do what they should, and leave sessions behind.
pub fn warm(pair: &dyn Pair, setup: &Setup, wire: &mut Wire) -> Result<(), Failure> {
    for turn in 0..5 {
        let mut connected = connect(pair, wire, &mut Unwatched)?;
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

/// Medians of a round. What a connection costs, its end included.
fn round(pair: &dyn Pair, resumed: bool, wire: &mut Wire) -> Result<Vec<f64>, Failure> {
    let (mut clients, mut servers) = (Vec::new(), Vec::new());
    let mut others = 0;
    while clients.len() < HANDSHAKES {
        let mut watch = Stopwatch::default();
        let connected = connect(pair, wire, &mut watch)?;
        if connected.client.is_resumed() != resumed {
            // A library may end a chain of resumptions with a full handshake now and then.
            others += 1;
            if others > 2 {
                return Err("resumed, or not, but not as it should be".to_owned());
            }
            continue;
        }
        watch.measure(Side::Client, || drop(connected.client));
        watch.measure(Side::Server, || drop(connected.server));
        clients.push(watch.client / 1e3);
        servers.push(watch.server / 1e3);
    }
    Ok(vec![median(&clients), median(&servers), wire.sent as f64])
}
