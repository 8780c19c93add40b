//! An insider between two connections of its own: it passes on what one peer sends to the other, with no more changed than it has to.

use surehand_codec::code_point::ContentType;
use surehand_codec::message::{Message, NewSessionTicket};
use surehand_codec::wire::List;
use surehand_core::crypto::{HashAlgorithm, HashState, Provider};
use surehand_core::key_schedule::{BinderKind, EarlySecret, verify_data};

use super::edit::{Edit, edited, own_shares};
use super::protect::plain;
use super::relay::each;
use super::{Forgery, Target, encode};
use crate::provider::{Secret, Symbolic};
use crate::term::Id;

/// Tickets for a client under the identities of tickets that the attacker has got from somebody else; `read` is what it has read.
pub fn tickets(target: &Target<'_>, read: &[Vec<u8>]) -> Vec<Forgery> {
    let messages = read.iter().flat_map(|bytes| each(bytes));
    let tickets = messages.filter_map(|message| match Message::read(message) {
        Ok(Message::NewSessionTicket(ticket)) => Some(encode(&NewSessionTicket { ticket_nonce: &[0], ..ticket.body })),
        _ => None,
    });
    let sealed = tickets.filter_map(|ticket| target.sealed(ContentType::HANDSHAKE, &ticket));
    sealed.map(|record| ("NewSessionTicket with the identity of a ticket from another connection", record)).collect()
}

/// An honest ClientHello as the attacker's own: with its shares, or with a binder under the key that it has for the same identity.
pub fn own_hello(provider: &Symbolic, hello: &[u8], key: impl Fn(&[u8]) -> Option<Id>) -> Option<Forgery> {
    let Ok(Message::ClientHello(received)) = Message::read(hello) else { return None };
    let Some(psks) = received.extensions.pre_shared_key else {
        let record = edited(hello, Edit::OwnShares, &[], |groups| own_shares(provider, groups))?;
        return Some(("ClientHello passed on with the attacker's shares", record));
    };
    let secret = Secret::named(key(psks.identities.iter().next()?.identity)?);
    let truncated = received.truncated()?;
    let algorithm = HashAlgorithm::Sha256;
    let early = EarlySecret::new(provider, algorithm, Some(&secret));
    let mut hash = provider.hash(algorithm);
    hash.update(truncated);
    let binder = verify_data(provider, algorithm, &early.binder_key(provider, BinderKind::Resumption), &hash.digest());
    let length = binder.as_ref().len() as u8;
    let bytes = [truncated, &[0, length + 1, length], binder.as_ref()].concat();
    Some(("ClientHello passed on with a binder of the attacker", plain(&bytes)))
}

/// The cookie in a HelloRetryRequest.
pub fn cookie(hello: &[u8]) -> Option<Vec<u8>> {
    match Message::read(hello) {
        Ok(Message::HelloRetryRequest(retry)) => retry.extensions.cookie.map(<[u8]>::to_vec),
        _ => None,
    }
}

/// An honest ClientHello that returns a cookie, with another one in its place.
pub fn spliced(hello: &[u8], cookie: &[u8]) -> Option<Forgery> {
    let Ok(Message::ClientHello(received)) = Message::read(hello) else { return None };
    let mut hello = received.body;
    hello.extensions.cookie.filter(|own| *own != cookie)?;
    hello.extensions.cookie = Some(cookie);
    // The extensions as they came are written where no field says anything else.
    hello.extensions.other = List::default();
    Some(("ClientHello with the cookie of another", plain(&encode(&hello))))
}
