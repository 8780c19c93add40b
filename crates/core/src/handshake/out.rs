//! What a machine wants done: a list of values, applied in order by the connection.

use alloc::vec::Vec;

use surehand_codec::message::{self, Body};
use surehand_codec::{Reject, reject};

use super::{Claim, Question};
use crate::crypto::Provider;
use crate::key_schedule::{ReadKeys, WriteKeys};

/// One thing to do.
pub enum Action<P: Provider> {
    /// Send a handshake message.
    Send(Vec<u8>),
    /// Send a change_cipher_spec record (D.4), once in a connection.
    ChangeCipherSpec,
    /// Skip records that do not open, for they may be early data that is refused (§4.2.10); or do so no longer.
    SkipEarlyData(bool),
    /// Read the following records with these keys; no handshake bytes may be pending (§5.1).
    ReadKeys(ReadKeys<P>),
    /// Read with the next generation of application keys (§7.2).
    UpdateReadKeys,
    /// Write the following records with these keys.
    WriteKeys(WriteKeys<P>),
    /// Answer a KeyUpdate before any further application data (§4.6.3).
    OweKeyUpdate,
    /// Ask, and hold further handshake messages back until the answer.
    Ask(Question),
    /// Note a belief.
    Claim(Claim<P::KeyId>),
    /// Note a secret for the key log, by its label in RFC 9850.
    Log(&'static str, Vec<u8>),
    /// The handshake is complete: application data may flow both ways.
    Complete,
}

/// The actions of one step.
pub struct Out<P: Provider> {
    actions: Vec<Action<P>>,
    log_secrets: bool,
}

impl<P: Provider> Out<P> {
    /// An empty list; `log_secrets` says whether secrets are to be noted.
    pub fn new(log_secrets: bool) -> Self {
        Self { actions: Vec::new(), log_secrets }
    }

    /// The actions, in order.
    pub fn into_actions(self) -> Vec<Action<P>> {
        self.actions
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
    let mut bytes = Vec::new();
    message::write(body, &mut bytes).map_err(|_| reject!(INTERNAL_ERROR, "6.2-i17"))?;
    Ok(bytes)
}
