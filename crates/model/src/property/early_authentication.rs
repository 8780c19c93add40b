//! EARLY-AUTH; RFC 8446 4.2.11.2, E.1.3: what a binder says.

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Phase, World};
use surehand_core::handshake::Claim;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_authentication",
    rfc: "4.2.11.2; E.1.3",
    statement: "When a server accepts a binder of a pre-shared key that the attacker does not know, a client has sent exactly that ClientHello, after exactly that first ClientHello if there was one.",
    rules: &["4.2.11-9"],
    under: "everything but the pre-shared key",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter(|each| !each.plan.is_client()).filter_map(|server| {
        let accepted = |claim: &Claim<_>| matches!(claim, Claim::PskAccepted { .. });
        server.session.facts.claims.iter().find(|claim| accepted(claim))?;
        let psk = model.psk(server.session.psk_identity()?)?;
        let (first, last) = server.session.facts.hellos.clone()?;
        let (returned, offered) = (
            server.last_hello()?.extensions.cookie.is_some(),
            server.last_hello()?.extensions.pre_shared_key.is_some(),
        );
        // A second hello may drop the pre-shared keys (§4.1.2), or be what the server has failed on: what was accepted then is the first.
        let last = if offered && server.session.phase != Phase::Dead { last } else { first.clone() };
        (!view.knows(psk)).then(|| {
            // After a HelloRetryRequest it is the second hello of a client whose first one came before it, or stands in the cookie.
            let sent = |client: &Seen<'_>| {
                client.session.facts.hellos.as_ref().is_some_and(|(theirs, second)| {
                    (*theirs == first && (last == first || *second == last)) || (returned && *second == last)
                })
            };
            let good = view.sessions().filter(|client| client.plan.is_client()).any(|client| sent(&client));
            holds(good, || format!("{} accepted a binder, and no client has sent that ClientHello", server.named()))
        })
    }))
}
