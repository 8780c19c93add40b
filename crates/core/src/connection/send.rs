//! The sending half: it alone owns the write keys.

use alloc::sync::Arc;
use alloc::vec::Vec;

use surehand_codec::code_point::{AlertDescription, AlertLevel, ContentType, ProtocolVersion};
use surehand_codec::message::{self, KeyUpdate, KeyUpdateRequest, Message};
use surehand_codec::reject;

use super::Error;
use super::mailbox::Mailbox;
use super::observation::{Direction, Noted, Observation};
use super::parcels;
use super::writing::{ChangeCipherSpec, Settings, Writing};
use crate::config::KeyUpdatePolicy;
use crate::crypto::Provider;
use crate::key_schedule::Epoch;
use crate::record::{MAX_FRAGMENT, Padding, Sealing, write_plaintext};

/// No sender updates its keys more often than this (RFC 9846 §4.7.3).
const MAX_KEY_UPDATES: u64 = (1 << 48) - 1;

/// The sending half of a connection.
pub struct Sender<P: Provider> {
    pub(super) provider: Arc<P>,
    pub(super) keys: Option<Sealing<P>>,
    pub(super) padding: Padding,
    pub(super) key_update: KeyUpdatePolicy,
    /// How many bytes of application data the present key has protected.
    pub(super) bytes: u64,
    /// The longest content with its padding of a protected record (RFC 8449).
    pub(super) longest: usize,
    pub(super) writing: Writing,
    /// Handshake messages that wait to share records.
    pub(super) flight: Vec<u8>,
    /// Records that wait to be transmitted.
    pub(super) outgoing: Vec<u8>,
    /// Messages that wait to be carried, where there are no records of our own.
    pub(super) carried: Option<Vec<(Epoch, Vec<u8>)>>,
    /// The first flight of a client says 0x0301 in its record header (§5.1), everything else 0x0303.
    pub(super) record_version: ProtocolVersion,
    pub(super) change_cipher_spec: ChangeCipherSpec,
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) parcels: parcels::Out,
    pub(super) observe: bool,
    pub(super) noted: Noted<P>,
}

impl<P: Provider> Sender<P> {
    pub(super) fn new(provider: Arc<P>, settings: Settings, mailbox: Arc<Mailbox>, parcels: parcels::Out) -> Self {
        Self {
            provider,
            keys: None,
            padding: settings.padding,
            key_update: settings.key_update,
            bytes: 0,
            longest: MAX_FRAGMENT,
            writing: Writing::Handshake,
            flight: Vec::new(),
            outgoing: Vec::new(),
            carried: (!settings.records).then(Vec::new),
            record_version: settings.record_version,
            change_cipher_spec: ChangeCipherSpec::None,
            mailbox,
            parcels,
            observe: settings.observe,
            noted: Noted::<P>::new(),
        }
    }

    /// Appends what is to be transmitted to `out`.
    pub fn output(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let ready = self.pay_debts().and_then(|()| self.seal_flight());
        if out.capacity() == 0 {
            *out = core::mem::take(&mut self.outgoing);
        } else {
            out.append(&mut self.outgoing);
            self.outgoing = Vec::new();
        }
        ready
    }

    /// Moves to the next generation of keys (§4.6.3), and asks the peer to do so too if `request` says so.
    ///
    /// A request is left out while an earlier one is unanswered (RFC 9846 §4.7.3).
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        match self.writing {
            Writing::Open => {}
            Writing::Handshake | Writing::Early(_) => return Err(Error::NotYet),
            Writing::Over => return Err(Error::Closed),
        }
        let keys = self.keys.as_ref().ok_or(Error::NotYet)?;
        if matches!(keys.epoch(), Epoch::Application(generation) if generation >= MAX_KEY_UPDATES) {
            return Err(Error::KeysUsedUp);
        }
        let next = match keys.next_generation(&self.provider).ok_or(Error::NotYet)? {
            Ok(next) => next,
            Err(reject) => {
                // A failure of our own ends the connection for both halves (§6.2).
                self.alert(reject.alert);
                self.mailbox.fail(None);
                return Err(reject.into());
            }
        };
        let request_update = if request && self.mailbox.request_key_update() {
            KeyUpdateRequest::UpdateRequested
        } else {
            KeyUpdateRequest::UpdateNotRequested
        };
        let mut bytes = Vec::new();
        message::write(&KeyUpdate { request_update }, &mut bytes).map_err(|_| reject!(INTERNAL_ERROR, "6.2-i17"))?;
        self.handshake(&bytes);
        self.seal_flight()?;
        self.keys = Some(next);
        self.bytes = 0;
        Ok(())
    }

    /// Ends our direction with close_notify (§6.1). Calling it again changes nothing.
    pub fn close(&mut self) {
        if !self.mailbox.has_failed() {
            let _ = self.pay_debts();
            self.alert(AlertDescription::CLOSE_NOTIFY);
        }
    }

    /// Gives the connection up: user_canceled, and then close_notify (§6.1).
    pub fn cancel(&mut self) {
        if !self.mailbox.has_failed() {
            self.alert(AlertDescription::USER_CANCELED);
            self.close();
        }
    }

    /// Queues an alert; all but user_canceled are the last thing that is sent.
    pub(super) fn alert(&mut self, description: AlertDescription) {
        if self.writing == Writing::Over || self.seal_flight().is_err() {
            return;
        }
        let level = match description {
            AlertDescription::CLOSE_NOTIFY | AlertDescription::USER_CANCELED => AlertLevel::WARNING,
            _ => AlertLevel::FATAL,
        };
        if self.observe {
            let epoch = self.epoch();
            self.note(Observation::Alert { direction: Direction::Sent, level, description, epoch });
        }
        let _ = self.record(ContentType::ALERT, &[level.0, description.0]);
        if description != AlertDescription::USER_CANCELED {
            self.forget();
        }
    }

    /// Queues handshake messages; nothing follows our close_notify, not even in a handshake (§6.1).
    pub(super) fn handshake(&mut self, messages: &[u8]) {
        if self.writing == Writing::Over {
            return;
        }
        self.pay_change_cipher_spec();
        let mut rest = messages;
        while self.observe
            && let Some((bytes, after)) = message::length(rest).and_then(|length| rest.split_at_checked(length))
        {
            if let Ok(message) = Message::read(bytes) {
                let epoch = self.epoch();
                let (direction, name) = (Direction::Sent, message.name());
                self.note(Observation::Message { direction, name, bytes: bytes.to_vec(), epoch });
            }
            rest = after;
        }
        self.flight.extend_from_slice(messages);
    }

    /// The handshake is complete; a direction that has been closed stays so.
    pub(super) fn open(&mut self) {
        if self.writing == Writing::Handshake {
            self.writing = Writing::Open;
        }
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.keys.as_ref().map_or(Epoch::Plaintext, Sealing::epoch)
    }

    /// Turns the queued handshake messages into as few records as fit.
    pub(super) fn seal_flight(&mut self) -> Result<(), Error> {
        let flight = core::mem::take(&mut self.flight);
        let epoch = self.epoch();
        if let Some(carried) = &mut self.carried {
            carried.extend((!flight.is_empty()).then_some((epoch, flight)));
            return Ok(());
        }
        let longest = if self.keys.is_some() { self.longest } else { MAX_FRAGMENT };
        flight.chunks(longest).try_for_each(|fragment| self.record(ContentType::HANDSHAKE, fragment))
    }

    fn record(&mut self, content_type: ContentType, content: &[u8]) -> Result<(), Error> {
        if self.carried.is_some() {
            return Ok(());
        }
        self.pay_change_cipher_spec();
        match &mut self.keys {
            Some(keys) => {
                let padding = self.padding.padding(content_type, content.len(), self.longest);
                keys.seal(content_type, content, padding, &mut self.outgoing)?;
                Ok(())
            }
            None => {
                write_plaintext(content_type, self.record_version, content, &mut self.outgoing);
                // Only the initial ClientHello may say anything else (§5.1).
                self.record_version = ProtocolVersion::TLS_1_2;
                Ok(())
            }
        }
    }

    pub(super) fn note(&mut self, observation: Observation<P::KeyId>) {
        let order = self.mailbox.next_order();
        self.noted.push((order, observation));
    }

    pub(super) fn observations(&mut self) -> Noted<P> {
        core::mem::take(&mut self.noted)
    }
}
