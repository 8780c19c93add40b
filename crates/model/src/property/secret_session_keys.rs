//! Tamarin lemma secret_session_keys; RFC 8446 E.1, secrecy of the session keys.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "secret_session_keys",
    rfc: "E.1 (secrecy of the session keys)",
    statement: "When a client has completed a handshake with a server that nobody has corrupted, and nothing was revealed, the attacker knows none of its application traffic secrets and not its exporter secret.",
    rules: &["E.1-i2"],
    under: "none: nothing is revealed",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| world.revealed == 0 && view.server_was_honest(*client)).map(|client| {
        let known = view.known_secret(client);
        holds(known.is_none(), || format!("the attacker knows {} of {}", known.unwrap_or_default(), client.named()))
    }))
}
