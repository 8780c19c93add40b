//! A connection without records of its own: handshake messages go in and out, and another protocol protects them.
//!
//! The configuration's [`Carrier`](crate::config::Carrier) says so. Secrets are noted down as they come to be
//! ([`Observation::Secret`](super::Observation)); alerts are the errors that [`Connection::receive_carried`] returns.

use alloc::vec::Vec;

use surehand_codec::reject;

use super::{Connection, Error, Event, Receiver, Sender};
use crate::crypto::Provider;
use crate::key_schedule::Epoch;

impl<P: Provider> Connection<P> {
    /// Takes handshake bytes that came under the keys of `epoch`, in order and without gaps.
    ///
    /// While a question is open nothing is taken: [`Error::NotYet`].
    pub fn receive_carried(&mut self, epoch: Epoch, bytes: &[u8]) -> Result<Event, Error> {
        if self.receiver.question.is_some() {
            return Err(Error::NotYet);
        }
        let result = self.receiver.carried(epoch, bytes, &mut self.sender);
        self.receiver.settle(result, Some(&mut self.sender))
    }

    /// The handshake bytes that are to be carried, each under the keys of its epoch.
    pub fn take_carried(&mut self) -> Result<Vec<(Epoch, Vec<u8>)>, Error> {
        self.sender.take_carried()
    }
}

impl<P: Provider> Receiver<P> {
    fn carried(&mut self, epoch: Epoch, bytes: &[u8], sender: &mut Sender<P>) -> Result<Event, Error> {
        if epoch != self.epoch() {
            return Err(reject!(UNEXPECTED_MESSAGE, "4-2").into());
        }
        self.coalesce.push(bytes);
        self.deliver(Some(sender))
    }
}

impl<P: Provider> Sender<P> {
    fn take_carried(&mut self) -> Result<Vec<(Epoch, Vec<u8>)>, Error> {
        self.pay_debts()?;
        self.seal_flight()?;
        Ok(self.carried.as_mut().map(core::mem::take).unwrap_or_default())
    }
}
