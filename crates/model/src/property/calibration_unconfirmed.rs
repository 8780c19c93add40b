//! Calibration: RFC 8446 4.4.4, E.1.2: a server that has not seen the client's Finished knows nothing about its client.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::Writer;
use crate::world::{Model, World};
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "handshake_keys_confirmed",
    rfc: "4.4.4 (not promised)",
    statement: "The handshake keys of a server are shared with an honest client as soon as they exist. RFC 8446 does not say so: anybody may have sent the ClientHello.",
    rules: &[],
    under: "none",
    expected_false: true,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter(|each| !each.plan.is_client()).filter_map(|server| {
        let keys = server.session.installed(Epoch::Handshake, Writer::Client)?;
        Some(holds(!view.knows(keys.secret), || {
            format!("{} shares its handshake keys with the attacker", server.named())
        }))
    }))
}
