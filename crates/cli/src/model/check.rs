//! `surehand model check`: explore scenarios, or the scenario of a seeded flaw.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use surehand_model::explore::Run;
use surehand_model::flaw::{self, Expected, Flaw, How};
use surehand_model::property::{self, Property};
use surehand_model::report::{Saved, Story, chart, run_json, text, trace_json};
use surehand_model::scenario::{self, Scenario};
use surehand_model::world::Model;

use super::within::Within;
use crate::exit::{Failure, say};

/// Explore scenarios and check properties in every state
///
/// Without options: the whole standard matrix. Every property has to hold, its premise has to be met somewhere, and what
/// the RFC does not promise has to be violated.
#[derive(Args)]
pub struct Check {
    /// A scenario; may be repeated
    #[arg(long, value_name = "NAME")]
    scenario: Vec<String>,
    /// The quick matrix: scenarios of seconds
    #[arg(long, conflicts_with = "scenario")]
    quick: bool,
    /// A property; may be repeated
    #[arg(long, value_name = "NAME")]
    property: Vec<String>,
    /// A seeded flaw of the world, by number, or `all` of them
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["scenario", "quick"])]
    flaw: Option<String>,
    #[command(flatten)]
    within: Within,
    /// Write the figures of all runs to a file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write each attack as text, JSON and SVG to a folder
    #[arg(long, value_name = "FOLDER")]
    charts: Option<PathBuf>,
}

/// What is known after all runs.
#[derive(Default)]
struct Total {
    witnesses: BTreeMap<&'static str, usize>,
    violated: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
    json: Vec<serde_json::Value>,
    partial: bool,
}

impl Check {
    pub fn run(self) -> Result<(), Failure> {
        let mut total = Total::default();
        if let Some(which) = &self.flaw {
            for flaw in flaws(which)? {
                self.flaw(&flaw, &mut total)?;
            }
        } else {
            if self.within.is_kept() && self.scenario.len() != 1 {
                return Err(Failure::usage("one scenario for one checkpoint"));
            }
            let properties = self.properties()?;
            for scenario in self.scenarios()? {
                self.scenario(&scenario, &properties, &mut total)?;
            }
            if self.scenario.is_empty() && self.property.is_empty() && self.within.is_standard() {
                total.look_at_all();
            }
        }
        if let Some(path) = &self.json {
            write(path, &format!("{:#}\n", serde_json::Value::from(total.json)))?;
        }
        if total.partial {
            say!("At least one scenario was explored in part only.");
        }
        match total.wrong.is_empty() {
            true => Ok(()),
            false => Err(Failure::model(total.wrong.join("; "))),
        }
    }

    fn scenarios(&self) -> Result<Vec<Scenario>, Failure> {
        let one = |name: &String| {
            scenario::named(name)
                .ok_or_else(|| Failure::usage(format!("no scenario {name}; see `surehand model list`")))
        };
        match self.scenario.as_slice() {
            [] => Ok(scenario::all().into_iter().filter(|scenario| scenario.quick || !self.quick).collect()),
            names => names.iter().map(one).collect(),
        }
    }

    fn properties(&self) -> Result<Vec<Property>, Failure> {
        let one = |name: &String| {
            let property = property::named(name).copied();
            property.ok_or_else(|| Failure::usage(format!("no property {name}; see `surehand model list`")))
        };
        match self.property.as_slice() {
            [] => Ok(property::ALL.to_vec()),
            names => names.iter().map(one).collect(),
        }
    }

    fn scenario(&self, scenario: &Scenario, properties: &[Property], total: &mut Total) -> Result<(), Failure> {
        let (model, run) = self.within.explore(scenario.name, (scenario.setting)(), properties, None)?;
        say!("{}", line(scenario.name, &run));
        total.json.push(run_json(scenario.name, &run));
        total.partial |= !run.complete;
        for (name, found) in &run.properties {
            *total.witnesses.entry(name).or_default() += found.witnesses;
            let Some(trace) = &found.violation else { continue };
            *total.violated.entry(name).or_default() += 1;
            if property::named(name).is_some_and(|property| property.expected_false) {
                continue;
            }
            total.wrong.push(format!("{name} is violated in {}", scenario.name));
            let saved = saved(scenario.name, None, name, trace.numbers());
            let title = format!("{name} is violated in {}", scenario.name);
            self.tell(&model, &saved, &title, trace, scenario.name)?;
        }
        Ok(())
    }

    fn flaw(&self, flaw: &Flaw, total: &mut Total) -> Result<(), Failure> {
        let How::World(change) = flaw.how else {
            say!("flaw {}: a patch; `cargo xtask flaw {:02}`", flaw.number, flaw.number);
            return Ok(());
        };
        let scenario = scenario::named(flaw.scenario).ok_or_else(|| Failure::local("a flaw without a scenario"))?;
        let mut setting = (scenario.setting)();
        change(&mut setting);
        let stop = match flaw.expected {
            Expected::Violates(name) => Some(name),
            Expected::Equivalent(_) => None,
        };
        let (model, run) = self.within.explore(flaw.scenario, setting, property::ALL, stop)?;
        total.json.push(run_json(&format!("flaw {} in {}", flaw.number, flaw.scenario), &run));
        say!("flaw {}: {}\n  {}", flaw.number, flaw.removed, line(flaw.scenario, &run));
        let unexpected = |name: &str| property::named(name).is_some_and(|property| !property.expected_false);
        let mut violations = run
            .properties
            .iter()
            .filter_map(|(name, found)| Some((*name, found.violation.as_ref()?)))
            .filter(|(name, _)| unexpected(name));
        match flaw.expected {
            Expected::Violates(wanted) => match violations.find(|(name, _)| *name == wanted) {
                Some((name, trace)) => {
                    let saved = saved(flaw.scenario, Some(flaw.number), name, trace.numbers());
                    let title = format!("Flaw {}: {}", flaw.number, flaw.removed);
                    self.tell(&model, &saved, &title, trace, &format!("flaw-{:02}", flaw.number))?;
                }
                None => total.wrong.push(format!("flaw {} does not violate {wanted}", flaw.number)),
            },
            Expected::Equivalent(why) => {
                say!("  expected to be equivalent: {why}");
                if let Some((name, _)) = violations.next() {
                    total.wrong.push(format!("flaw {} violates {name}", flaw.number));
                }
            }
        }
        Ok(())
    }

    /// Prints an attack, and writes it where it was asked for.
    fn tell(
        &self,
        model: &Model,
        saved: &Saved,
        title: &str,
        trace: &surehand_model::explore::Trace,
        file: &str,
    ) -> Result<(), Failure> {
        let story = Story::of(model, title, trace).ok_or_else(|| Failure::local("a trace cannot be followed"))?;
        say!("{}", text(&story));
        if let Some(folder) = &self.charts {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::local(format!("{}: {error}", folder.display())))?;
            write(&folder.join(format!("{file}.svg")), &chart(&story))?;
            write(&folder.join(format!("{file}.txt")), &text(&story))?;
            write(&folder.join(format!("{file}.json")), &format!("{:#}\n", trace_json(saved, &story)))?;
        }
        Ok(())
    }
}

impl Total {
    /// After the matrix: what was vacuous, and what should have been violated.
    fn look_at_all(&mut self) {
        for property in property::ALL {
            let violated = self.violated.get(property.name).copied().unwrap_or_default();
            let witnesses = self.witnesses.get(property.name).copied().unwrap_or_default();
            match (property.expected_false, violated, witnesses) {
                (true, 0, _) => self.wrong.push(format!("{} is not violated, as it has to be", property.name)),
                (true, _, _) => say!("{:40} violated, as it has to be", property.name),
                (false, 0, 0) => self.wrong.push(format!("{} is vacuous", property.name)),
                (false, _, _) => say!("{:40} {witnesses} witnesses, {violated} violations", property.name),
            }
        }
    }
}

fn saved(scenario: &str, flaw: Option<u8>, property: &str, steps: Vec<u16>) -> Saved {
    Saved { scenario: scenario.to_owned(), flaw, property: property.to_owned(), steps }
}

fn flaws(which: &str) -> Result<Vec<Flaw>, Failure> {
    if which == "all" {
        return Ok(flaw::all());
    }
    let number = which.parse().ok().and_then(flaw::numbered);
    number.map(|flaw| vec![flaw]).ok_or_else(|| Failure::usage(format!("no flaw {which}; see `surehand model list`")))
}

/// The figures of a run.
fn line(name: &str, run: &Run) -> String {
    let seconds = run.time.as_secs_f64();
    let all = if run.complete { "" } else { " (a part)" };
    let steps =
        format!("{} steps accepted ({} to known states), {} refused", run.accepted, run.duplicates, run.rejected);
    let rate = format!("{seconds:.1} s, {:.0} accepted a second and core", run.rate());
    let memory = format!("{} B a state visited, {} B a live one", run.visited_bytes(), run.live_bytes());
    format!("{name}: {} states{all}, depth {}, {steps}, {rate}, {memory}", run.states, run.depth)
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    std::fs::write(path, content).map_err(|error| Failure::local(format!("{}: {error}", path.display())))
}
