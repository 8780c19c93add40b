//! Connections as values for a provider whose secrets are: they can be forked, compared and hashed. No other can.

use core::hash::{Hash, Hasher};

use alloc::sync::Arc;

use super::machine::Machine;
use super::{Connection, Receiver, Sender, parcels};
use crate::crypto::Explorable;
use crate::key_schedule::Epoch;
use crate::record::{Opening, Sealing};

impl<P: Explorable> Connection<P> {
    /// The keys that records are read with.
    pub fn opening(&self) -> Option<&Opening<P>> {
        self.receiver.keys.as_ref()
    }

    /// The keys that records are written with.
    pub fn sealing(&self) -> Option<&Sealing<P>> {
        self.sender.keys.as_ref()
    }

    /// The two halves, each to be moved on by itself as after [`Connection::split`], while the whole can still be forked.
    pub fn halves(&mut self) -> (&mut Sender<P>, &mut Receiver<P>) {
        (&mut self.sender, &mut self.receiver)
    }

    /// What protects the records that are read.
    pub fn epoch(&self) -> Epoch {
        self.receiver.epoch()
    }
}

impl<P: Explorable> Clone for Connection<P> {
    /// The fork shares configuration and provider with the original, and no state: it has a mailbox of its own.
    fn clone(&self) -> Self {
        let mailbox = Arc::new(self.receiver.mailbox.fork());
        let (parcels_in, parcels_out) = self.sender.parcels.fork();
        let sender = Sender {
            provider: self.sender.provider.clone(),
            keys: self.sender.keys.clone(),
            padding: self.sender.padding.clone(),
            key_update: self.sender.key_update,
            bytes: self.sender.bytes,
            longest: self.sender.longest,
            writing: self.sender.writing,
            flight: self.sender.flight.clone(),
            outgoing: self.sender.outgoing.clone(),
            carried: self.sender.carried.clone(),
            record_version: self.sender.record_version,
            change_cipher_spec: self.sender.change_cipher_spec,
            mailbox: mailbox.clone(),
            parcels: parcels_out,
            observe: self.sender.observe,
            noted: self.sender.noted.clone(),
        };
        Self { sender, receiver: fork_receiver(&self.receiver, mailbox, parcels_in) }
    }
}

fn fork_receiver<P: Explorable>(
    from: &Receiver<P>,
    mailbox: Arc<super::mailbox::Mailbox>,
    parcels: parcels::In,
) -> Receiver<P> {
    Receiver {
        provider: from.provider.clone(),
        randomness: from.randomness.clone(),
        machine: match &from.machine {
            Machine::Client(config, state) => Machine::Client(config.clone(), state.clone()),
            Machine::Server(config, state) => Machine::Server(config.clone(), state.clone()),
        },
        keys: from.keys.clone(),
        coalesce: from.coalesce.clone(),
        question: from.question.clone(),
        questions_asked: from.questions_asked,
        reading: from.reading,
        counters: from.counters,
        early_data_to_skip: from.early_data_to_skip,
        early_data_left: from.early_data_left,
        early_data: from.early_data,
        early_exporter: from.early_exporter.clone(),
        longest_plaintext: from.longest_plaintext,
        tickets: from.tickets.clone(),
        client_answered: from.client_answered,
        complete: from.complete,
        mailbox,
        parcels,
        client_random: from.client_random,
        noted: from.noted.clone(),
    }
}

/// What makes two connections differ: protocol data, neither configuration, provider nor what has been noted down.
fn parts<P: Explorable>(connection: &Connection<P>) -> impl Hash + Eq {
    let Connection { sender, receiver } = connection;
    let (client, server) = match &receiver.machine {
        Machine::Client(_, state) => (state.as_ref(), None),
        Machine::Server(_, state) => (None, state.as_ref()),
    };
    let to_send =
        (&sender.flight, &sender.outgoing, &sender.carried, sender.parcels.waiting(), receiver.mailbox.owed());
    let written = (&sender.keys, sender.bytes, sender.longest, sender.writing, sender.record_version);
    let read = (&receiver.keys, &receiver.coalesce, receiver.reading, receiver.counters, receiver.longest_plaintext);
    let early = (receiver.early_data, receiver.early_data_left, receiver.early_data_to_skip, &receiver.early_exporter);
    let asked = (&receiver.question, receiver.questions_asked, receiver.client_answered, receiver.complete);
    let kept = (&receiver.randomness, receiver.client_random, &receiver.tickets, sender.change_cipher_spec);
    ((client, server), to_send, written, read, early, asked, kept)
}

impl<P: Explorable> PartialEq for Connection<P> {
    fn eq(&self, other: &Self) -> bool {
        parts(self) == parts(other)
    }
}

impl<P: Explorable> Eq for Connection<P> {}

impl<P: Explorable> Hash for Connection<P> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        parts(self).hash(hasher);
    }
}
