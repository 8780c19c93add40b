//! Whether every peer does every case that it says it can, and refuses what it should.

use crate::case::{Case, Setup, cases};
use crate::drive::{Unwatched, Wire, connect};
use crate::mode::handshakes::warm;
use crate::peer::Peer;

/// Runs everything once; how many passed, and how many failed.
pub fn run(peers: &[Box<dyn Peer>]) -> (usize, usize) {
    let (mut passed, mut failed) = (0, 0);
    let mut count = |what: &str, peer: &dyn Peer, outcome: Result<(), String>| match outcome {
        Ok(()) => passed += 1,
        Err(failure) => {
            failed += 1;
            println!("{what}: {}: {failure}", peer.name());
        }
    };
    for peer in peers {
        for Case { name, setup, .. } in cases() {
            let Some(pair) = peer.pair(&setup) else {
                println!("{name}: {}: cannot", peer.name());
                continue;
            };
            count(name, &**peer, warm(&*pair, &setup, &mut Wire::default()));
        }
        let setup = cases()[0].setup;
        count("another name", &**peer, refuses(&**peer, &Setup { name: "elsewhere.test", ..setup }));
        count("another root", &**peer, refuses(&**peer, &Setup { stranger: true, ..setup }));
    }
    (passed, failed)
}

/// The client must not believe the server.
fn refuses(peer: &dyn Peer, setup: &Setup) -> Result<(), String> {
    let pair = peer.pair(setup).ok_or("no configuration")?;
    match connect(&*pair, &mut Wire::default(), &mut Unwatched) {
        Err(failure) if failure.starts_with("client") => Ok(()),
        Err(failure) => Err(format!("refused, but not by the client: {failure}")),
        Ok(_) => Err("believed".to_owned()),
    }
}
