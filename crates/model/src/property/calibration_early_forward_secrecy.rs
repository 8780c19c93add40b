//! Calibration: RFC 8446 2.3: early data has no forward secrecy.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_data_forward_secrecy",
    rfc: "2.3 (not promised)",
    statement: "Early data stays secret when the pre-shared key is revealed later. RFC 8446 says that it does not.",
    rules: &[],
    under: "the pre-shared key after completion",
    expected_false: true,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter_map(|client| {
        let early = client.session.facts.installed.iter().find(|each| each.epoch == Epoch::Early)?;
        let (psk, known) = client.session.facts.psk?;
        (!known && view.knows(psk))
            .then(|| holds(!view.knows(early.secret), || format!("early data of {} came out", client.named())))
    }))
}
