//! Tamarin lemma mutual_entity_authentication; RFC 8446 E.1, peer authentication of clients.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "mutual_entity_authentication",
    rfc: "E.1 (peer authentication)",
    statement: "When a server believes that its client has authenticated, and that client was honest then, the client has a session with this server with the same random in it.",
    rules: &["E.1-i3"],
    under: "everything but the client's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(false).filter_map(|server| {
        let client = view.honest_client(server)?;
        let random = server.last_hello().map(|hello| hello.random);
        let mut met = view.sessions().filter(|each| each.plan.is_client() && each.plan.agent == client);
        let good = met.any(|each| {
            each.peer() == Some(server.plan.agent) && each.first_hello().map(|hello| hello.random) == random
        });
        Some(holds(good, || format!("{} believes in a client that has not met it", server.named())))
    }))
}
