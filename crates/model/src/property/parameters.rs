//! DOWNGRADE, MODE; RFC 8446 E.1, downgrade protection.

use surehand_codec::extension::PskKeyExchangeMode;

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Role, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "parameters",
    rfc: "E.1 (downgrade protection); 4.1.1, 4.2.9",
    statement: "Partners agree on suite, group, protocol, pre-shared key and on the ClientHello that came first, and what was negotiated is what the server prefers of what the client first offered, as if nobody had been in between.",
    rules: &["2.1-i1", "4.4.1-i3", "E.1-i5"],
    under: "everything but the server's own key (and the pre-shared key) before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter(|client| view.server_was_honest(*client)).flat_map(|client| {
        let servers = view.sessions().filter(move |server| !server.plan.is_client() && server.shares_keys(client));
        servers.map(move |server| {
            let (ours, theirs) = (client.session.facts.hellos.as_ref(), server.session.facts.hellos.as_ref());
            let returned = client.last_hello().is_some_and(|hello| hello.extensions.cookie.is_some());
            // A server that forgets finds the first hello in the cookie of the last.
            let hellos = ours.map(|hellos| &hellos.1) == theirs.map(|hellos| &hellos.1) && (returned || ours == theirs);
            let agreed = client.parameters() == server.parameters() && client.by_psk() == server.by_psk();
            let protocol = server.session.facts.complete.is_none() || client.protocol() == server.protocol();
            holds(hellos && agreed && protocol && preferred(client, server), || {
                format!("{} and {} have settled on something else than they offer", client.named(), server.named())
            })
        })
    }))
}

/// Whether suite and group are the best of the first offer, in the server's order and the client's.
fn preferred(client: Seen<'_>, server: Seen<'_>) -> bool {
    let (Role::Server { config }, Role::Client { config: offer, .. }) = (&server.plan.role, &client.plan.role) else {
        return false;
    };
    let Some((suite, group)) = client.parameters() else { return false };
    let suites = config.cipher_suites.iter().filter(|suite| offer.cipher_suites.contains(suite));
    let best_suite = suites.into_iter().next() == Some(&suite) || client.by_psk();
    let best_group = offer.groups.iter().find(|group| config.groups.contains(group)).copied();
    let alone =
        group.is_none() && client.by_psk() && offer.psk_key_exchange_modes.contains(&PskKeyExchangeMode::PSK_KE);
    best_suite && (group == best_group || alone)
}
