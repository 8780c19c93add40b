//! TICKET-INDEP; RFC 8446 4.6.1, 7.1: one ticket says nothing about another.

use surehand_core::handshake::NewTicket;

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::term::Id;
use crate::world::{Model, Reveal, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "ticket_independence",
    rfc: "4.6.1; 7.1",
    statement: "The key of one ticket that is revealed says nothing about the keys of other tickets of the same connection.",
    rules: &["4.6.1-i3"],
    under: "the key of one ticket",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let only = world.revealed != 0 && !view.ever(|reveal| !matches!(reveal, Reveal::Ticket(..)));
    all(view
        .sessions()
        .filter(|each| {
            let own =
                view.ever(|reveal| matches!(reveal, Reveal::Ticket(number, _) if usize::from(number) == each.number));
            only && own && each.session.facts.tickets.len() > 1
        })
        .filter(|each| view.server_was_honest(*each))
        .map(|client| {
            let known = |each: &&NewTicket| Id::at_start(each.psk.as_ref()).is_some_and(|id| view.knows(id));
            let known = client.session.facts.tickets.iter().filter(known).count();
            holds(known < 2, || format!("one ticket of {} opens another", client.named()))
        }))
}
