//! LAST; RFC 8446 6.1, 6.2: nothing follows close_notify or a fatal alert.

use surehand_codec::code_point::{AlertDescription, ContentType};

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::attacker::forge::inner;
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "last_words",
    rfc: "6, 6.1, 6.2",
    statement: "close_notify, or a fatal alert, is the last record that a session protects; and once it has failed, by an alert of its peer or by what it refused, it sends and delivers no more data.",
    rules: &["6-3", "6.2-1", "6.2-3"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let ended = view.sessions().filter(|seen| seen.session.facts.last_words);
    let alerts = ended.filter_map(|seen| {
        let mut after = seen.session.sealed().skip_while(|(key, nonce, record)| {
            let inner = inner(&model.provider, *key, nonce, &record.bytes);
            !inner.is_some_and(|(content_type, content)| is_last(content_type, &content))
        });
        after.next()?;
        Some(holds(after.next().is_none(), || format!("{} goes on after its last alert", seen.named())))
    });
    let failed = view.sessions().filter_map(|seen| {
        let before = seen.session.facts.failed?;
        Some(holds(data(seen) == before, || format!("{} has failed and goes on", seen.named())))
    });
    all(alerts.chain(failed))
}

/// Whether a record is an alert that nothing may follow.
fn is_last(content_type: ContentType, content: &[u8]) -> bool {
    content_type == ContentType::ALERT && content.last() != Some(&AlertDescription::USER_CANCELED.0)
}

/// How many records of data it has sent and delivered.
fn data(seen: Seen<'_>) -> (usize, usize) {
    (seen.session.facts.sent.len(), seen.session.facts.delivered.len())
}
