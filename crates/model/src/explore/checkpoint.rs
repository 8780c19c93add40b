//! A search that was cut, in a file: what it has found, and the states that it has seen. Those whose steps are to be made next are made
//! again from their origins, and have to have the same names.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, Read, Write};
use std::time::Duration;

use serde_json::{Value, json};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::moves::moves;
use super::run::{Found, Memory};
use super::search::Search;
use super::trace::Trace;
use super::visited::{Origin, Visited};
use crate::property::Property;
use crate::world::{Model, Outcome, World};

/// The first line is no longer than this.
const LONGEST_HEADER: u64 = 1 << 20;
const FORMAT: u64 = 1;
const ENTRY: usize = 36;

/// Why a search cannot go on from a file.
#[derive(Debug)]
pub enum NoCheckpoint {
    /// It cannot be read.
    Io(std::io::Error),
    /// It is not what [`Search::save`] writes, or it is damaged: what is wrong.
    Damaged(&'static str),
    /// It belongs to another search: what differs.
    Other(&'static str),
}

impl fmt::Display for NoCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Damaged(what) => write!(f, "no checkpoint, or a damaged one: {what}"),
            Self::Other(what) => write!(f, "the checkpoint is of another {what}"),
        }
    }
}

impl std::error::Error for NoCheckpoint {}

impl From<std::io::Error> for NoCheckpoint {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Damaged("it ends too early"),
            _ => Self::Io(error),
        }
    }
}

const DAMAGED: NoCheckpoint = NoCheckpoint::Damaged("a field is missing or out of range");

/// A name for the whole setting, reveals and flaws included.
fn setting(model: &Model) -> String {
    format!("{:032x}", xxh3_128(format!("{:?}", model.setting).as_bytes()))
}

fn names(properties: &[Property]) -> Vec<&'static str> {
    properties.iter().map(|property| property.name).collect()
}

impl<'a> Search<'a> {
    /// Writes what is needed to go on from here.
    pub fn save(&self, scenario: &str, mut to: impl Write) -> std::io::Result<()> {
        let violation = |trace: &Trace| json!({ "steps": trace.numbers(), "why": trace.why });
        let found = |found: &Found| json!([found.witnesses, found.violation.as_ref().map(violation)]);
        let (run, memory) = (&self.run, &self.run.memory);
        let header = json!({
            "checkpoint": FORMAT,
            "version": env!("CARGO_PKG_VERSION"),
            "scenario": scenario,
            "setting": setting(self.shared.model),
            "properties": names(self.shared.properties),
            "states": self.shared.visited.len(),
            "depth": run.depth,
            "over": self.level.is_empty(),
            "counts": [run.accepted, run.duplicates, run.rejected, run.frontier, memory.frontier],
            "milliseconds": [self.progress().time.as_millis() as u64, run.busy.as_millis() as u64],
            "found": self.found.iter().map(found).collect::<Vec<_>>(),
            "reached": run.reached,
        });
        let line = format!("{header}\n");
        let mut body = Vec::with_capacity(self.shared.visited.len() * ENTRY);
        self.shared.visited.each(|state, origin| {
            body.extend_from_slice(&state.to_be_bytes());
            body.extend_from_slice(&origin.from.to_be_bytes());
            body.extend_from_slice(&origin.depth.to_be_bytes());
            body.extend_from_slice(&origin.step.to_be_bytes());
        });
        let mut hasher = Xxh3::new();
        for part in [line.as_bytes(), &body] {
            hasher.update(part);
            to.write_all(part)?;
        }
        to.write_all(&hasher.digest128().to_be_bytes())?;
        to.flush()
    }

    /// Goes on from what [`Search::save`] has written for the same model and properties.
    pub fn resume(
        model: &'a Model,
        properties: &'a [Property],
        scenario: &str,
        mut from: impl BufRead,
    ) -> Result<Self, NoCheckpoint> {
        let mut line = Vec::new();
        from.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
        let header: Value = serde_json::from_slice(&line).map_err(|_| NoCheckpoint::Damaged("its first line"))?;
        fits(&header, model, properties, scenario)?;
        let mut search = Self::empty(model, properties);
        let states = number(&header, "states")?;
        search.read_header(&header)?;
        let mut hasher = Xxh3::new();
        hasher.update(&line);
        read_states(&search.shared.visited, states, search.run.depth, hasher, from)?;
        if header.get("over") != Some(&Value::Bool(true)) {
            search.level = search.states_at(search.run.depth).ok_or(NoCheckpoint::Other("version of the code"))?;
        }
        Ok(search)
    }

    fn read_header(&mut self, header: &Value) -> Result<(), NoCheckpoint> {
        let counts = header.get("counts").and_then(Value::as_array).ok_or(DAMAGED)?;
        let counts: Option<Vec<usize>> = counts.iter().map(count).collect();
        let [accepted, duplicates, rejected, frontier, bytes] = *counts.ok_or(DAMAGED)? else { return Err(DAMAGED) };
        (self.run.accepted, self.run.duplicates, self.run.rejected) = (accepted, duplicates, rejected);
        self.run.frontier = frontier;
        self.run.memory = Memory { frontier: bytes, ..Memory::default() };
        self.run.depth = u16::try_from(number(header, "depth")?).map_err(|_| DAMAGED)?;
        let times = header.get("milliseconds").and_then(Value::as_array).ok_or(DAMAGED)?;
        let mut times = times.iter().map(|time| time.as_u64().map(Duration::from_millis));
        let [Some(Some(time)), Some(Some(busy))] = [times.next(), times.next()] else { return Err(DAMAGED) };
        (self.earlier, self.run.busy) = (time, busy);
        let reached = header.get("reached").and_then(Value::as_object).ok_or(DAMAGED)?;
        let reached = reached.iter().map(|(name, times)| Some((name.clone(), count(times)?)));
        self.run.reached = reached.collect::<Option<BTreeMap<_, _>>>().ok_or(DAMAGED)?;
        let found = header.get("found").and_then(Value::as_array).ok_or(DAMAGED)?;
        if found.len() != self.found.len() {
            return Err(DAMAGED);
        }
        for (place, found) in self.found.iter_mut().zip(found) {
            place.witnesses = found.get(0).and_then(count).ok_or(DAMAGED)?;
            if let Some(violation) = found.get(1).filter(|violation| !violation.is_null()) {
                place.violation = Some(read_trace(self.shared.model, violation)?);
            }
        }
        Ok(())
    }

    /// All states of a depth, made again along the first ways to them; `None` if a way leads elsewhere.
    fn states_at(&self, depth: u16) -> Option<Vec<World>> {
        let visited = &self.shared.visited;
        let mut wanted = Vec::new();
        visited.each(|state, origin| wanted.extend((origin.depth == depth).then_some(state)));
        let mut levels = Vec::new();
        for depth in (1..=depth).rev() {
            let step = |state: &u128| visited.origin(*state).map(|origin| (origin, *state));
            let mut steps: Vec<(Origin, u128)> = wanted.iter().map(step).collect::<Option<_>>()?;
            steps.sort_unstable_by_key(|(origin, _)| (origin.from, origin.step));
            wanted = steps.iter().map(|(origin, _)| origin.from).collect();
            wanted.dedup();
            steps.iter().all(|(origin, _)| origin.depth == depth).then(|| levels.push(steps))?;
        }
        let start = self.shared.model.start();
        let mut worlds = BTreeMap::from([(start.fingerprint(), start)]);
        for steps in levels.into_iter().rev() {
            let mut next = BTreeMap::new();
            for steps in steps.chunk_by(|(one, _), (two, _)| one.from == two.from) {
                let world = worlds.get(&steps.first()?.0.from)?;
                let moves = moves(self.shared.model, world);
                for (origin, state) in steps {
                    let action = moves.get(usize::from(origin.step))?;
                    let Outcome::Next(mut made) = self.shared.model.act(world, action) else { return None };
                    self.shared.share(world, &mut made);
                    (made.fingerprint() == *state).then(|| next.insert(*state, made))?;
                }
            }
            worlds = next;
        }
        Some(worlds.into_values().collect())
    }
}

/// Whether a header is of this search.
fn fits(header: &Value, model: &Model, properties: &[Property], scenario: &str) -> Result<(), NoCheckpoint> {
    let same = |field: &str, value: Value| header.get(field) == Some(&value);
    match () {
        () if !same("checkpoint", FORMAT.into()) => Err(NoCheckpoint::Damaged("its format is not known")),
        () if !same("version", env!("CARGO_PKG_VERSION").into()) => Err(NoCheckpoint::Other("version")),
        () if !same("scenario", scenario.into()) => Err(NoCheckpoint::Other("scenario")),
        () if !same("setting", setting(model).into()) => Err(NoCheckpoint::Other("setting of the scenario")),
        () if !same("properties", names(properties).into()) => Err(NoCheckpoint::Other("list of properties")),
        () => Ok(()),
    }
}

fn count(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn number(header: &Value, field: &str) -> Result<usize, NoCheckpoint> {
    header.get(field).and_then(count).ok_or(DAMAGED)
}

fn read_trace(model: &Model, violation: &Value) -> Result<Trace, NoCheckpoint> {
    let numbers = violation.get("steps").and_then(Value::as_array).ok_or(DAMAGED)?.iter();
    let numbers =
        numbers.map(|step| step.as_u64().and_then(|step| u16::try_from(step).ok())).collect::<Option<Vec<_>>>();
    let why = violation.get("why").and_then(Value::as_str).ok_or(DAMAGED)?.to_owned();
    let followed = Trace::follow(model, &numbers.ok_or(DAMAGED)?);
    let (steps, _) = followed.ok_or(NoCheckpoint::Other("version of the code"))?;
    Ok(Trace { steps, why })
}

/// Reads so many states, their checksum, and nothing after that.
fn read_states(
    visited: &Visited,
    states: usize,
    depth: u16,
    mut hasher: Xxh3,
    mut from: impl Read,
) -> Result<(), NoCheckpoint> {
    for _ in 0..states {
        let mut entry = [0; ENTRY];
        from.read_exact(&mut entry)?;
        hasher.update(&entry);
        let [state, origin] = [entry.first_chunk(), entry.get(16..).and_then(|rest| rest.first_chunk())];
        let [Some(state), Some(origin)] = [state, origin].map(|bytes| bytes.map(|bytes| u128::from_be_bytes(*bytes)))
        else {
            return Err(DAMAGED);
        };
        let [.., high, low, upper, lower] = entry;
        let origin =
            Origin { depth: u16::from_be_bytes([high, low]), step: u16::from_be_bytes([upper, lower]), from: origin };
        if origin.depth > depth || state == 0 || !visited.enter(state, origin) {
            return Err(NoCheckpoint::Damaged("a state stands twice, or where none can be"));
        }
    }
    let mut sum = [0; 16];
    from.read_exact(&mut sum)?;
    match sum == hasher.digest128().to_be_bytes() && from.read(&mut [0])? == 0 {
        true => Ok(()),
        false => Err(NoCheckpoint::Damaged("its checksum")),
    }
}
