//! EARLY-INJ; RFC 8446 8, E.5: early data is taken once.

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};
use surehand_core::handshake::Claim;
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_data_once",
    rfc: "8.1, 8.2; E.5",
    statement: "Where servers remember the ClientHellos whose early data they took, no two sessions take the early data of one ClientHello.",
    rules: &["2.3-i2", "8-1", "8-3", "8.2-4"],
    under: "everything but the pre-shared key",
    expected_false: false,
    check,
};

pub(super) fn replayed(view: View<'_>) -> Verdict {
    let secret = |seen: Seen<'_>| {
        let installed = seen.session.facts.installed.iter().find(|each| each.epoch == Epoch::Early);
        let claimed = seen.session.facts.claims.iter().any(|claim| matches!(claim, Claim::EarlyKeys { .. }));
        installed.filter(|_| claimed).map(|installed| installed.secret)
    };
    let takers = move || view.sessions().filter(|each| !each.plan.is_client());
    all(takers().filter_map(|one| Some((one, secret(one)?))).map(|(one, early)| {
        let twin = takers().find(|two| two.number > one.number && secret(*two) == Some(early));
        holds(twin.is_none(), || {
            format!("{} and {} took the same early data", one.named(), twin.map(|two| two.named()).unwrap_or_default())
        })
    }))
}

fn check(model: &Model, world: &World) -> Verdict {
    if model.setting.single_use { replayed(View { model, world }) } else { Verdict::Silent }
}
