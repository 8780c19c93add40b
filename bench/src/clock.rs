//! Time, less what asking for it takes.

use std::sync::OnceLock;
use std::time::Instant;

use crate::drive::{Meter, Side};
use crate::statistics::median;

/// Nanoseconds that pass between two questions for the time, one after the other.
fn overhead() -> f64 {
    static MEASURED: OnceLock<f64> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        let empty = || {
            let start = Instant::now();
            start.elapsed().as_nanos() as f64
        };
        (0..1001).for_each(|_| _ = std::hint::black_box(empty()));
        median(&(0..1001).map(|_| empty()).collect::<Vec<_>>())
    })
}

/// What `work` gives, and the nanoseconds that it takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let overhead = overhead();
    let start = Instant::now();
    let result = work();
    let passed = start.elapsed().as_nanos() as f64;
    (result, (passed - overhead).max(0.0))
}

/// Nanoseconds of either side.
#[derive(Default)]
pub struct Stopwatch {
    pub client: f64,
    pub server: f64,
}

impl Meter for Stopwatch {
    fn measure<T>(&mut self, side: Side, work: impl FnOnce() -> T) -> T {
        let (result, passed) = timed(work);
        match side {
            Side::Client => self.client += passed,
            Side::Server => self.server += passed,
        }
        result
    }
}
