//! STATE-CONF, VERSION; RFC 8446 A.1, A.2, 4.1.3, 4.1.4, 4.2.8: an independent look at what was accepted, and when.

use surehand_codec::code_point::{NamedGroup, ProtocolVersion};
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_codec::message::ClientHello;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Phase, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "state_machine",
    rfc: "A.1, A.2; 4.1.3, 4.1.4, 4.2.8, 4.2.9, 4.2.11",
    statement: "A client accepts at most one HelloRetryRequest, and none for a group that it had not offered or had a share for; it ends with a suite, a group and a pre-shared key that it offered, in a mode that it offered; and TLS 1.3 was among the versions. No session is complete before the questions of its handshake are answered, and a refused answer ends it.",
    rules: &["2-1", "4.1.1-2", "4.1.4-5", "4.1.4-6", "4.2.1-7", "4.2.8-16", "4.2.9-4", "A.1-i2"],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let answered = view.sessions().filter_map(|each| {
        let facts = &each.session.facts;
        let wrong = facts.complete_too_soon || facts.refused && each.session.phase != Phase::Dead;
        wrong.then(|| Verdict::Violated(format!("{} has gone on without an answer", each.named())))
    });
    all(answered.chain(view.sessions().filter(|each| each.plan.is_client()).filter_map(|client| {
        let (suite, group) = client.parameters()?;
        let (first, last) = (client.first_hello()?, client.last_hello()?);
        let versions = last.extensions.supported_versions.unwrap_or_default();
        let groups = first.extensions.supported_groups.unwrap_or_default();
        let shares = |hello: &ClientHello<'_>| -> Vec<NamedGroup> {
            hello.extensions.key_share.unwrap_or_default().iter().map(|share| share.group).collect()
        };
        let retried = client.session.facts.retries > 0 && last.extensions.cookie.is_none();
        let retry =
            !retried || shares(&last).iter().all(|group| groups.contains(group) && !shares(&first).contains(group));
        let mode = if group.is_some() { PskKeyExchangeMode::PSK_DHE_KE } else { PskKeyExchangeMode::PSK_KE };
        let modes = last.extensions.psk_key_exchange_modes.unwrap_or_default();
        let psk = !client.by_psk() || modes.contains(&mode);
        let good = client.session.facts.retries <= 1
            && versions.contains(&ProtocolVersion::TLS_1_3)
            && last.cipher_suites.contains(&suite)
            && group.is_none_or(|group| shares(&last).contains(&group))
            && (group.is_some() || client.by_psk())
            && retry
            && psk;
        Some(holds(good, || format!("{} has accepted what it did not offer", client.named())))
    })))
}
