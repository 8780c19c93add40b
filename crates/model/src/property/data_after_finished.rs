//! RFC 8446 2, 4.4.4, A.1, A.2: when application data may flow.

use surehand_core::key_schedule::Epoch;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Data, Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "data_after_finished",
    rfc: "2, 4.4.4; A.1, A.2",
    statement: "Application data is delivered after both Finished, and sent after the sender's own, a client's after the server's too; what flows earlier is a client's early data, under early keys.",
    rules: &["2-2", "4.4.4-i2", "4.4.4-4", "5.1-i1", "A.1-i1", "A.1-i8", "A.1-i9", "A.2-i9"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let active =
        view.sessions().filter(|seen| !(seen.session.facts.sent.is_empty() && seen.session.facts.delivered.is_empty()));
    all(active.map(|seen| {
        let (facts, client) = (&seen.session.facts, seen.plan.is_client());
        let in_place = |data: &Data, early: bool, open: bool| match data.epoch {
            Epoch::Early => early,
            Epoch::Application(_) => open,
            _ => false,
        };
        let complete = facts.finished.len() == 2;
        let own_finished = complete || !client && facts.finished.len() == 1;
        let good = facts.sent.iter().all(|data| in_place(data, client, own_finished))
            && facts.delivered.iter().all(|data| in_place(data, !client, complete));
        holds(good, || format!("{} has exchanged data before it may", seen.named()))
    }))
}
