//! The search itself, level by level.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::moves::moves;
use super::trace::{Trace, trace};
use super::visited::{Origin, Visited};
use crate::property::{Property, Verdict};
use crate::world::{Model, Outcome, World};

/// How far a search goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// At most so many steps from the start.
    pub depth: u16,
    /// No level is begun with more states than this.
    pub states: usize,
    /// No level is begun after this time.
    pub time: Duration,
    /// How many threads.
    pub threads: usize,
    /// The search ends with the first level that violates this property.
    pub stop: Option<&'static str>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: u16::MAX, states: 5_000_000, time: Duration::from_secs(600), threads: 2, stop: None }
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
    /// Whether every state within reach was seen.
    pub complete: bool,
    /// The properties, in their order.
    pub properties: Vec<(&'static str, Found)>,
    /// How often each state of each role was seen, by name: what was reached.
    pub reached: BTreeMap<&'static str, usize>,
}

/// What is told while a search runs.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// States so far.
    pub states: usize,
    /// States of the level to come.
    pub frontier: usize,
    /// Its depth.
    pub depth: u16,
    /// Time so far.
    pub time: Duration,
    /// How many properties have been violated.
    pub violated: usize,
}

/// What the threads add to.
struct Shared<'a> {
    model: &'a Model,
    properties: &'a [Property],
    visited: Visited,
    counts: [AtomicUsize; 3],
    witnesses: Vec<AtomicUsize>,
    /// For each property the smallest name of a state of this level that violates it.
    violations: Vec<Mutex<Option<(u128, String)>>>,
    open: Vec<AtomicBool>,
    reached: Mutex<BTreeMap<&'static str, usize>>,
}

/// Explores a model within bounds, and checks properties in every state.
pub fn explore(model: &Model, properties: &[Property], bounds: &Bounds, told: &mut dyn FnMut(Progress)) -> Run {
    let started = Instant::now();
    let shared = Shared {
        model,
        properties,
        visited: Visited::default(),
        counts: Default::default(),
        witnesses: properties.iter().map(|_| AtomicUsize::new(0)).collect(),
        violations: properties.iter().map(|_| Mutex::default()).collect(),
        open: properties.iter().map(|_| AtomicBool::new(true)).collect(),
        reached: Mutex::default(),
    };
    let mut run = Run::default();
    let mut found: Vec<Found> = properties.iter().map(|_| Found::default()).collect();
    let start = model.start();
    shared.visited.enter(start.fingerprint(), Origin { depth: 0, step: 0, from: 0 });
    shared.look(&start, start.fingerprint());
    let mut level = vec![start];
    loop {
        run.frontier = run.frontier.max(level.len());
        shared.close(&mut found);
        let wanted = |property: &Property| bounds.stop == Some(property.name);
        let stopped = properties.iter().zip(&found).any(|(each, found)| wanted(each) && found.violation.is_some());
        let violated = found.iter().filter(|each| each.violation.is_some()).count();
        let (states, frontier, time) = (shared.visited.len(), level.len(), started.elapsed());
        told(Progress { states, frontier, depth: run.depth, time, violated });
        run.complete = level.is_empty();
        let over = run.depth >= bounds.depth || states > bounds.states || time > bounds.time;
        if run.complete || over || stopped {
            break;
        }
        level = shared.next_level(level, run.depth, bounds.threads.max(1));
        run.depth += u16::from(!level.is_empty());
    }
    let [accepted, duplicates, rejected] = shared.counts.map(|count| count.load(Ordering::Relaxed));
    (run.accepted, run.duplicates, run.rejected) = (accepted, duplicates, rejected);
    for (found, witnesses) in found.iter_mut().zip(&shared.witnesses) {
        found.witnesses = witnesses.load(Ordering::Relaxed);
    }
    run.states = shared.visited.len();
    run.time = started.elapsed();
    run.properties = properties.iter().map(|property| property.name).zip(found).collect();
    run.reached = shared.reached.into_inner().unwrap_or_else(PoisonError::into_inner);
    run
}

impl Shared<'_> {
    /// Checks the properties of a new state.
    fn look(&self, world: &World, name: u128) {
        for (number, property) in self.properties.iter().enumerate() {
            let Some(open) = self.open.get(number) else { continue };
            let violated = !open.load(Ordering::Relaxed);
            if violated {
                continue;
            }
            match (property.check)(self.model, world) {
                Verdict::Silent => {}
                Verdict::Holds => _ = self.witnesses.get(number).map(|count| count.fetch_add(1, Ordering::Relaxed)),
                Verdict::Violated(why) => {
                    let Some(place) = self.violations.get(number) else { continue };
                    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
                    if place.as_ref().is_none_or(|(state, _)| name < *state) {
                        *place = Some((name, why));
                    }
                }
            }
        }
    }

    /// Turns the violations of a level into traces; such a property is not looked at any more.
    fn close(&self, found: &mut [Found]) {
        for (number, found) in found.iter_mut().enumerate() {
            let violation = self
                .violations
                .get(number)
                .and_then(|place| place.lock().unwrap_or_else(PoisonError::into_inner).take());
            if let Some((state, why)) = violation {
                found.violation = Some(trace(self.model, &self.visited, state, why));
                if let Some(open) = self.open.get(number) {
                    open.store(false, Ordering::Relaxed);
                }
            }
        }
    }

    /// All new states that are one step further.
    fn next_level(&self, level: Vec<World>, depth: u16, threads: usize) -> Vec<World> {
        let next = AtomicUsize::new(0);
        let level = &level;
        let next = &next;
        let work = move || {
            let mut new = Vec::new();
            let mut reached = BTreeMap::new();
            while let Some(world) = level.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.expand(world, depth + 1, &mut new, &mut reached);
            }
            let mut all = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
            reached.into_iter().for_each(|(name, count)| *all.entry(name).or_default() += count);
            new
        };
        if threads == 1 {
            return work();
        }
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
        })
    }

    fn expand(&self, world: &World, depth: u16, new: &mut Vec<World>, reached: &mut BTreeMap<&'static str, usize>) {
        let from = world.fingerprint();
        let [accepted, duplicates, rejected] = &self.counts;
        for (step, action) in moves(self.model, world).iter().enumerate() {
            match self.model.act(world, action) {
                Outcome::Next(next) => {
                    accepted.fetch_add(1, Ordering::Relaxed);
                    let name = next.fingerprint();
                    if self.visited.enter(name, Origin { depth, step: step as u16, from }) {
                        next.sessions.iter().for_each(|session| *reached.entry(session.state_name()).or_default() += 1);
                        self.look(&next, name);
                        new.push(next);
                    } else {
                        duplicates.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Outcome::Rejected => _ = rejected.fetch_add(1, Ordering::Relaxed),
                Outcome::Impossible => {}
            }
        }
    }
}
