//! ID-PROT; RFC 8446 E.1, protection of endpoint identities.

use surehand_codec::message::{self, Message};
use surehand_core::key_schedule::Epoch;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Outside, Record, Reveal, World, Writer};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "identity_protection",
    rfc: "E.1 (protection of endpoint identities)",
    statement: "A client shows its certificate to nobody but the authenticated server: where it has shown it, it has authenticated its server, and if that server was honest the attacker cannot read what protects the certificate.",
    rules: &["4.4-i3", "E.1-i8"],
    under: "everything but the server's own key before completion",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter(|each| each.plan.is_client() && each.session.facts.showed_certificate).map(|client| {
        let authenticated = client.session.authenticated().is_some() || client.by_psk();
        let handshake = client.session.installed(Epoch::Handshake, Writer::Client);
        let revealed = view.ever(|reveal| matches!(reveal, Reveal::HandshakeKeys(_))) || view.laid_open(client);
        let readable = handshake.is_some_and(|installed| view.knows(installed.key)) && !revealed;
        let certificate = |record: &Record| {
            let length = message::length(record.content()).unwrap_or_default();
            matches!(record.content().get(..length).map(Message::read), Some(Ok(Message::Certificate(_))))
        };
        let bare = client.session.sent.iter().any(|record| record.outside == Outside::Other && certificate(record));
        let good = authenticated && !bare && !(readable && view.server_was_honest(client));
        holds(good, || format!("{} has shown its certificate to the attacker", client.named()))
    }))
}
