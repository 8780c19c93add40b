//! RFC 8446 §5, §6: what may come now, by content type.

use core::ops::Range;

use surehand_codec::code_point::{AlertDescription, AlertLevel, ContentType};
use surehand_codec::{Reject, reject};

use super::event::Reading;
use super::observation::{Direction, Observation};
use super::{Error, Event, Receiver};
use crate::crypto::Provider;
use crate::key_schedule::Epoch;
use crate::record::{Coalesce, HEADER_LENGTH, MAX_FRAGMENT, RecordHeader};

impl<P: Provider> Receiver<P> {
    /// From an outer record to a content type and where its content lies; `None` for refused early data.
    pub(super) fn unprotect(
        &mut self,
        header: RecordHeader,
        record: &mut [u8],
    ) -> Result<Option<(ContentType, Range<usize>)>, Reject> {
        let plaintext = HEADER_LENGTH..header.record_length;
        // Early data is sent before our limit is known (RFC 8449).
        let longest = if self.epoch() == Epoch::Early { MAX_FRAGMENT + 1 } else { self.longest_plaintext };
        match (header.content_type, &mut self.keys) {
            // Before any attempt to deprotect (§5).
            (ContentType::CHANGE_CIPHER_SPEC, _) => Ok(Some((header.content_type, plaintext))),
            (ContentType::APPLICATION_DATA, Some(keys)) => match keys.open(record, longest) {
                Ok(opened) => {
                    self.early_data_to_skip = None;
                    Ok(Some((opened.content_type, opened.content)))
                }
                Err(reject) => self.skip_early_data(header, reject),
            },
            (ContentType::APPLICATION_DATA, None) => {
                self.skip_early_data(header, reject!(UNEXPECTED_MESSAGE, "5.1-i1"))
            }
            // A peer that cannot follow our hello cannot protect its alert either.
            (ContentType::ALERT, Some(keys)) if matches!(keys.epoch(), Epoch::Early | Epoch::Handshake) => {
                Ok(Some((header.content_type, plaintext)))
            }
            (_, Some(_)) => Err(reject!(UNEXPECTED_MESSAGE, "5.2-i3")),
            (ContentType::HANDSHAKE, None) if plaintext.is_empty() => Err(reject!(UNEXPECTED_MESSAGE, "5.1-9")),
            (content_type, None) => Ok(Some((content_type, plaintext))),
        }
    }

    /// §4.2.10: a record that does not open may be early data that was refused, up to a limit; otherwise `reject` stands.
    fn skip_early_data(
        &mut self,
        header: RecordHeader,
        reject: Reject,
    ) -> Result<Option<(ContentType, Range<usize>)>, Reject> {
        let Some(left) = self.early_data_to_skip else { return Err(reject) };
        if !self.coalesce.is_empty() {
            return Err(reject!(UNEXPECTED_MESSAGE, "5.1-3"));
        }
        let left = left.checked_sub(header.record_length).ok_or(reject!(UNEXPECTED_MESSAGE, "4.2.10-i3"))?;
        self.early_data_to_skip = Some(left);
        Ok(None)
    }

    pub(super) fn on_change_cipher_spec(&mut self, content: &[u8]) -> Result<Event, Error> {
        if !self.machine.tolerates_change_cipher_spec() {
            return Err(reject!(UNEXPECTED_MESSAGE, "5-3").into());
        }
        if content != [1] {
            return Err(reject!(UNEXPECTED_MESSAGE, "5-2").into());
        }
        if !self.coalesce.is_empty() {
            return Err(reject!(UNEXPECTED_MESSAGE, "5.1-4").into());
        }
        self.counters.change_cipher_specs += 1;
        if self.counters.change_cipher_specs > self.limits().change_cipher_specs {
            return Err(reject!(UNEXPECTED_MESSAGE, "5-1").into());
        }
        if self.machine.observe().messages {
            self.note(Observation::ChangeCipherSpec(Direction::Received));
        }
        Ok(Event::Progress)
    }

    pub(super) fn on_alert(&mut self, content: &[u8]) -> Result<Event, Error> {
        let [level, description] = content else { return Err(reject!(DECODE_ERROR, "5.1-12").into()) };
        let (level, description) = (AlertLevel(*level), AlertDescription(*description));
        if self.machine.observe().messages {
            let epoch = self.epoch();
            self.note(Observation::Alert { direction: Direction::Received, level, description, epoch });
        }
        // The description decides, not the level (§6).
        match description {
            AlertDescription::CLOSE_NOTIFY => {
                self.reading = Reading::Closed;
                self.coalesce = Coalesce::default();
                Ok(Event::Closed)
            }
            AlertDescription::USER_CANCELED if !self.coalesce.is_empty() => {
                Err(reject!(UNEXPECTED_MESSAGE, "5.1-4").into())
            }
            AlertDescription::USER_CANCELED => {
                self.counters.warning_alerts += 1;
                if self.counters.warning_alerts > self.limits().warning_alerts {
                    return Err(reject!(UNEXPECTED_MESSAGE, "6.2-i1").into());
                }
                Ok(Event::Progress)
            }
            error => Err(Error::AlertReceived(error)),
        }
    }

    pub(super) fn on_application_data(&mut self, content: Range<usize>) -> Result<Event, Error> {
        let early = self.epoch() == Epoch::Early;
        if self.machine.connected().is_none() && !early {
            return Err(reject!(UNEXPECTED_MESSAGE, "4.4.4-i2").into());
        }
        if self.machine.awaits_rest_of_answer() {
            return Err(reject!(UNEXPECTED_MESSAGE, "4.6.2-5").into());
        }
        if !self.coalesce.is_empty() {
            return Err(reject!(UNEXPECTED_MESSAGE, "5.1-3").into());
        }
        if content.is_empty() {
            self.counters.empty_records += 1;
            if self.counters.empty_records > self.limits().empty_records {
                return Err(reject!(UNEXPECTED_MESSAGE, "5.1-13").into());
            }
            return Ok(Event::Progress);
        }
        self.counters.key_updates = 0;
        if early {
            let left = self.early_data_left.checked_sub(content.len());
            self.early_data_left = left.ok_or(reject!(UNEXPECTED_MESSAGE, "4.6.1-17"))?;
            return Ok(Event::EarlyData(content));
        }
        Ok(Event::ApplicationData(content))
    }
}
