//! AUTH-ID; RFC 8446 E.1, RFC 9257 4.1, RFC 9846 F.8: names are right, and nobody talks to itself.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "identity",
    rfc: "E.1; RFC 9257 4.1",
    statement: "The partner of a session is who the session believes it is, and not the session's own agent.",
    rules: &["E.1-i3"],
    under: "everything but the peer's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let clients = view.complete(true).filter(|client| view.server_was_honest(*client)).flat_map(|client| {
        view.partners(client, 0).map(move |server| {
            let good = Some(server.plan.agent) == client.peer() && server.plan.agent != client.plan.agent;
            holds(good, || format!("{} takes {} for somebody else", client.named(), server.named()))
        })
    });
    let servers = view.complete(false).filter_map(|server| Some((server, view.honest_client(server)?)));
    let servers = servers.flat_map(|(server, client)| {
        view.partners(server, 1).map(move |partner| {
            holds(partner.plan.agent == client, || {
                format!("{} takes {} for somebody else", server.named(), partner.named())
            })
        })
    });
    all(clients.chain(servers))
}
