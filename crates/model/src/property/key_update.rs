//! KU-FS; RFC 8446 7.2, 4.6.3, E.1: earlier generations stay secret.

use surehand_core::key_schedule::Epoch;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::attacker::Known;
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "key_update",
    rfc: "7.2; E.2",
    statement: "A traffic secret of one generation that is revealed does not open what an earlier generation protects.",
    rules: &["4.6.3-2", "4.6.3-3", "E.2-i4"],
    under: "the traffic secret of a later generation",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().flat_map(|seen| seen.session.facts.installed.iter().map(move |each| (seen, each))).filter_map(
        |(seen, earlier)| {
            let Epoch::Application(generation) = earlier.epoch else { return None };
            let later = seen.session.facts.installed.iter().any(|each| {
                let after = matches!(each.epoch, Epoch::Application(number) if number > generation);
                after && each.writer == earlier.writer && world.knowledge.has(Known::Secret(each.secret))
            });
            let open = view.laid_open(seen) || !view.honest(seen);
            (later && !open).then(|| {
                holds(!view.knows(earlier.key), || format!("an earlier generation of {} is open", seen.named()))
            })
        },
    ))
}
