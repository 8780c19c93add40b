//! SEC; RFC 8446 E.1, secrecy of the session keys, for both roles and under compromise.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "secrecy",
    rfc: "E.1 (secrecy of the session keys)",
    statement: "The keys of a completed handshake with an honest peer are not known to the attacker, whatever else is revealed: own long-term keys, handshake keys, other sessions; in psk_ke as long as the pre-shared key stays secret.",
    rules: &["E.1-i2", "E.2-i1"],
    under: "own long-term key; peer's after completion; handshake AEAD keys; exponents and state of other sessions",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let clients = view.complete(true).filter(|client| view.server_was_honest(*client));
    let servers = view.complete(false).filter(|server| {
        let by_psk = server.session.facts.psk.is_some_and(|(_, known)| !known) && server.client_identity().is_none();
        by_psk && !view.taken_over(*server) || view.honest_client(*server).is_some()
    });
    all(clients.chain(servers).filter(|seen| !view.laid_open(*seen)).filter_map(|seen| {
        let (_, group) = seen.parameters()?;
        let open = group.is_none() && seen.session.facts.psk.is_none_or(|(psk, _)| view.knows(psk));
        (!open).then(|| {
            let known = view.known_secret(seen);
            holds(known.is_none(), || format!("the attacker knows {} of {}", known.unwrap_or_default(), seen.named()))
        })
    }))
}
