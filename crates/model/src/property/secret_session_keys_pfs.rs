//! Tamarin lemma secret_session_keys_pfs; RFC 8446 E.1, forward secret with respect to long-term keys.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Reveal, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "secret_session_keys_pfs",
    rfc: "E.1 (forward secret with respect to long-term keys)",
    statement: "The keys of a completed handshake with a key exchange stay secret when long-term keys, or the pre-shared key that authenticated it, are revealed afterwards.",
    rules: &["7.1-i3", "E.1-i6"],
    under: "long-term and pre-shared keys of either end after completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(true).filter_map(|client| {
        let before = client.session.facts.complete?;
        let later = world.revealed & !before;
        let long_term =
            |reveal| matches!(reveal, Reveal::LongTerm(_) | Reveal::Psk(_) | Reveal::TicketKey(_) | Reveal::Ticket(..));
        let exchanged = client.parameters().is_some_and(|(_, group)| group.is_some());
        let premise =
            exchanged && view.server_was_honest(client) && view.made(later, long_term) && !view.laid_open(client);
        premise.then(|| {
            let known = view.known_secret(client);
            holds(known.is_none(), || format!("{} of {} came out later", known.unwrap_or_default(), client.named()))
        })
    }))
}
