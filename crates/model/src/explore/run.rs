//! How far a search goes, and what it has found.

use std::collections::BTreeMap;
use std::time::Duration;

use super::trace::Trace;

/// How far a search goes. No level is begun beyond any of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// At most so many steps from the start.
    pub depth: u16,
    /// At most so many states.
    pub states: usize,
    /// At most so many bytes: [`Memory::total`].
    pub memory: usize,
    /// At most so long.
    pub time: Duration,
    /// How many threads.
    pub threads: usize,
    /// The search ends with the first level that violates this property.
    pub stop: Option<&'static str>,
}

impl Default for Bounds {
    fn default() -> Self {
        let (depth, states, memory) = (u16::MAX, 5_000_000, 4 << 30);
        Self { depth, states, memory, time: Duration::from_secs(600), threads: 2, stop: None }
    }
}

/// What became of a property.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In how many states its premise held.
    pub witnesses: usize,
    /// The shortest way to a violation.
    pub violation: Option<Trace>,
}

/// What a search holds in memory, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Memory {
    /// The states that have been seen, each with its origin: what was allocated for them.
    pub visited: usize,
    /// The states of two levels, without their sessions.
    pub frontier: usize,
    /// Different sessions: each stands once, however many states it is in.
    pub sessions: usize,
    /// What is in these sessions.
    pub in_sessions: usize,
    /// The terms of symbolic crypto.
    pub terms: usize,
}

impl Memory {
    /// All of it.
    pub fn total(&self) -> usize {
        self.visited + self.frontier + self.in_sessions + self.terms
    }
}

/// What a search has found.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Different states.
    pub states: usize,
    /// Steps that led to a state, new or not.
    pub accepted: usize,
    /// Steps that led to a state that was known.
    pub duplicates: usize,
    /// Deliveries that were refused.
    pub rejected: usize,
    /// The longest way.
    pub depth: u16,
    /// The largest level, in states.
    pub frontier: usize,
    /// How long it took.
    pub time: Duration,
    /// On how many threads.
    pub threads: usize,
    /// How long cores were busy with it, all together.
    pub busy: Duration,
    /// What it held in memory at most.
    pub memory: Memory,
    /// Whether every state within reach was seen.
    pub complete: bool,
    /// The properties, in their order.
    pub properties: Vec<(&'static str, Found)>,
    /// How often each state of each role was seen, by name: what was reached.
    pub reached: BTreeMap<String, usize>,
}

impl Run {
    /// Accepted steps in a second of one core.
    pub fn rate(&self) -> f64 {
        self.accepted as f64 / self.busy.as_secs_f64().max(0.001)
    }

    /// Bytes of the visited set for each state.
    pub fn visited_bytes(&self) -> usize {
        self.memory.visited / self.states.max(1)
    }

    /// Bytes of the live states, with all sessions there are, for each state of the largest level.
    pub fn live_bytes(&self) -> usize {
        (self.memory.frontier + self.memory.in_sessions) / self.frontier.max(1)
    }
}

/// What is told while a search runs.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// States so far.
    pub states: usize,
    /// States of the level whose steps are made.
    pub frontier: usize,
    /// Its depth.
    pub depth: u16,
    /// Time so far.
    pub time: Duration,
    /// How many properties there are.
    pub properties: usize,
    /// How many of them have been violated.
    pub violated: usize,
}

/// How long this thread has had a core, where the system says so (Linux): other programs do not count.
pub(super) fn on_core() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
