//! Tamarin lemma entity_authentication; RFC 8446 E.1, peer authentication.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "entity_authentication",
    rfc: "E.1 (peer authentication)",
    statement: "When a client has completed a handshake with a server that was honest then, that server has a session with the client's random in it, and it has answered.",
    rules: &["E.1-i3"],
    under: "everything but the server's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| view.server_was_honest(*client)).map(|client| {
        let random = client.last_hello().map(|hello| hello.random);
        // A server that forgets may have heard of somebody else before (§4.2.2).
        let met = view.sessions().filter(|each| !each.plan.is_client() && Some(each.plan.agent) == client.peer());
        let mut answered = met.filter(|server| server.session.handshake_keys().is_some());
        let good = answered.any(|server| server.last_hello().map(|hello| hello.random) == random && random.is_some());
        holds(good, || format!("{} is complete, and its server has never met it", client.named()))
    }))
}
