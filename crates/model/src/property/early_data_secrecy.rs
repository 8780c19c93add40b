//! 0RTT-SEC; RFC 8446 2.3, E.1.3.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_data_secrecy",
    rfc: "2.3; E.1.3",
    statement: "The attacker does not know the early traffic secret of a client whose pre-shared key it does not know.",
    rules: &[],
    under: "everything but the pre-shared key",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter(|each| each.plan.is_client()).filter_map(|client| {
        let early = client.session.facts.installed.iter().find(|each| each.epoch == Epoch::Early)?;
        let hello = client.first_hello()?;
        let identity = hello.extensions.pre_shared_key?.identities.iter().next()?;
        let psk = model.psk(identity.identity)?;
        (!view.knows(psk))
            .then(|| holds(!view.knows(early.secret), || format!("the early data of {} is known", client.named())))
    }))
}
