//! Tamarin lemma injective_mutual_entity_authentication (INJ); RFC 8446 E.1.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "injective_mutual_entity_authentication",
    rfc: "E.1 (peer authentication; replay)",
    statement: "A session that another one has authenticated is the partner of that one alone: no two complete sessions of a role saw the same handshake.",
    rules: &["E.1-i3"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let roles = [true, false].into_iter();
    all(roles.flat_map(|client| view.complete(client)).map(|one| {
        let twins = view.complete(one.plan.is_client()).filter(|two| two.number > one.number);
        let mut twins = twins.filter(|two| two.session.facts.finished.get(..2) == one.session.facts.finished.get(..2));
        let twin = twins.next();
        holds(twin.is_none(), || {
            format!(
                "{} and {} are both complete with one handshake",
                one.named(),
                twin.map(|two| two.named()).unwrap_or_default()
            )
        })
    }))
}
