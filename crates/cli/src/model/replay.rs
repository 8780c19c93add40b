//! `surehand model replay`: follow a trace again, step by step, in the symbolic world or with real crypto.

use std::path::PathBuf;

use clap::Args;
use surehand_model::explore::Trace;
use surehand_model::flaw::{self, How};
use surehand_model::property::{self, Property, Verdict};
use surehand_model::report::{Saved, Story, chart, read, text};
use surehand_model::scenario;
use surehand_model::world::Model;

use super::real::{ABOUT_KEYS, Flags, Outcome};
use crate::exit::{Failure, say};

/// Follow a trace again and say what happens
///
/// Without --real in the model. With it, the honest sessions of the trace are real endpoints with real crypto, each behind a
/// TCP connection on loopback to the attacker, who makes the steps of the trace. Exit code 0 says that the attack succeeds,
/// 7 that it fails, 8 that a step needs what a real attacker does not have; then nothing is sent.
///
/// Example:
///
///   surehand model check --flaw 15 --charts attacks
///   surehand model replay attacks/flaw-15.json --real
///   surehand model replay attacks/flaw-15.json --real --at 0=127.0.0.1:4430 --at 3=127.0.0.1:4433
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Replay {
    /// A trace that `surehand model check --charts` has written
    trace: PathBuf,
    /// Draw a sequence chart
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
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
        if self.flags.real {
            return self.really(&model, property, &saved);
        }
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
        self.tell(&story)
    }

    fn tell(&self, story: &Story) -> Result<(), Failure> {
        say!("{}", text(story));
        if let Some(path) = &self.svg {
            std::fs::write(path, chart(story)).map_err(|error| Failure::file(path, error))?;
        }
        Ok(())
    }

    /// With real crypto: whether the attack succeeds.
    fn really(&self, model: &Model, property: &Property, saved: &Saved) -> Result<(), Failure> {
        let followed = Trace::begin(model, &saved.steps);
        if followed.steps.len() < saved.steps.len() && followed.worlds.len() > followed.steps.len() {
            return Err(Failure::model("the trace cannot be followed: there is no such step"));
        }
        let verdict = followed.worlds.last().map(|world| (property.check)(model, world));
        let title = format!("{} in {}, with real crypto", property.name, saved.scenario);
        let trace = Trace { steps: followed.steps.clone(), why: String::new() };
        let mut story =
            Story::of(model, &title, &trace).ok_or_else(|| Failure::model("the trace cannot be followed"))?;
        let outcome = self.flags.replay(model, &followed, &mut story)?;
        let whole = followed.steps.len() == saved.steps.len() && followed.worlds.len() > followed.steps.len();
        let (end, failure) = match (outcome, verdict) {
            (Outcome::Parted { step, how }, _) => {
                let end = format!("the attack fails at step {step}: {how}");
                (end.clone(), Some(Failure::model(end)))
            }
            (Outcome::AsInTheTrace, _) if ABOUT_KEYS.contains(&property.name) => {
                let end =
                    format!("everything went as in the trace; whether {} holds does not show in that", property.name);
                (end.clone(), Some(Failure::unreal(end)))
            }
            (Outcome::AsInTheTrace, Some(Verdict::Violated(why))) if whole => {
                (format!("the attack succeeds: {why}"), None)
            }
            (Outcome::AsInTheTrace, _) => {
                let end = match whole {
                    true => format!("the attack fails: {} holds", property.name),
                    false => "the last step is accepted, which the model refuses".to_owned(),
                };
                (end.clone(), Some(Failure::model(end)))
            }
        };
        story.end.push(end);
        self.tell(&story)?;
        failure.map_or(Ok(()), Err)
    }
}
