//! Calibration: RFC 8446 E.1.3, 4.2.9: psk_ke has no forward secrecy.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "psk_ke_forward_secrecy",
    rfc: "4.2.9; E.1.3 (not promised)",
    statement: "The keys of a handshake in psk_ke stay secret when the pre-shared key is revealed later. RFC 8446 says that they do not.",
    rules: &[],
    under: "the pre-shared key after completion",
    expected_false: true,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter_map(|client| {
        let alone = client.parameters().is_some_and(|(_, group)| group.is_none());
        let (psk, known) = client.session.facts.psk?;
        (alone && !known && view.knows(psk)).then(|| {
            holds(view.known_secret(client).is_none(), || {
                format!("the keys of {} came out with its pre-shared key", client.named())
            })
        })
    }))
}
