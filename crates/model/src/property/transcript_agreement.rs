//! Tamarin lemma transcript_agreement (AUTH-S); RFC 8446 E.1, peer authentication and downgrade protection.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "transcript_agreement",
    rfc: "E.1 (peer authentication)",
    statement: "When a client has completed a handshake with a server that was honest then, that server has a session that saw the same messages, byte by byte, up to its Finished.",
    rules: &["4.4.3-9", "E.1-i3", "E.1-i5"],
    under: "everything but the server's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| view.server_was_honest(*client)).map(|client| {
        let good = view.partners(client, 0).any(|server| Some(server.plan.agent) == client.peer());
        holds(good, || format!("{} is complete, and no session of its server saw the same handshake", client.named()))
    }))
}
