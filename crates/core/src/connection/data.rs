//! RFC 8446 §5, §4.2.10: application data and early data on their way out.

use alloc::vec::Vec;

use surehand_codec::code_point::ContentType;

use super::writing::Writing;
use super::{Error, Sender};
use crate::crypto::Provider;
use crate::key_schedule::Epoch;
use crate::record::Sealing;

/// What [`Sender::send_into`] has come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sent {
    /// How many bytes of the data are sealed.
    pub taken: usize,
    /// How many bytes are to be transmitted.
    pub written: usize,
}

impl<P: Provider> Sender<P> {
    /// Appends what is to be transmitted, and then `data` in protected records, to `out`.
    pub fn send(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.output(out)?;
        self.may_send()?;
        self.seal_data(data, out)
    }

    /// Writes what is to be transmitted, and then `data` in protected records, to the start of `out`, as far as there is
    /// room. 2^14 + 22 bytes have room for any record.
    ///
    /// The buffer can be used again and again, and nothing has to clear it in between.
    pub fn send_into(&mut self, data: &[u8], out: &mut [u8]) -> Result<Sent, Error> {
        self.pay_debts()?;
        self.seal_flight()?;
        self.may_send()?;
        if !data.is_empty() {
            self.pay_change_cipher_spec();
        }
        let mut sent = Sent::default();
        loop {
            let room = out.get_mut(sent.written..).unwrap_or_default();
            if !self.outgoing.is_empty() {
                let length = self.outgoing.len().min(room.len());
                room.iter_mut().zip(self.outgoing.drain(..length)).for_each(|(to, from)| *to = from);
                sent.written += length;
                if !self.outgoing.is_empty() {
                    return Ok(sent);
                }
                continue;
            }
            let rest = data.get(sent.taken..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(sent);
            }
            if self.is_update_due() {
                self.update_keys(false)?;
                continue;
            }
            let space = room.len().saturating_sub(Sealing::<P>::OVERHEAD);
            let mut length = rest.len().min(self.longest);
            let mut padding = self.padding.padding(ContentType::APPLICATION_DATA, length, self.longest);
            if length + padding > space {
                // A shorter record than there could be, or one with less padding, is for a buffer that has no more room at all.
                if sent.written > 0 || space == 0 {
                    return Ok(sent);
                }
                length = length.min(space);
                padding = self.padding.padding(ContentType::APPLICATION_DATA, length, space);
            }
            let content = rest.get(..length).unwrap_or_default();
            let record = room.get_mut(..length + padding + Sealing::<P>::OVERHEAD).unwrap_or_default();
            let keys = self.keys.as_mut().ok_or(Error::NotYet)?;
            keys.seal_into(ContentType::APPLICATION_DATA, content, padding, record)?;
            self.bytes = self.bytes.saturating_add(content.len() as u64);
            sent.taken += content.len();
            sent.written += record.len();
        }
    }

    /// Appends what is to be transmitted, and then `data` as early data, to `out`. It may be replayed (§8), and the
    /// server may not take it.
    pub fn send_early(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.output(out)?;
        match &mut self.writing {
            Writing::Early(left) => {
                let size = u32::try_from(data.len()).map_err(|_| Error::TooMuchEarlyData)?;
                *left = left.checked_sub(size).ok_or(Error::TooMuchEarlyData)?;
            }
            Writing::Handshake | Writing::Open => return Err(Error::NotYet),
            Writing::Over => return Err(Error::Closed),
        }
        self.seal_data(data, out)
    }

    /// Whether application data may go out now.
    fn may_send(&self) -> Result<(), Error> {
        if self.mailbox.has_failed() {
            return Err(Error::Failed);
        }
        match self.writing {
            Writing::Open => Ok(()),
            Writing::Handshake | Writing::Early(_) => Err(Error::NotYet),
            Writing::Over => Err(Error::Closed),
        }
    }

    /// Seals application data, and updates the keys where they may not protect any more of it.
    fn seal_data(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        if !data.is_empty() {
            self.pay_change_cipher_spec();
            out.append(&mut self.outgoing);
        }
        out.reserve(data.len() + data.len().div_ceil(self.longest) * Sealing::<P>::OVERHEAD);
        for content in data.chunks(self.longest) {
            if self.is_update_due() {
                self.update_keys(false)?;
                out.append(&mut self.outgoing);
            }
            let padding = self.padding.padding(ContentType::APPLICATION_DATA, content.len(), self.longest);
            let keys = self.keys.as_mut().ok_or(Error::NotYet)?;
            // Early data has no other keys, and the last record of these is left for EndOfEarlyData (RFC 9846 §5.5).
            if keys.epoch() == Epoch::Early && keys.records_left() <= 1 {
                return Err(Error::KeysUsedUp);
            }
            keys.seal(ContentType::APPLICATION_DATA, content, padding, out)?;
            self.bytes = self.bytes.saturating_add(content.len() as u64);
        }
        Ok(())
    }

    /// Whether the policy, or the suite's own limit, asks for new keys (§5.5). Early data has none but its first.
    fn is_update_due(&self) -> bool {
        let Some(keys) = self.keys.as_ref().filter(|keys| matches!(keys.epoch(), Epoch::Application(_))) else {
            return false;
        };
        // The last record that the key may protect is left for the KeyUpdate itself.
        keys.records_left() <= 1
            || self.key_update.records.is_some_and(|limit| keys.records() >= limit.max(1))
            || self.key_update.bytes.is_some_and(|limit| self.bytes >= limit.max(1))
    }
}
