//! Tamarin lemma session_key_agreement (SAMEKEYS); RFC 8446 E.1, establishing the same session keys.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "session_key_agreement",
    rfc: "E.1 (establishing the same session keys)",
    statement: "A client and a server that saw the same handshake up to the server's Finished have the same application traffic secrets and the same exporter secret.",
    rules: &["E.1-i1"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).flat_map(|client| view.partners(client, 0).map(move |server| (client, server))).map(
        |(client, server)| {
            let same =
                client.shares_keys(server) && client.session.facts.exporters[1] == server.session.facts.exporters[1];
            holds(same, || {
                format!("{} and {} saw the same handshake and have different keys", client.named(), server.named())
            })
        },
    ))
}
