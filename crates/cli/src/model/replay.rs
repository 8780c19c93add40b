//! `surehand model replay`: follow a trace again, step by step, in the symbolic world.

use std::path::PathBuf;

use clap::Args;
use surehand_model::explore::Trace;
use surehand_model::flaw::{self, How};
use surehand_model::property::{self, Verdict};
use surehand_model::report::{Story, chart, read, text};
use surehand_model::scenario;
use surehand_model::world::Model;

use crate::exit::{Failure, say};

/// Follow a trace again and say what happens
#[derive(Args)]
pub struct Replay {
    /// A trace that `surehand model check --charts` has written
    trace: PathBuf,
    /// Draw a sequence chart
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl Replay {
    pub fn run(self) -> Result<(), Failure> {
        let shown = self.trace.display();
        let content =
            std::fs::read_to_string(&self.trace).map_err(|error| Failure::local(format!("{shown}: {error}")))?;
        let saved = read(&content).ok_or_else(|| Failure::local(format!("{shown} is no trace")))?;
        let scenario = scenario::named(&saved.scenario);
        let scenario = scenario.ok_or_else(|| Failure::local(format!("no scenario {}", saved.scenario)))?;
        let property = property::named(&saved.property);
        let property = property.ok_or_else(|| Failure::local(format!("no property {}", saved.property)))?;
        let mut setting = (scenario.setting)();
        if let Some(How::World(change)) = saved.flaw.and_then(flaw::numbered).map(|flaw| flaw.how) {
            change(&mut setting);
        }
        let model = Model::new(setting);
        let (steps, worlds) = Trace::follow(&model, &saved.steps)
            .ok_or_else(|| Failure::model("the trace cannot be followed: something is refused now"))?;
        let verdict = worlds.last().map(|world| (property.check)(&model, world));
        let why = match verdict {
            Some(Verdict::Violated(why)) => why,
            _ => return Err(Failure::model(format!("{} is not violated any more", property.name))),
        };
        let title = format!("{} in {}", property.name, scenario.name);
        let story = Story::of(&model, &title, &Trace { steps, why });
        let story = story.ok_or_else(|| Failure::model("the trace cannot be followed"))?;
        say!("{}", text(&story));
        if let Some(path) = self.svg {
            std::fs::write(&path, chart(&story))
                .map_err(|error| Failure::local(format!("{}: {error}", path.display())))?;
        }
        Ok(())
    }
}
