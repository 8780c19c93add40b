//! The way to a state, step by step, made again from the start.

use super::moves::moves;
use super::visited::Visited;
use crate::world::{Action, Model, Outcome, World};

/// One step of a trace.
#[derive(Clone, Debug)]
pub struct Step {
    /// The number of the step among those of the state before.
    pub number: u16,
    /// The step.
    pub action: Action,
}

/// A way from the start to a state.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The steps.
    pub steps: Vec<Step>,
    /// What is wrong in the last state.
    pub why: String,
}

/// How far a trace could be followed.
#[derive(Clone)]
pub struct Followed {
    /// The steps; the last one is refused if there are no more states than steps.
    pub steps: Vec<Step>,
    /// Every state on the way, the first one included.
    pub worlds: Vec<World>,
}

/// The shortest way to a state.
pub(super) fn trace(model: &Model, visited: &Visited, state: u128, why: String) -> Trace {
    let mut numbers = Vec::new();
    let mut at = state;
    while let Some(origin) = visited.origin(at).filter(|origin| origin.depth > 0) {
        numbers.push(origin.step);
        at = origin.from;
    }
    numbers.reverse();
    let steps = Trace::follow(model, &numbers).map(|(steps, _)| steps).unwrap_or_default();
    Trace { steps, why }
}

impl Trace {
    /// Makes steps again by their numbers: the steps, and every state on the way.
    pub fn follow(model: &Model, numbers: &[u16]) -> Option<(Vec<Step>, Vec<World>)> {
        let followed = Self::begin(model, numbers);
        (followed.worlds.len() > numbers.len()).then_some((followed.steps, followed.worlds))
    }

    /// Makes steps again for as long as they lead on.
    pub fn begin(model: &Model, numbers: &[u16]) -> Followed {
        let mut followed = Followed { steps: Vec::new(), worlds: vec![model.start()] };
        for number in numbers {
            let Some(world) = followed.worlds.last() else { break };
            let Some(action) = moves(model, world).into_iter().nth(usize::from(*number)) else { break };
            let outcome = model.act(world, &action);
            followed.steps.push(Step { number: *number, action });
            let Outcome::Next(next) = outcome else { break };
            followed.worlds.push(next);
        }
        followed
    }

    /// The numbers of its steps.
    pub fn numbers(&self) -> Vec<u16> {
        self.steps.iter().map(|step| step.number).collect()
    }
}
