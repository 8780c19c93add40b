//! EXP-INDEP; RFC 8446 7.5, E.1.4: exporters.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Reveal, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "exporter_independence",
    rfc: "7.5; E.1.4",
    statement: "An exporter secret that is revealed says nothing about the traffic secrets of its connection.",
    rules: &[],
    under: "the exporter secret",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let only = world.revealed != 0 && !view.ever(|reveal| !matches!(reveal, Reveal::Exporter(_)));
    all(view.complete(true).filter(|client| only && view.server_was_honest(*client)).map(|client| {
        let known = client.session.facts.installed.iter().any(|installed| view.knows(installed.secret));
        holds(!known, || format!("a traffic secret of {} follows from an exporter secret", client.named()))
    }))
}
