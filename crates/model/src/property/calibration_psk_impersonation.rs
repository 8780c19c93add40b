//! Calibration: RFC 8446 E.1: who has a pre-shared key can be anybody who has it.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "psk_key_compromise",
    rfc: "E.1 (not promised with pre-shared keys)",
    statement: "A client whose pre-shared key the attacker has still authenticates its server. RFC 8446 does not say so: a pre-shared key impersonates both ends.",
    rules: &[],
    under: "the pre-shared key before completion",
    expected_false: true,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| client.session.facts.psk.is_some_and(|(_, known)| known)).map(|client| {
        let good = view.partners(client, 0).next().is_some();
        holds(good, || format!("{} was taken in by who has its pre-shared key", client.named()))
    }))
}
