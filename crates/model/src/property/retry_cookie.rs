//! HRR-COOKIE; RFC 8446 4.1.4, 4.2.2: what a cookie may lead to.

use surehand_core::crypto::{HashState, Provider};

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "retry_cookie",
    rfc: "4.1.4, 4.2.2",
    statement: "A client that has returned a cookie completes with an honest server only if that server has made the cookie, and for this client's first ClientHello: one that was spliced, swapped or replayed leads nowhere.",
    rules: &[],
    under: "everything but the server's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| view.server_was_honest(*client)).flat_map(|client| {
        let cookie = client.last_hello().and_then(|hello| hello.extensions.cookie);
        let servers = view.sessions().filter(move |server| !server.plan.is_client() && server.shares_keys(client));
        servers.filter_map(move |server| {
            let made = model.cookie(cookie?);
            let suite = client.parameters()?.0;
            let suite = model.provider.suites().iter().find(|each| each.cipher_suite == suite)?;
            let mut hash = model.provider.hash(suite.hash);
            hash.update(&client.session.facts.hellos.as_ref()?.0);
            let good =
                made.is_some_and(|(maker, state)| maker == server.plan.agent && state.client_hello1 == hash.digest());
            Some(holds(good, || {
                format!("{} and {} have gone on from another's cookie", client.named(), server.named())
            }))
        })
    }))
}
