//! SERVER-CONFIRM; RFC 8446 E.1, E.1.3: a server that completes with a pre-shared key.

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "server_confirmation",
    rfc: "E.1; 4.4.4",
    statement: "When a server completes a handshake with a pre-shared key that the attacker does not know, a client session has sent the Finished that the server received: it saw the same handshake to its end.",
    rules: &[],
    under: "everything but the pre-shared key, and the state of a session before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let secret = |server: &Seen<'_>| server.session.facts.psk.is_some_and(|(_, known)| !known);
    all(view.complete(false).filter(|server| secret(server) && !view.taken_over(*server)).map(|server| {
        let good = view.partners(server, 1).next().is_some();
        holds(good, || format!("{} is complete, and no client has finished that handshake", server.named()))
    }))
}
