//! The search itself, level by level.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::moves::moves;
use super::run::{Bounds, Found, Memory, Progress, Run, on_core};
use super::trace::trace;
use super::visited::{Origin, Visited};
use crate::attacker::Known;
use crate::book::Kept;
use crate::property::{Property, Verdict};
use crate::term::{Id, Term};
use crate::world::{Action, Model, Outcome, Session, World};

/// A search between two levels.
pub struct Search<'a> {
    pub(super) shared: Shared<'a>,
    /// The states whose steps are to be made.
    pub(super) level: Vec<World>,
    /// What has been found so far.
    pub(super) run: Run,
    pub(super) found: Vec<Found>,
    /// When it was started, or started again.
    started: Instant,
    /// How long it had run before that.
    pub(super) earlier: Duration,
}

/// What the threads have in common.
pub(super) struct Shared<'a> {
    pub(super) model: &'a Model,
    pub(super) properties: &'a [Property],
    pub(super) visited: Visited,
    /// Sessions by name, with the bytes in them: equal ones stand once.
    sessions: Kept<(Arc<Session>, usize)>,
    /// What was refused, and by whom: it will be refused again.
    refused: Kept<()>,
    /// For each property the smallest name of a state of this level that violates it.
    violations: Vec<Mutex<Option<(u128, String)>>>,
}

/// What one thread has found in a level.
#[derive(Default)]
struct Part {
    /// How long a core was busy with it.
    busy: Duration,
    new: Vec<World>,
    accepted: usize,
    duplicates: usize,
    rejected: usize,
    witnesses: Vec<usize>,
    reached: BTreeMap<&'static str, usize>,
}

/// Levels of fewer states are not worth a thread.
const FEW: usize = 64;
/// How often progress is told within a level.
const TICK: Duration = Duration::from_millis(200);

/// Explores a model within bounds, and checks properties in every state.
pub fn explore(model: &Model, properties: &[Property], bounds: &Bounds, told: &mut dyn FnMut(Progress)) -> Run {
    let mut search = Search::new(model, properties);
    while search.next_level(bounds, told) {}
    search.finish(bounds)
}

impl<'a> Search<'a> {
    /// A search that has looked at nothing but the first state.
    pub fn new(model: &'a Model, properties: &'a [Property]) -> Self {
        let mut search = Self::empty(model, properties);
        let start = model.start();
        search.shared.visited.enter(start.fingerprint(), Origin { depth: 0, step: 0, from: 0 });
        let mut part = Part { witnesses: vec![0; properties.len()], ..Part::default() };
        search.shared.look(&start, start.fingerprint(), &search.found, &mut part);
        search.take(part);
        search.close();
        search.level = vec![start];
        search
    }

    pub(super) fn empty(model: &'a Model, properties: &'a [Property]) -> Self {
        let shared = Shared {
            model,
            properties,
            visited: Visited::default(),
            sessions: Kept::default(),
            refused: Kept::default(),
            violations: properties.iter().map(|_| Mutex::default()).collect(),
        };
        let found = properties.iter().map(|_| Found::default()).collect();
        Self { shared, level: Vec::new(), run: Run::default(), found, started: Instant::now(), earlier: Duration::ZERO }
    }

    /// Makes all steps of a level, unless the search is over or at its bounds.
    pub fn next_level(&mut self, bounds: &Bounds, told: &mut dyn FnMut(Progress)) -> bool {
        self.run.frontier = self.run.frontier.max(self.level.len());
        told(self.progress());
        if self.level.is_empty() || self.stopped(bounds) || self.is_beyond(bounds) {
            return false;
        }
        let threads = if self.level.len() < FEW { 1 } else { bounds.threads.max(1) };
        let parts = self.parts(threads, told);
        let new: usize = parts.iter().map(|part| part.new.len()).sum();
        self.measure(new);
        self.level.clear();
        parts.into_iter().for_each(|part| self.take(part));
        self.close();
        self.run.depth += u16::from(!self.level.is_empty());
        true
    }

    fn is_beyond(&self, bounds: &Bounds) -> bool {
        self.run.depth >= bounds.depth
            || self.shared.visited.len() > bounds.states
            || self.started.elapsed() > bounds.time
            || self.run.memory.total() > bounds.memory
    }

    fn stopped(&self, bounds: &Bounds) -> bool {
        let mut all = self.shared.properties.iter().zip(&self.found);
        all.any(|(property, found)| bounds.stop == Some(property.name) && found.violation.is_some())
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            states: self.shared.visited.len(),
            frontier: self.level.len(),
            depth: self.run.depth,
            time: self.earlier + self.started.elapsed(),
            properties: self.found.len(),
            violated: self.found.iter().filter(|each| each.violation.is_some()).count(),
        }
    }

    /// All steps of this level, shared among threads.
    fn parts(&self, threads: usize, told: &mut dyn FnMut(Progress)) -> Vec<Part> {
        let next = &AtomicUsize::new(0);
        let work = move || {
            let (clock, before) = (Instant::now(), on_core());
            let mut part = Part { witnesses: vec![0; self.found.len()], ..Part::default() };
            while let Some(world) = self.level.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.shared.expand(world, self.run.depth + 1, &self.found, &mut part);
            }
            part.busy = on_core().zip(before).map_or(clock.elapsed(), |(now, before)| now.saturating_sub(before));
            part
        };
        if self.level.len() < FEW {
            return vec![work()];
        }
        let (sender, receiver) = channel::<()>();
        thread::scope(|scope| {
            let worker = |sender: std::sync::mpsc::Sender<()>| {
                scope.spawn(move || {
                    let part = work();
                    drop(sender);
                    part
                })
            };
            let workers: Vec<_> = (0..threads).map(|_| worker(sender.clone())).collect();
            drop(sender);
            while receiver.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                told(self.progress());
            }
            workers.into_iter().map(|worker| worker.join().unwrap_or_default()).collect()
        })
    }

    /// Adds up what a thread has found.
    fn take(&mut self, part: Part) {
        self.level.extend(part.new);
        self.run.busy += part.busy;
        self.run.accepted += part.accepted;
        self.run.duplicates += part.duplicates;
        self.run.rejected += part.rejected;
        self.found.iter_mut().zip(part.witnesses).for_each(|(found, count)| found.witnesses += count);
        part.reached
            .into_iter()
            .for_each(|(name, count)| *self.run.reached.entry(name.to_owned()).or_default() += count);
    }

    /// Turns the violations of a level into traces; such a property is not looked at any more.
    fn close(&mut self) {
        let shared = &self.shared;
        for (found, place) in self.found.iter_mut().zip(&shared.violations) {
            if let Some((state, why)) = place.lock().unwrap_or_else(PoisonError::into_inner).take() {
                found.violation = Some(trace(shared.model, &shared.visited, state, why));
            }
        }
    }

    /// What is in memory now that the next level is there beside this one.
    fn measure(&mut self, new: usize) {
        let shared = &self.shared;
        let plans = shared.model.setting.plans.len();
        let known = self.level.iter().map(|world| world.knowledge.basis().len()).max().unwrap_or_default();
        let world = size_of::<World>() + plans * size_of::<Arc<Session>>() + (known + 1) * size_of::<Known>();
        let before = self.run.memory;
        self.run.memory = Memory {
            visited: shared.visited.bytes(),
            frontier: before.frontier.max((self.level.len() + new) * world),
            sessions: shared.sessions.len(),
            in_sessions: shared.sessions.sum(|(_, bytes)| *bytes),
            terms: shared.model.provider.book.len() * size_of::<(Id, Term)>(),
        };
    }

    /// What was found.
    pub fn finish(self, bounds: &Bounds) -> Run {
        let names = self.shared.properties.iter().map(|property| property.name);
        Run {
            states: self.shared.visited.len(),
            time: self.earlier + self.started.elapsed(),
            threads: bounds.threads.max(1),
            complete: self.level.is_empty(),
            properties: names.zip(self.found).collect(),
            ..self.run
        }
    }
}

impl Shared<'_> {
    /// Checks the properties of a new state.
    fn look(&self, world: &World, name: u128, found: &[Found], part: &mut Part) {
        let places = self.violations.iter().zip(&mut part.witnesses);
        for ((property, found), (place, witnesses)) in self.properties.iter().zip(found).zip(places) {
            if found.violation.is_some() {
                continue;
            }
            match (property.check)(self.model, world) {
                Verdict::Silent => {}
                Verdict::Holds => *witnesses += 1,
                Verdict::Violated(why) => {
                    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
                    if place.as_ref().is_none_or(|(state, _)| name < *state) {
                        *place = Some((name, why));
                    }
                }
            }
        }
    }

    /// Makes every step from a state.
    fn expand(&self, world: &World, depth: u16, found: &[Found], part: &mut Part) {
        let from = world.fingerprint();
        for (step, action) in moves(self.model, world).iter().enumerate() {
            let delivery = delivery(world, action);
            if delivery.is_some_and(|name| self.refused.has(name)) {
                part.rejected += 1;
                continue;
            }
            match self.model.act(world, action) {
                Outcome::Next(mut next) => {
                    part.accepted += 1;
                    let name = next.fingerprint();
                    if self.visited.enter(name, Origin { depth, step: step as u16, from }) {
                        self.share(world, &mut next);
                        let states = next.sessions.iter().map(|session| session.state_name());
                        states.for_each(|name| *part.reached.entry(name).or_default() += 1);
                        self.look(&next, name, found, part);
                        part.new.push(next);
                    } else {
                        part.duplicates += 1;
                    }
                }
                Outcome::Rejected => {
                    part.rejected += 1;
                    delivery.into_iter().for_each(|name| self.refused.keep(name, ()));
                }
                Outcome::Impossible => {}
            }
        }
    }

    /// Lets equal sessions of different states be one.
    pub(super) fn share(&self, before: &World, world: &mut World) {
        for (place, session) in world.sessions.iter_mut().enumerate() {
            if before.sessions.get(place).is_some_and(|before| Arc::ptr_eq(before, session)) {
                continue;
            }
            // Sessions that are planned have one name, and are alike.
            let name = Id::of_parts(b's', &[&[place as u8], &session.fingerprint.to_be_bytes()]);
            let (shared, _) = self.sessions.or_make(name, || (session.clone(), session.size()));
            *session = shared;
        }
    }
}

/// A name for the delivery of these bytes to this session in its state: what comes of it depends on nothing else.
fn delivery(world: &World, action: &Action) -> Option<Id> {
    let Action::Deliver(place, delivery) = action else { return None };
    let session = world.sessions.get(usize::from(*place))?;
    let bytes = Id::of(&delivery.bytes);
    Some(Id::of_parts(b'd', &[&[*place], &session.fingerprint.to_be_bytes(), &bytes.0.to_be_bytes()]))
}
