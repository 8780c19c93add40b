//! KCI; RFC 8446 E.1: resistance to key compromise impersonation.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Reveal, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "key_compromise",
    rfc: "E.1 (key compromise impersonation resistance)",
    statement: "A client whose own long-term key the attacker has still authenticates its server by a certificate: the server has a session that saw the same handshake.",
    rules: &["E.1-i7"],
    under: "the client's own long-term key before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| view.server_was_honest(*client) && !client.by_psk()).filter_map(|client| {
        let before = client.session.facts.complete?;
        let own = view.made(before, |reveal| reveal == Reveal::LongTerm(client.plan.agent));
        own.then(|| {
            let good = view.partners(client, 0).any(|server| Some(server.plan.agent) == client.peer());
            holds(good, || format!("{} was taken in by who has its own key", client.named()))
        })
    }))
}
