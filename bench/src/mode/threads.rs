//! Two threads against one: what a lock on the handshake path would cost.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::drive::{Unwatched, Wire, connect};
use crate::peer::Pair;
use crate::report::{Column, Group, Row};

/// How long each turn takes.
const TURN: Duration = Duration::from_millis(150);

/// Handshakes a second of one thread and of two, and the ratio. Each thread has a core; the configurations are shared.
pub fn measure(title: &str, pairs: &[(String, Box<dyn Pair>)], cores: &[usize], rounds: usize) -> Group {
    let mut measured: Vec<_> = pairs.iter().map(|(name, pair)| (name, pair, Vec::new())).collect();
    for _ in 0..rounds {
        for (_, pair, figures) in &mut measured {
            let alone = run(&***pair, &cores[..1]);
            let together = run(&***pair, cores);
            figures.push(vec![alone / 1e3, together / 1e3, together / alone]);
        }
    }
    let column = |name, unit| Column { name, unit, digits: 2, less: false };
    Group {
        title: format!("threads: {title}"),
        columns: vec![column("one thread", "1000/s"), column("two threads", "1000/s"), column("two / one", "")],
        floor: None,
        rows: measured.into_iter().map(|(name, _, figures)| Row::of(name, 3, figures)).collect(),
    }
}

fn run(pair: &dyn Pair, cores: &[usize]) -> f64 {
    let barrier = Barrier::new(cores.len());
    let work = |core: usize| {
        core_affinity::set_for_current(core_affinity::CoreId { id: core });
        let mut wire = Wire::default();
        barrier.wait();
        let (start, mut handshakes) = (Instant::now(), 0);
        while start.elapsed() < TURN {
            if connect(pair, &mut wire, &mut Unwatched).is_err() {
                return f64::NAN;
            }
            handshakes += 1;
        }
        f64::from(handshakes) / start.elapsed().as_secs_f64()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = cores.iter().map(|core| scope.spawn(|| work(*core))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(f64::NAN)).sum()
    })
}
