//! The receiving half: records in, data and questions out.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::ContentType;
use surehand_codec::message::Message;

use super::event::{Counters, EarlyData, Event, QuestionId, Reading, Received};
use super::machine::{Around, Machine};
use super::mailbox::Mailbox;
use super::observation::{Direction, Noted, Observation};
use super::parcels;
use super::{Error, Sender};
use crate::crypto::Provider;
use crate::handshake::client::Intent;
use crate::handshake::{NewTicket, Out, Question};
use crate::key_schedule::{Epoch, Exporter};
use crate::record::{Coalesce, Limits, MAX_FRAGMENT, Opening, next_record};

/// The receiving half of a connection.
pub struct Receiver<P: Provider> {
    pub(super) provider: Arc<P>,
    pub(super) randomness: P::Randomness,
    pub(super) machine: Machine<P>,
    pub(super) keys: Option<Opening<P>>,
    pub(super) coalesce: Coalesce,
    pub(super) question: Option<(QuestionId, Box<Question>)>,
    pub(super) questions_asked: u64,
    pub(super) reading: Reading,
    pub(super) counters: Counters,
    /// While refused early data may still come: how many more bytes of it are skipped.
    pub(super) early_data_to_skip: Option<usize>,
    /// How many more bytes of early data are taken.
    pub(super) early_data_left: usize,
    pub(super) early_data: EarlyData,
    pub(super) early_exporter: Option<Box<Exporter<P>>>,
    /// The longest content, content type and padding of a protected record (RFC 8449).
    pub(super) longest_plaintext: usize,
    /// Tickets that the caller has not collected.
    pub(super) tickets: Vec<NewTicket>,
    pub(super) client_answered: bool,
    pub(super) complete: bool,
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) parcels: parcels::In,
    pub(super) client_random: [u8; 32],
    pub(super) noted: Noted<P>,
}

impl<P: Provider> Receiver<P> {
    pub(super) fn new(
        provider: Arc<P>,
        randomness: P::Randomness,
        machine: Machine<P>,
        mailbox: Arc<Mailbox>,
        parcels: parcels::In,
    ) -> Self {
        Self {
            provider,
            randomness,
            machine,
            keys: None,
            coalesce: Coalesce::default(),
            question: None,
            questions_asked: 0,
            reading: Reading::Open,
            counters: Counters::default(),
            early_data_to_skip: None,
            early_data_left: 0,
            early_data: EarlyData::NotOffered,
            early_exporter: None,
            longest_plaintext: MAX_FRAGMENT + 1,
            tickets: Vec::new(),
            client_answered: false,
            complete: false,
            mailbox,
            parcels,
            client_random: [0; 32],
            noted: Noted::<P>::new(),
        }
    }

    pub(super) fn start(&mut self, sender: &mut Sender<P>, intent: Intent) -> Result<(), Error> {
        let mut out = Out::new(self.machine.observe().secrets);
        let around = Around { provider: &*self.provider, randomness: &self.randomness, read_secret: None };
        self.machine.start(around, intent, &mut out)?;
        self.apply(out, Some(sender))
    }

    /// Lets the machine make a step, and applies what it leads to.
    pub(super) fn step<T>(
        &mut self,
        sender: Option<&mut Sender<P>>,
        step: impl FnOnce(&mut Machine<P>, Around<'_, P>, &mut Out<P>) -> Option<Result<T, Reject>>,
        impossible: Error,
    ) -> Result<T, Error> {
        let mut out = Out::new(self.machine.observe().secrets);
        let read_secret = self.keys.as_ref().and_then(Opening::secret);
        let around = Around { provider: &*self.provider, randomness: &self.randomness, read_secret };
        let result = step(&mut self.machine, around, &mut out).ok_or(impossible)??;
        self.apply(out, sender)?;
        Ok(result)
    }

    /// Takes at most one record from the start of `input` and opens it in place.
    ///
    /// On an error the connection has failed, and the sending half has an alert to send.
    pub fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        self.receive_with(input, None)
    }

    /// `sender` is there while the connection is undivided.
    pub(super) fn receive_with(
        &mut self,
        input: &mut [u8],
        mut sender: Option<&mut Sender<P>>,
    ) -> Result<Received, Error> {
        match self.reading {
            Reading::Open if self.mailbox.has_failed() => return self.settle(Err(Error::Failed), None),
            Reading::Open => {}
            // Whatever follows a closure alert is ignored (§6.1).
            Reading::Closed => return Ok(Received { consumed: input.len(), event: Event::Closed, wake: false }),
            Reading::Failed => return Err(Error::Failed),
        }
        let result = self.record(input, sender.as_deref_mut());
        self.settle(result, sender)
    }

    /// A failure ends the connection: the peer is told, secrets are forgotten (§6.2).
    pub(super) fn settle<T>(&mut self, result: Result<T, Error>, sender: Option<&mut Sender<P>>) -> Result<T, Error> {
        if let Err(error) = &result {
            let alert = match error {
                Error::Rejected(reject) => Some(reject.alert),
                _ => None,
            };
            match (sender, alert) {
                (Some(sender), Some(alert)) => {
                    sender.alert(alert);
                    self.mailbox.fail(None);
                }
                _ => self.mailbox.fail(alert),
            }
            self.machine.fail();
            self.keys = None;
            self.question = None;
            self.early_exporter = None;
            self.coalesce = Coalesce::default();
            self.reading = Reading::Failed;
        }
        result
    }

    fn record(&mut self, input: &mut [u8], sender: Option<&mut Sender<P>>) -> Result<Received, Error> {
        let must_wait = Received { consumed: 0, event: Event::Question, wake: false };
        if self.question.is_some() && !self.coalesce.is_empty() {
            return Ok(must_wait);
        }
        let Some(header) = next_record(input)? else {
            return Ok(Received { consumed: 0, event: Event::WantInput, wake: false });
        };
        // Which keys this is under, or whether it is early data to be skipped, is not settled yet.
        let unsettled = self.keys.is_none() || self.machine.is_in_last_flight();
        if self.question.is_some() && unsettled && header.content_type == ContentType::APPLICATION_DATA {
            return Ok(must_wait);
        }
        let record = input.get_mut(..header.record_length).unwrap_or_default();
        let Some((content_type, content)) = self.unprotect(header, record)? else {
            return Ok(Received { consumed: header.record_length, event: Event::Progress, wake: false });
        };
        let data = record.get(content.clone()).unwrap_or_default();
        if content_type != ContentType::APPLICATION_DATA || !data.is_empty() {
            self.counters.empty_records = 0;
        }
        let owed = self.mailbox.owes();
        let event = match content_type {
            ContentType::CHANGE_CIPHER_SPEC => self.on_change_cipher_spec(data)?,
            ContentType::ALERT => self.on_alert(data)?,
            ContentType::HANDSHAKE => {
                self.coalesce.push(data);
                self.deliver(sender)?
            }
            _ => self.on_application_data(content)?,
        };
        Ok(Received { consumed: header.record_length, event, wake: !owed && self.mailbox.owes() })
    }

    /// Hands whole messages to the machine until none is left or a question is open.
    pub(super) fn deliver(&mut self, mut sender: Option<&mut Sender<P>>) -> Result<Event, Error> {
        let limit = self.limits().handshake_message;
        let observe = self.machine.observe();
        while self.question.is_none() {
            let Some(bytes) = self.coalesce.next_message(limit)? else { break };
            let message = Message::read(bytes)?;
            if observe.messages {
                let epoch = self.keys.as_ref().map_or(Epoch::Plaintext, Opening::epoch);
                let (direction, name) = (Direction::Received, message.name());
                let observation = Observation::Message { direction, name, bytes: bytes.to_vec(), epoch };
                self.noted.push((self.mailbox.next_order(), observation));
            }
            if let Message::ClientHello(hello) = &message {
                self.client_random = hello.random;
            }
            let mut out = Out::new(observe.secrets);
            let read_secret = self.keys.as_ref().and_then(Opening::secret);
            let around = Around { provider: &*self.provider, randomness: &self.randomness, read_secret };
            self.machine.on_message(around, message, &mut out).ok_or(Error::Failed)??;
            self.apply(out, sender.as_deref_mut())?;
        }
        self.coalesce.compact();
        Ok(match self.question {
            Some(_) => Event::Question,
            None if !self.complete && self.machine.connected().is_some() => {
                self.complete = true;
                Event::Complete
            }
            None if core::mem::take(&mut self.client_answered) => Event::ClientAnswered,
            None => Event::Progress,
        })
    }

    /// The transport has ended: an error unless the peer's close_notify came first (§6.1).
    pub fn end_of_input(&mut self) -> Result<(), Error> {
        match self.reading {
            Reading::Closed => Ok(()),
            Reading::Failed => Err(Error::Failed),
            Reading::Open => self.settle(Err(Error::Truncated), None),
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        self.machine.limits()
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.keys.as_ref().map_or(Epoch::Plaintext, Opening::epoch)
    }

    pub(super) fn note(&mut self, observation: Observation<P::KeyId>) {
        self.noted.push((self.mailbox.next_order(), observation));
    }

    /// What has been noted down since the last call (see [`Observe`](crate::config::Observe)).
    pub fn take_observations(&mut self) -> Vec<Observation<P::KeyId>> {
        self.observations().into_iter().map(|(_, observation)| observation).collect()
    }

    pub(super) fn observations(&mut self) -> Noted<P> {
        core::mem::take(&mut self.noted)
    }
}
