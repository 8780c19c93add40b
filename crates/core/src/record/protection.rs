//! RFC 8446 §5.2-§5.5: record protection.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use surehand_codec::code_point::{ContentType, ProtocolVersion};
use surehand_codec::{Reject, reject};

use super::fragment::header;
use super::{HEADER_LENGTH, MAX_FRAGMENT};
use crate::crypto::{NONCE_LENGTH, Nonce, OpeningKey, Provider, SealingKey, TAG_LENGTH};
use crate::key_schedule::{Epoch, ReadKeys, WriteKeys, next_generation, read_keys, write_keys};
use crate::state::state;

/// The per-record nonce (§5.3).
fn nonce(iv: &Nonce, sequence_number: u64) -> Nonce {
    let mut nonce = *iv;
    let (_, low) = nonce.split_at_mut(NONCE_LENGTH - 8);
    for (byte, number) in low.iter_mut().zip(sequence_number.to_be_bytes()) {
        *byte ^= number;
    }
    nonce
}

state! {
    /// One direction's keys and sequence number, for reading.
    pub struct Opening {
        keys: ReadKeys<P>,
        sequence_number: u64,
    }
}

/// What a protected record held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// The real content type.
    pub content_type: ContentType,
    /// Where the content lies within the record.
    pub content: Range<usize>,
}

impl<P: Provider> Opening<P> {
    /// Starts at sequence number 0.
    pub fn new(keys: ReadKeys<P>) -> Self {
        Self { keys, sequence_number: 0 }
    }

    /// The keys.
    pub fn keys(&self) -> &ReadKeys<P> {
        &self.keys
    }

    /// How many records the key has opened.
    pub fn records(&self) -> u64 {
        self.sequence_number
    }

    /// The epoch of these keys.
    pub fn epoch(&self) -> Epoch {
        self.keys.epoch
    }

    /// The traffic secret of these keys, where it is kept.
    pub fn secret(&self) -> Option<&P::Secret> {
        self.keys.secret.as_ref()
    }

    /// Opens a whole record in place, header included; its content, content type and padding are at most `longest` bytes.
    pub fn open(&mut self, record: &mut [u8], longest: usize) -> Result<Opened, Reject> {
        let (header, encrypted_record) =
            record.split_at_mut_checked(HEADER_LENGTH).ok_or(reject!(BAD_RECORD_MAC, "5.2-3"))?;
        let nonce = nonce(&self.keys.iv, self.sequence_number);
        let inner_plaintext = self
            .keys
            .key
            .open_in_place(&nonce, header, encrypted_record)
            .map_err(|_| reject!(BAD_RECORD_MAC, "5.2-3"))?;
        self.sequence_number = self.sequence_number.checked_add(1).ok_or(reject!(BAD_RECORD_MAC, "5.2-3"))?;
        if inner_plaintext.len() > longest {
            return Err(reject!(RECORD_OVERFLOW, "5.2-i5"));
        }
        let length = inner_plaintext.iter().rposition(|byte| *byte != 0).ok_or(reject!(UNEXPECTED_MESSAGE, "5.4-6"))?;
        let content_type = ContentType(inner_plaintext.get(length).copied().unwrap_or_default());
        match content_type {
            ContentType::APPLICATION_DATA => {}
            ContentType::HANDSHAKE | ContentType::ALERT if length > 0 => {}
            ContentType::HANDSHAKE | ContentType::ALERT => return Err(reject!(UNEXPECTED_MESSAGE, "5.4-4")),
            ContentType::CHANGE_CIPHER_SPEC => return Err(reject!(UNEXPECTED_MESSAGE, "5-2")),
            _ => return Err(reject!(UNEXPECTED_MESSAGE, "5.2-i4")),
        }
        Ok(Opened { content_type, content: HEADER_LENGTH..HEADER_LENGTH + length })
    }

    /// The next generation of application keys (§7.2), or `None` where this epoch has none.
    pub fn next_generation(&self, provider: &P) -> Option<Result<Self, Reject>> {
        let (epoch, secret) = following(provider, self.keys.epoch, &self.keys)?;
        let keys = read_keys(provider, self.keys.suite, epoch, &secret);
        Some(keys.map(|keys| Self::new(keys.updatable(secret))).map_err(|_| reject!(INTERNAL_ERROR, "6.2-i17")))
    }
}

/// The epoch and secret that follow those of application keys.
fn following<P: Provider, K>(
    provider: &P,
    epoch: Epoch,
    keys: &crate::key_schedule::TrafficKeys<K, P::Secret>,
) -> Option<(Epoch, P::Secret)> {
    match (epoch, &keys.secret) {
        (Epoch::Application(generation), Some(secret)) => {
            Some((Epoch::Application(generation.saturating_add(1)), next_generation(provider, keys.suite.hash, secret)))
        }
        _ => None,
    }
}

state! {
    /// One direction's keys and sequence number, for writing.
    pub struct Sealing {
        keys: WriteKeys<P>,
        sequence_number: u64,
    }
}

/// A record cannot be sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SealError {
    /// The key has protected as many records as it may (§5.5).
    KeyUsedUp,
    /// The content and its padding do not fit a record.
    TooLong,
    /// The crypto library failed.
    Failed,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyUsedUp => "the key has protected as many records as it may",
            Self::TooLong => "the content does not fit a record",
            Self::Failed => "the crypto library failed",
        })
    }
}

impl core::error::Error for SealError {}

impl<P: Provider> Sealing<P> {
    /// What a record has besides content and padding: header, content type and tag.
    pub const OVERHEAD: usize = HEADER_LENGTH + 1 + TAG_LENGTH;

    /// Starts at sequence number 0.
    pub fn new(keys: WriteKeys<P>) -> Self {
        Self { keys, sequence_number: 0 }
    }

    /// The keys.
    pub fn keys(&self) -> &WriteKeys<P> {
        &self.keys
    }

    /// The epoch of these keys.
    pub fn epoch(&self) -> Epoch {
        self.keys.epoch
    }

    /// The traffic secret of these keys, where it is kept.
    pub fn secret(&self) -> Option<&P::Secret> {
        self.keys.secret.as_ref()
    }

    /// How many records the key has protected.
    pub fn records(&self) -> u64 {
        self.sequence_number
    }

    /// How many more records the key may protect; a KeyUpdate must come before it is 0 (§5.5, RFC 9846 §5.5).
    pub fn records_left(&self) -> u64 {
        self.keys.suite.confidentiality_limit.saturating_sub(self.sequence_number)
    }

    /// Seals at most 2^14 bytes of `content` with `padding` zero bytes as one record, appended to `out`.
    pub fn seal(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), SealError> {
        let start = out.len();
        out.resize(start + content.len() + padding + Self::OVERHEAD, 0);
        let sealed = self.seal_into(content_type, content, padding, out.get_mut(start..).unwrap_or_default());
        if sealed.is_err() {
            // Nothing that is not sealed may leave.
            out.truncate(start);
        }
        sealed
    }

    /// The same into a place that is as long as the record; after an error what is there means nothing.
    pub fn seal_into(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: usize,
        record: &mut [u8],
    ) -> Result<(), SealError> {
        let length = content.len() + 1 + padding + TAG_LENGTH;
        if content.len() + padding > MAX_FRAGMENT || record.len() != HEADER_LENGTH + length {
            return Err(SealError::TooLong);
        }
        if self.records_left() == 0 {
            return Err(SealError::KeyUsedUp);
        }
        let header = header(ContentType::APPLICATION_DATA, ProtocolVersion::TLS_1_2, length);
        let nonce = nonce(&self.keys.iv, self.sequence_number);
        let (start, encrypted_record) = record.split_at_mut(HEADER_LENGTH);
        start.copy_from_slice(&header);
        let sealed = if padding == 0 {
            self.keys.key.seal(&nonce, &header, content, &[content_type.0], encrypted_record)
        } else {
            let (inner_plaintext, tag) = encrypted_record.split_at_mut(length - TAG_LENGTH);
            let (text, zeros) = inner_plaintext.split_at_mut(content.len());
            text.copy_from_slice(content);
            zeros.fill(0);
            zeros.iter_mut().take(1).for_each(|byte| *byte = content_type.0);
            let seal = self.keys.key.seal_in_place(&nonce, &header, inner_plaintext);
            seal.map(|computed| tag.copy_from_slice(&computed))
        };
        sealed.map_err(|_| SealError::Failed)?;
        // The limit above is below 2^64, so the number never wraps (§5.3).
        self.sequence_number = self.sequence_number.saturating_add(1);
        Ok(())
    }

    /// The next generation of application keys (§7.2), or `None` where this epoch has none.
    pub fn next_generation(&self, provider: &P) -> Option<Result<Self, Reject>> {
        let (epoch, secret) = following(provider, self.keys.epoch, &self.keys)?;
        let keys = write_keys(provider, self.keys.suite, epoch, &secret);
        Some(keys.map(|keys| Self::new(keys.updatable(secret))).map_err(|_| reject!(INTERNAL_ERROR, "6.2-i17")))
    }
}
