//! Tamarin lemma mutual_transcript_agreement (AUTH-C); RFC 8446 E.1, E.1.1, E.1.2.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "mutual_transcript_agreement",
    rfc: "E.1, E.1.1, E.1.2",
    statement: "When a server believes that its client has authenticated, in the handshake, after it, or before a resumption, and that client was honest then, the client has a session that saw the same messages up to its own Finished.",
    rules: &["4.4-i2", "4.4.1-i4", "4.4.3-9", "4.6.2-3", "E.1-i3"],
    under: "everything but the client's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(false).filter_map(|server| {
        let client = view.honest_client(server)?;
        let good = view.partners(server, 1).any(|each| each.plan.agent == client);
        Some(holds(good, || {
            format!("{} believes in a client no session of which saw the same handshake", server.named())
        }))
    }))
}
