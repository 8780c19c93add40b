//! Explores the scenario of a seeded flaw and compares what is found with what is expected: `cargo run --example flaw -- NN
//! [TRACE [CHART]]`. The attack is written to TRACE as JSON, which `surehand model replay` reads, and drawn in CHART.
//!
//! For a flaw of class P this is meant to run in a copy of the tree to which the patch has been applied: see `cargo xtask flaw`.

use std::process::ExitCode;

use surehand_model::explore::{Bounds, explore};
use surehand_model::flaw::{self, Expected, How};
use surehand_model::property;
use surehand_model::report::{Saved, Story, chart, text, trace_json};
use surehand_model::scenario;
use surehand_model::world::Model;

fn main() -> ExitCode {
    let number = std::env::args().nth(1).and_then(|number| number.parse().ok());
    let Some(flaw) = number.and_then(flaw::numbered) else {
        eprintln!("which flaw?");
        return ExitCode::FAILURE;
    };
    let Some(scenario) = scenario::named(flaw.scenario) else { return ExitCode::FAILURE };
    let mut setting = (scenario.setting)();
    if let How::World(change) = flaw.how {
        change(&mut setting);
    }
    let stop = match flaw.expected {
        Expected::Violates(name) => Some(name),
        Expected::Equivalent(_) => None,
    };
    let model = Model::new(setting);
    let run = explore(&model, property::ALL, &Bounds { stop, ..Bounds::default() }, &mut |_| ());
    let unexpected = run.properties.iter().filter(|(name, found)| {
        found.violation.is_some() && property::named(name).is_some_and(|property| !property.expected_false)
    });
    let violated: Vec<&str> = unexpected.map(|(name, _)| *name).collect();
    println!("flaw {}: {} [{}: {} states]", flaw.number, flaw.removed, flaw.scenario, run.states);
    println!("  violated: {violated:?}");
    let title = format!("Flaw {}: {}", flaw.number, flaw.removed);
    let good = match flaw.expected {
        Expected::Equivalent(_) => violated.is_empty(),
        Expected::Violates(name) => {
            let found = run.properties.iter().find(|(violated, _)| *violated == name);
            if let Some(trace) = found.and_then(|(_, found)| found.violation.as_ref())
                && let Some(story) = Story::of(&model, &title, trace)
            {
                println!("{}", text(&story));
                let (scenario, property) = (flaw.scenario.to_owned(), name.to_owned());
                let saved = Saved { scenario, flaw: Some(flaw.number), property, steps: trace.numbers() };
                let written = [format!("{:#}\n", trace_json(&saved, &story)), chart(&story)];
                let failed = std::env::args().skip(2).zip(written).find_map(|(file, text)| {
                    std::fs::write(&file, text).err().map(|error| eprintln!("{file}: {error}"))
                });
                if failed.is_some() {
                    return ExitCode::FAILURE;
                }
            }
            violated.contains(&name)
        }
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
