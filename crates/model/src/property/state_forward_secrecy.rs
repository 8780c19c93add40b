//! FS-STATE; RFC 8446 E.1: what a session has erased.

use surehand_core::key_schedule::Epoch;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Reveal, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "state_forward_secrecy",
    rfc: "E.1 (forward secret); 7.1",
    statement: "The whole state of a session that is complete, revealed later, does not open what its handshake keys protected.",
    rules: &["E.1-i6"],
    under: "the whole state after completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view
        .complete(true)
        .filter(|client| client.session.facts.complete == Some(0))
        .filter(|client| view.server_was_honest(*client))
        .filter_map(|client| {
            let own = |reveal| reveal == Reveal::State(client.number as u8);
            let held = view.ever(own) && !view.ever(|reveal| !own(reveal));
            let mut handshake = client.session.facts.installed.iter().filter(|each| each.epoch == Epoch::Handshake);
            held.then(|| {
                holds(!handshake.any(|each| view.knows(each.key)), || {
                    format!("the recorded handshake of {} opens", client.named())
                })
            })
        }))
}
