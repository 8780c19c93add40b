//! PAD; RFC 8446 5.4: what the lengths of records tell.

use std::collections::BTreeMap;

use surehand_core::record::Padding;

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::attacker::forge::inner;
use crate::world::{Model, Role, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "padded_lengths",
    rfc: "5.4; E.3",
    statement: "Where an end pads to buckets, all protected records whose contents fall into one bucket have one length, whatever their type, their content and their keys.",
    rules: &[],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter_map(|sender| {
        let Padding::Buckets(sizes) = padding(sender) else { return None };
        // For each bucket: how long its contents and its records are.
        let mut seen: BTreeMap<u16, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (key, nonce, record) in sender.session.sealed() {
            let (_, content) = inner(&model.provider, key, &nonce, &record.bytes)?;
            let Some(bucket) = sizes.iter().find(|size| usize::from(**size) >= content.len()) else { continue };
            let (contents, records) = seen.entry(*bucket).or_default();
            contents.push(content.len());
            records.push(record.bytes.len());
        }
        let alike = |lengths: &[usize]| lengths.windows(2).all(|pair| pair.first() == pair.last());
        if seen.values().all(|(contents, _)| alike(contents)) {
            return None;
        }
        let good = seen.values().all(|(_, records)| alike(records));
        Some(holds(good, || format!("{} shows how long what it sends is", sender.named())))
    }))
}

fn padding(seen: Seen<'_>) -> &Padding {
    match &seen.plan.role {
        Role::Client { config, .. } => &config.padding,
        Role::Server { config } => &config.padding,
    }
}
