//! What the receiving half and the machine make the sending half do.

use surehand_codec::code_point::{AlertDescription, ContentType, ProtocolVersion};
use surehand_codec::message::{self, Finished};
use surehand_codec::reject;

use super::observation::{Direction, Observation};
use super::parcels::Parcel;
use super::writing::{ChangeCipherSpec, Writing};
use super::{Error, Sender};
use crate::crypto::Provider;
use crate::key_schedule::{Epoch, WriteKeys, verify_data};
use crate::record::{MAX_FRAGMENT, Sealing, write_plaintext};

impl<P: Provider> Sender<P> {
    /// What the receiving half has run up: an alert ends everything, a KeyUpdate comes before further data (§4.6.3).
    pub(super) fn pay_debts(&mut self) -> Result<(), Error> {
        if self.writing == Writing::Over {
            return Ok(());
        }
        if let Some(alert) = self.mailbox.take_alert() {
            self.alert(alert);
        } else if self.mailbox.has_failed() {
            // The peer has given up: what still waits is for nobody (§6.2).
            self.forget();
            self.flight.clear();
            self.outgoing.clear();
        } else {
            while let Some(parcel) = self.parcels.take() {
                self.mailbox.parcel_taken();
                self.parcel(parcel)?;
            }
            if self.mailbox.take_key_update() {
                // An answer that would exceed the limit on updates is not given (RFC 9846 §4.7.3).
                match self.update_keys(false) {
                    Ok(()) | Err(Error::KeysUsedUp) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Queues what the machine wants to be sent together, with a Finished by the present secret where one is due.
    pub(super) fn parcel(&mut self, parcel: Parcel) -> Result<(), Error> {
        match parcel {
            Parcel::Messages(messages) => self.handshake(&messages),
            Parcel::Finished(mut messages, algorithm, hash) => {
                let secret = self.keys.as_ref().and_then(Sealing::secret).ok_or(Error::NotYet)?;
                let verify_data = verify_data(&*self.provider, algorithm, secret, &hash);
                let finished = Finished { verify_data: verify_data.as_ref() };
                message::write(&finished, &mut messages).map_err(|_| reject!(INTERNAL_ERROR, "6.2-i17"))?;
                self.handshake(&messages);
            }
        }
        Ok(())
    }

    /// Nothing more is written, and keys and secret are gone (§6).
    pub(super) fn forget(&mut self) {
        self.writing = Writing::Over;
        self.keys = None;
    }

    /// Changes keys; what was queued before goes out under the old ones.
    pub(super) fn write_keys(&mut self, keys: WriteKeys<P>) -> Result<(), Error> {
        self.seal_flight()?;
        if self.writing == Writing::Over {
            return Ok(());
        }
        self.keys = Some(Sealing::new(keys));
        self.close_early();
        Ok(())
    }

    /// Goes on without protection, after early data that does not count (§4.1.4).
    pub(super) fn write_plaintext(&mut self) -> Result<(), Error> {
        self.seal_flight()?;
        self.keys = None;
        Ok(())
    }

    /// On a server: application data may be sent before the client's Finished, to a peer that has shown nothing yet (§4.4.4).
    pub fn half_rtt(&mut self) -> Result<(), Error> {
        match (self.writing, self.epoch()) {
            (Writing::Over, _) => Err(Error::Closed),
            (Writing::Open, _) => Ok(()),
            (Writing::Handshake, Epoch::Application(_)) => {
                self.writing = Writing::Open;
                Ok(())
            }
            _ => Err(Error::NotYet),
        }
    }

    /// Early data may be sent, up to so many bytes.
    pub(super) fn open_early(&mut self, size: u32) {
        if self.writing == Writing::Handshake {
            self.writing = Writing::Early(size);
        }
    }

    /// Early data is over.
    pub(super) fn close_early(&mut self) {
        if matches!(self.writing, Writing::Early(_)) {
            self.writing = Writing::Handshake;
        }
    }

    /// The peer takes protected records of at most so many bytes, content type and padding counted (RFC 8449).
    pub(super) fn limit_records(&mut self, record_size_limit: u16) {
        self.longest = usize::from(record_size_limit).saturating_sub(1).clamp(1, MAX_FRAGMENT);
    }

    /// Ends the connection with a fatal alert of the caller's choice, general_error for instance (RFC 9846 §6.2).
    pub fn abort(&mut self, alert: AlertDescription) {
        if !self.mailbox.has_failed() {
            self.alert(alert);
            self.mailbox.fail(None);
        }
    }

    /// Queues a change_cipher_spec record (D.4), once.
    pub(super) fn change_cipher_spec(&mut self) -> Result<(), Error> {
        self.owe_change_cipher_spec()?;
        self.pay_change_cipher_spec();
        Ok(())
    }

    /// The next record has a change_cipher_spec record before it, if there has been none.
    pub(super) fn owe_change_cipher_spec(&mut self) -> Result<(), Error> {
        self.seal_flight()?;
        if self.change_cipher_spec == ChangeCipherSpec::None {
            self.change_cipher_spec = ChangeCipherSpec::Owed;
        }
        Ok(())
    }

    pub(super) fn pay_change_cipher_spec(&mut self) {
        if self.change_cipher_spec == ChangeCipherSpec::Owed && self.writing != Writing::Over {
            self.change_cipher_spec = ChangeCipherSpec::Sent;
            write_plaintext(ContentType::CHANGE_CIPHER_SPEC, ProtocolVersion::TLS_1_2, &[1], &mut self.outgoing);
            if self.observe {
                self.note(Observation::ChangeCipherSpec(Direction::Sent));
            }
        }
    }
}
