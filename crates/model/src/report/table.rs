//! Tables in Markdown for `docs/model/`.

use std::fmt::Write;

use crate::explore::Run;
use crate::flaw::{self, Expected, How};
use crate::property::{ALL, Property};
use crate::scenario::Scenario;

/// A table of runs.
pub fn scenarios(runs: &[(Scenario, Run)]) -> String {
    let mut out = String::from(
        "| scenario | what happens in it | states | steps accepted | of them to known states | refused | depth | seen | accepted a second and core | bytes a state | bytes a live state |\n|---|---|--:|--:|--:|--:|--:|---|--:|--:|--:|\n",
    );
    for (scenario, run) in runs {
        let seen = if run.complete { "all" } else { "a part" };
        let steps = format!("{} | {} | {}", run.accepted, run.duplicates, run.rejected);
        let costs = format!("{:.0} | {} | {}", run.rate(), run.visited_bytes(), run.live_bytes());
        let Scenario { name, about, .. } = scenario;
        let _ = writeln!(out, "| `{name}` | {about} | {} | {steps} | {} | {seen} | {costs} |", run.states, run.depth);
    }
    out
}

/// What the runs have cost, in words.
pub fn costs(runs: &[(Scenario, Run)]) -> String {
    let Some((scenario, largest)) = runs.iter().max_by_key(|(_, run)| run.states) else { return String::new() };
    let sum = |of: fn(&Run) -> usize| runs.iter().map(|(_, run)| of(run)).sum::<usize>();
    let busy: f64 = runs.iter().map(|(_, run)| run.busy.as_secs_f64()).sum();
    let memory = &largest.memory;
    format!(
        "All together: {} states, {} steps accepted in {busy:.0} seconds of one core, on {} threads. The largest is `{}`: {} states in {} MiB \
         ({} bytes for each, with its name and where it was reached from), {} MiB for the {} live ones of its largest level and the one after, \
         {} KiB for {} different sessions, {} KiB for terms.\n",
        sum(|run| run.states),
        sum(|run| run.accepted),
        largest.threads,
        scenario.name,
        largest.states,
        memory.visited >> 20,
        largest.visited_bytes(),
        memory.frontier >> 20,
        largest.frontier,
        memory.in_sessions >> 10,
        memory.sessions,
        memory.terms >> 10,
    )
}

/// A table of all properties, with what the runs say of them.
pub fn properties(runs: &[(Scenario, Run)]) -> String {
    let mut out = String::from(
        "| property | RFC 8446 | what it says | rules | holds under | witnesses | found |\n|---|---|---|---|---|--:|---|\n",
    );
    for property in ALL {
        let found = runs.iter().flat_map(|(_, run)| &run.properties).filter(|(name, _)| *name == property.name);
        let witnesses: usize = found.clone().map(|(_, found)| found.witnesses).sum();
        let violated = found.clone().filter(|(_, found)| found.violation.is_some()).count();
        let verdict = match (property.expected_false, violated) {
            (true, 0) => "not violated, as it should be".to_owned(),
            (true, count) => format!("violated in {count} scenarios, as it has to be"),
            (false, 0) => "no violation".to_owned(),
            (false, count) => format!("**violated in {count} scenarios**"),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {witnesses} | {verdict} |",
            property.name,
            property.rfc,
            property.statement,
            rules(property),
            property.under
        );
    }
    out
}

/// The rules that a property stands for.
fn rules(property: &Property) -> String {
    if property.rules.is_empty() { "–".to_owned() } else { property.rules.join(" ") }
}

/// A table of all seeded flaws.
pub fn flaws() -> String {
    let mut out = String::from("| | removed | how | scenario | what fails |\n|--:|---|---|---|---|\n");
    for flaw in flaw::all() {
        let how = match flaw.how {
            How::World(_) => "world",
            How::Patch => "patch",
        };
        let expected = match flaw.expected {
            Expected::Violates(name) => format!("`{name}`"),
            Expected::Equivalent(why) => format!("nothing: {why}"),
        };
        let _ = writeln!(out, "| {} | {} | {how} | `{}` | {expected} |", flaw.number, flaw.removed, flaw.scenario);
    }
    out
}
