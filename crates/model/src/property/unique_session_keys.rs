//! Tamarin lemma unique_session_keys (UNIQ); RFC 8446 E.1, uniqueness of the session keys.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "unique_session_keys",
    rfc: "E.1 (uniqueness of the session keys)",
    statement: "Two sessions that have the same traffic secret are the two ends of one connection: opposite roles, the same epoch and direction, and the handshake was the same; no third session has it.",
    rules: &["E.1-i4"],
    under: "anything but the exponents or the state of one of the sessions",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let complete = || view.complete(true).chain(view.complete(false));
    all(complete().map(|one| {
        let mut others = complete().filter(|two| two.number > one.number && two.shares_keys(one));
        let same = |two: &super::view::Seen<'_>| {
            two.plan.is_client() != one.plan.is_client()
                && two.session.facts.finished.first() == one.session.facts.finished.first()
        };
        let stranger = others.find(|two| !same(two));
        holds(stranger.is_none(), || {
            let other = stranger.map(|two| two.named()).unwrap_or_default();
            format!("{} and {other} have the same traffic secret without being the ends of one connection", one.named())
        })
    }))
}
