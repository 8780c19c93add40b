//! EARLY-PARAMS; RFC 8446 4.2.10: what early data is bound to.

use surehand_codec::message::Message;
use surehand_core::handshake::Claim;

use super::view::{Seen, View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_data_parameters",
    rfc: "4.2.10",
    statement: "A server takes early data only with the cipher suite and the application protocol of the ticket, and for the server's name in it.",
    rules: &["4.2.10-i2", "4.2.10-8", "4.2.10-9"],
    under: "everything but the pre-shared key",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.sessions().filter(|each| !each.plan.is_client()).filter_map(|server| {
        let taken = |claim: &Claim<_>| match claim {
            Claim::EarlyKeys { cipher_suite, .. } => Some(*cipher_suite),
            _ => None,
        };
        let suite = server.session.facts.claims.iter().find_map(taken)?;
        let ticket = model.ticket(server.plan.agent, server.session.psk_identity()?)?;
        let terms = ticket.early_data?;
        let protocol = answered(server)?;
        let hello = server.last_hello()?;
        let name = hello.extensions.server_name.and_then(|names| names.iter().next().map(|name| name.name.to_vec()));
        let good = terms.cipher_suite == suite
            && terms.application_layer_protocol == protocol
            && ticket.session.server_name == name;
        Some(holds(good, || {
            format!("{} took early data with other parameters than those of the ticket", server.named())
        }))
    }))
}

/// The protocol in a server's EncryptedExtensions, once those are sent.
fn answered(server: Seen<'_>) -> Option<Option<Vec<u8>>> {
    server.session.messages.iter().find_map(|bytes| match Message::read(bytes) {
        Ok(Message::EncryptedExtensions(answer)) => {
            Some(answer.application_layer_protocol_negotiation.map(|name| name.0.to_vec()))
        }
        _ => None,
    })
}
