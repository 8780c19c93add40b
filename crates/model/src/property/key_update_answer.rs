//! KU-ANSWER; RFC 8446 4.6.3: who is asked for a KeyUpdate answers before it sends more data.

use surehand_core::key_schedule::Epoch;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Asked, Data, Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "key_update_answer",
    rfc: "4.6.3",
    statement: "Whatever application data a session sends after it has received a KeyUpdate that asks for one comes after its own KeyUpdate that asks for none, and is under later keys than that.",
    rules: &["4.6.3-2", "4.6.3-5"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter_map(|seen| {
        let Asked { sent, answer } = seen.session.facts.asked?;
        let since = seen.session.facts.sent.get(sent..).filter(|since| !since.is_empty())?;
        let later = |data: &Data| match (answer, data.epoch) {
            (Some(Epoch::Application(answer)), Epoch::Application(under)) => answer < under,
            _ => false,
        };
        Some(holds(since.iter().all(later), || format!("{} sends data and owes a KeyUpdate", seen.named())))
    }))
}
