//! EARLY-TRUNC; RFC 8446 4.5: EndOfEarlyData.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::Data;
use crate::world::{Model, World};
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_data_whole",
    rfc: "4.5; E.1.3",
    statement: "When a server that took early data completes, and the attacker does not know the pre-shared key, the server has delivered all early data that its client sent.",
    rules: &["4.2.10-i6", "4.5-1", "4.5-i2", "A.2-i3"],
    under: "everything but the pre-shared key",
    expected_false: false,
    check,
};

fn early(data: &[Data]) -> impl Iterator<Item = &Data> {
    data.iter().filter(|data| data.epoch == Epoch::Early)
}

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(false).filter_map(|server| {
        let took = server.session.facts.installed.iter().any(|each| each.epoch == Epoch::Early);
        let secret = server.session.facts.psk.is_some_and(|(psk, _)| !view.knows(psk));
        let mut clients = view.sessions().filter(|each| each.plan.is_client() && each.shares_keys(server));
        let client = clients.next().filter(|_| took && secret)?;
        let good = early(&server.session.facts.delivered).eq(early(&client.session.facts.sent));
        Some(holds(good, || format!("{} is complete without all early data of {}", server.named(), client.named())))
    }))
}
