//! Runs and traces as JSON; a trace can be read again.

use serde_json::{Value, json};

use super::story::Story;
use crate::explore::{Run, Trace};

/// What is needed to follow a trace again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saved {
    /// The scenario.
    pub scenario: String,
    /// The number of the flaw, if one is seeded.
    pub flaw: Option<u8>,
    /// The property that is violated.
    pub property: String,
    /// The numbers of the steps.
    pub steps: Vec<u16>,
}

/// A trace with its story.
pub fn trace(saved: &Saved, story: &Story) -> Value {
    let events: Vec<Value> = story
        .events
        .iter()
        .map(|event| json!({ "from": event.from, "to": event.to, "what": event.label, "notes": event.notes }))
        .collect();
    json!({
        "scenario": saved.scenario,
        "flaw": saved.flaw,
        "property": saved.property,
        "steps": saved.steps,
        "sessions": story.lanes,
        "events": events,
        "end": story.end,
        "violated": story.why,
    })
}

/// Reads what [`trace`] wrote.
pub fn read(text: &str) -> Option<Saved> {
    let value: Value = serde_json::from_str(text).ok()?;
    let steps = value.get("steps")?.as_array()?.iter();
    Some(Saved {
        scenario: value.get("scenario")?.as_str()?.to_owned(),
        flaw: value.get("flaw").and_then(Value::as_u64).and_then(|number| u8::try_from(number).ok()),
        property: value.get("property")?.as_str()?.to_owned(),
        steps: steps.map(|step| step.as_u64().and_then(|step| u16::try_from(step).ok())).collect::<Option<_>>()?,
    })
}

/// The figures of a run.
pub fn run(scenario: &str, run: &Run) -> Value {
    let violated = |trace: &Trace| json!({ "why": trace.why, "steps": trace.numbers() });
    let properties: serde_json::Map<String, Value> = run
        .properties
        .iter()
        .map(|(name, found)| {
            let violation = found.violation.as_ref().map(violated);
            ((*name).to_owned(), json!({ "witnesses": found.witnesses, "violation": violation }))
        })
        .collect();
    json!({
        "scenario": scenario,
        "states": run.states,
        "accepted": run.accepted,
        "duplicates": run.duplicates,
        "rejected": run.rejected,
        "depth": run.depth,
        "largest_level": run.frontier,
        "seconds": run.time.as_secs_f64(),
        "threads": run.threads,
        "seconds_of_cores": run.busy.as_secs_f64(),
        "accepted_a_second_and_core": run.rate(),
        "bytes_a_state_visited": run.visited_bytes(),
        "bytes_a_live_state": run.live_bytes(),
        "memory": {
            "visited": run.memory.visited,
            "frontier": run.memory.frontier,
            "sessions": run.memory.sessions,
            "in_sessions": run.memory.in_sessions,
            "terms": run.memory.terms,
        },
        "complete": run.complete,
        "properties": properties,
    })
}
