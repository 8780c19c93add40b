//! What a machine wants done: a list of values, applied in order by the connection.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::message::{self, Body};
use surehand_codec::wire::List;
use surehand_codec::{Reject, reject};

use super::{Claim, NewTicket, Question};
use crate::crypto::{Digest, HashAlgorithm, Provider};
use crate::key_schedule::{Exporter, ReadKeys, WriteKeys};

/// One thing to do.
pub enum Action<P: Provider> {
    /// Send a handshake message.
    Send(Vec<u8>),
    /// Send these messages, and after them a Finished over this transcript hash under the present traffic secret (§4.4.4).
    SendFinished(Vec<u8>, HashAlgorithm, Digest),
    /// Send a change_cipher_spec record (D.4), once in a connection.
    ChangeCipherSpec,
    /// Send one before whatever record comes next, an alert included (D.4), once in a connection.
    OweChangeCipherSpec,
    /// Skip records that do not open, for they may be early data that is refused (§4.2.10); or do so no longer.
    SkipEarlyData(bool),
    /// Read the following records with these keys; no handshake bytes may be pending (§5.1).
    ReadKeys(ReadKeys<P>),
    /// Read with the next generation of application keys (§7.2).
    UpdateReadKeys,
    /// Early data may be sent, up to this many bytes.
    OfferEarlyData(u32),
    /// The server takes the early data, or it does not: none of it counts then.
    EarlyDataAccepted(bool),
    /// Read early data, up to this many bytes, under the keys that follow.
    ReadEarlyData(u32),
    /// The early exporter (§7.5).
    EarlyExporter(Exporter<P>),
    /// Write the following records without protection again (§4.1.4: early data came before).
    WritePlaintext,
    /// No longer records from now on than the peer, or we, have asked for (RFC 8449): sent, received.
    LimitRecords(u16, u16),
    /// Write the following records with these keys.
    WriteKeys(WriteKeys<P>),
    /// Answer a KeyUpdate before any further application data (§4.6.3).
    OweKeyUpdate,
    /// Ask, and hold further handshake messages back until the answer.
    Ask(Box<Question>),
    /// Keep a ticket for the caller.
    Ticket(NewTicket),
    /// Note a belief.
    Claim(Claim<P::KeyId>),
    /// Note a secret for the key log, by its label in RFC 9850.
    Log(&'static str, Vec<u8>),
    /// A client has answered a request for its certificate, one way or the other (§4.6.2).
    ClientAnswered,
    /// The handshake is complete: application data may flow both ways.
    Complete,
}

/// How many actions most steps come to.
const ACTIONS: usize = 6;
/// How long most messages are.
const MESSAGE: usize = 256;

/// The actions of one step.
pub struct Out<P: Provider> {
    actions: Vec<Action<P>>,
    log_secrets: bool,
}

impl<P: Provider> Out<P> {
    /// An empty list; `log_secrets` says whether secrets are to be noted.
    pub fn new(log_secrets: bool) -> Self {
        Self { actions: Vec::with_capacity(ACTIONS), log_secrets }
    }

    /// The actions, in order.
    pub fn into_actions(self) -> Vec<Action<P>> {
        self.actions
    }

    /// Asks, and holds further handshake messages back until the answer.
    pub(super) fn ask(&mut self, question: Question) {
        self.actions.push(Action::Ask(Box::new(question)));
    }

    pub(super) fn push(&mut self, action: Action<P>) {
        self.actions.push(action);
    }

    /// Encodes a message, hands its bytes to `seen` (the transcript) and sends it.
    pub(super) fn send<'m, M: Body<'m>>(&mut self, body: &M, seen: impl FnOnce(&[u8])) -> Result<(), Reject> {
        let bytes = encode(body)?;
        seen(&bytes);
        self.actions.push(Action::Send(bytes));
        Ok(())
    }

    pub(super) fn log(&mut self, provider: &P, label: &'static str, secret: &P::Secret) {
        if self.log_secrets {
            self.actions.push(Action::Log(label, provider.reveal(secret).to_vec()));
        }
    }
}

/// Encodes a message; configuration that does not fit the format is our own failure.
pub(super) fn encode<'m, M: Body<'m>>(body: &M) -> Result<Vec<u8>, Reject> {
    let mut bytes = Vec::with_capacity(MESSAGE);
    message::write(body, &mut bytes).map_err(|_| reject!(INTERNAL_ERROR, "6.2-i17"))?;
    Ok(bytes)
}

/// A list as an extension: no items, no extension.
pub(super) fn some<T>(items: &[T]) -> Option<List<'_, T>> {
    (!items.is_empty()).then_some(List::Items(items))
}
