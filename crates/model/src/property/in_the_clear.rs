//! RFC 8446 4.3, 4.4, 5.1: what is sent without protection.

use surehand_codec::code_point::ContentType;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Outside, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "in_the_clear",
    rfc: "4.3, 4.4, 5.1",
    statement: "No session sends anything without protection but ClientHello, ServerHello, HelloRetryRequest, alerts and change_cipher_spec.",
    rules: &["4.3-i1", "4.4-i3", "5.1-22"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().flat_map(|seen| seen.session.sent.iter().map(move |record| (seen, record))).map(
        |(seen, record)| {
            let type_ = record.bytes.first().map(|first| ContentType(*first));
            let harmless = matches!(type_, Some(ContentType::ALERT | ContentType::CHANGE_CIPHER_SPEC));
            holds(record.outside != Outside::Other || harmless, || {
                format!("{} has sent something in the clear", seen.named())
            })
        },
    ))
}
