//! Tables in Markdown for `docs/model/`.

use std::fmt::Write;

use crate::explore::Run;
use crate::flaw::{self, Expected, How};
use crate::property::ALL;
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

/// A table of all properties, with what the runs say of them.
pub fn properties(runs: &[(Scenario, Run)]) -> String {
    let mut out = String::from(
        "| property | RFC 8446 | what it says | holds under | witnesses | found |\n|---|---|---|---|--:|---|\n",
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
            "| `{}` | {} | {} | {} | {witnesses} | {verdict} |",
            property.name, property.rfc, property.statement, property.under
        );
    }
    out
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
