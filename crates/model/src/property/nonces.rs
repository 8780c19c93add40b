//! NONCE, KEYSEP; RFC 8446 5.3, E.1: no key protects two records with one nonce, and no key is used for two purposes.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "nonces",
    rfc: "5.3; E.2",
    statement: "No two different records are protected with the same key and nonce, by whomever.",
    rules: &["5.3-i1", "7.3-i2", "E.2-i2"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let mut seen: Vec<(u128, [u8; 12], u128)> = Vec::new();
    for each in view.sessions() {
        seen.extend(each.session.sealed().map(|(key, nonce, record)| (key.0, nonce, record.id.0)));
    }
    seen.sort_unstable();
    seen.dedup();
    let twice = seen
        .windows(2)
        .find(|pair| matches!(pair, [(key, nonce, _), (other, same, _)] if key == other && nonce == same));
    if seen.is_empty() {
        return Verdict::Silent;
    }
    all([holds(twice.is_none(), || "two records have one key and one nonce".to_owned())].into_iter())
}
