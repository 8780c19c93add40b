//! The explorer's counts, compared with those of `stateright`, which hashes whole states by itself.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stateright::{Checker, Property};
use surehand_model::explore::{Bounds, explore, moves};
use surehand_model::scenario;
use surehand_model::world::{Action, Model, Outcome, World};

#[derive(Clone)]
struct State(World);

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for session in &self.0.sessions {
            (session.phase, &session.connection, &session.facts).hash(state);
            session.sent.iter().for_each(|record| record.bytes.hash(state));
        }
        (&self.0.knowledge, self.0.revealed, &self.0.used).hash(state);
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint() == other.0.fingerprint()
    }
}

struct Explored(Arc<Model>);

impl stateright::Model for Explored {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State(self.0.start())]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.extend(moves(&self.0, &state.0));
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        match self.0.act(&state.0, &action) {
            Outcome::Next(next) => Some(State(next)),
            Outcome::Rejected | Outcome::Impossible => None,
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        // What always holds keeps the search going to its end.
        vec![Property::always("true", |_, _| true)]
    }
}

#[test]
fn stateright_counts_the_same_states_and_steps() {
    for name in ["full-1x1", "full-2x1", "full-shares", "record-exporter", "resume-early"] {
        let setting = (scenario::named(name).unwrap().setting)();
        let run = explore(&Model::new(setting.clone()), &[], &Bounds::default(), &mut |_| ());
        assert!(run.complete);
        let checker = stateright::Model::checker(Explored(Arc::new(Model::new(setting)))).spawn_bfs().join();
        assert_eq!(checker.unique_state_count(), run.states, "{name}");
        // It counts the first state as one that was generated.
        assert_eq!(checker.state_count(), run.accepted + 1, "{name}");
    }
}
