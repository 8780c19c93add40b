//! EOF; RFC 8446 6.1, E.2: truncation is noticed.

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::world::{Data, Ending};
use crate::world::{Model, World};
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "end_of_data",
    rfc: "6.1; E.2",
    statement: "When a session has seen a clean end under keys that the attacker does not know, its partner has closed, and everything that the partner sent in that direction has been delivered.",
    rules: &["6.1-i1"],
    under: "everything but the very traffic secret",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).chain(view.complete(false)).filter_map(|reader| {
        let clean = reader.session.facts.ending == Some(Ending::Clean);
        let known = view.known_secret(reader).is_some() || view.traffic_revealed(reader);
        let of_application = |data: &&Data| matches!(data.epoch, Epoch::Application(_));
        (clean && !known).then(|| {
            let whole = |writer: Seen<'_>| {
                let sent = writer.session.facts.sent.iter().filter(of_application);
                writer.session.facts.closed && sent.eq(reader.session.facts.delivered.iter().filter(of_application))
            };
            let good =
                view.sessions().filter(|each| each.number != reader.number && each.shares_keys(reader)).any(whole);
            holds(good, || format!("{} has seen a clean end that its partner has not made", reader.named()))
        })
    }))
}
