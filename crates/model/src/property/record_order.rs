//! REC-INT, REC-ORDER; RFC 8446 E.2: order, integrity, no replay of application data.

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::term::Id;
use crate::world::{Data, Writer};
use crate::world::{Model, World};
use surehand_core::key_schedule::Epoch;

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "record_order",
    rfc: "E.2 (integrity; order protection)",
    statement: "What a session has delivered under keys that the attacker does not know is what its partner has sent under them, in order, from the first record on; nothing twice, nothing left out in between, not even where keys are updated.",
    rules: &["2.3-i2", "4.6.3-6", "4.6.3-7", "5.3-i1", "E.2-i1", "E.2-i2"],
    under: "everything but the very traffic secret",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().flat_map(|reader| epochs(reader).into_iter().map(move |epoch| (reader, epoch))).filter_map(
        |(reader, epoch)| {
            let writer = if reader.plan.is_client() { Writer::Server } else { Writer::Client };
            let secret = reader.session.installed(epoch, writer).map(|installed| installed.secret);
            let secret = secret.or_else(|| next_generation(view, reader, epoch, writer))?;
            if view.knows(secret) {
                return None;
            }
            let has = |other: &Seen<'_>| {
                other.plan.is_client() != reader.plan.is_client()
                    && other.session.installed(epoch, writer).is_some_and(|installed| installed.secret == secret)
            };
            let delivered: Vec<&Data> =
                reader.session.facts.delivered.iter().filter(|data| data.epoch == epoch).collect();
            let good = view.sessions().filter(has).any(|other| {
                let sent = other.session.facts.sent.iter().filter(|data| data.epoch == epoch);
                let earlier = |data: &&Data| matches!((data.epoch, epoch), (Epoch::Application(one), Epoch::Application(two)) if one < two);
            let before = other.session.facts.sent.iter().filter(earlier);
            let nothing_left_out = before.eq(reader.session.facts.delivered.iter().filter(earlier));
            nothing_left_out && delivered.iter().copied().eq(sent.take(delivered.len()))
            });
            Some(holds(good, || format!("{} has delivered what its partner has not sent so", reader.named())))
        },
    ))
}

/// The epochs in which a session has delivered data.
fn epochs(reader: Seen<'_>) -> Vec<Epoch> {
    let mut epochs: Vec<Epoch> = reader.session.facts.delivered.iter().map(|data| data.epoch).collect();
    epochs.dedup();
    epochs
}

/// The secret of a later generation is the writer's to note.
fn next_generation(view: View<'_>, reader: Seen<'_>, epoch: Epoch, writer: Writer) -> Option<Id> {
    let mut partners =
        view.sessions().filter(|other| other.plan.is_client() != reader.plan.is_client() && other.shares_keys(reader));
    partners.find_map(|other| other.session.installed(epoch, writer)).map(|installed| installed.secret)
}
