//! Calibration: TLS 1.3 has no post-compromise security.

use surehand_core::key_schedule::Epoch;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::attacker::Known;
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "post_compromise_security",
    rfc: "7.2 (not promised)",
    statement: "After a traffic secret was revealed, the next generation is secret again. RFC 8446 does not say so: a KeyUpdate brings no new secret.",
    rules: &[],
    under: "the traffic secret of an earlier generation",
    expected_false: true,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().flat_map(|seen| seen.session.facts.installed.iter().map(move |each| (seen, each))).filter_map(
        |(seen, later)| {
            let Epoch::Application(generation) = later.epoch else { return None };
            let earlier = seen.session.facts.installed.iter().any(|each| {
                let before = matches!(each.epoch, Epoch::Application(number) if number < generation);
                before && each.writer == later.writer && world.knowledge.has(Known::Secret(each.secret))
            });
            earlier.then(|| {
                holds(!view.knows(later.secret), || format!("the next generation of {} is open too", seen.named()))
            })
        },
    ))
}
