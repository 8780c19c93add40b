//! RFC 9001 §5.3: packet protection.

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use bytes::BytesMut;
use quinn_proto::crypto::{CryptoError, PacketKey};

use crate::suite::Suite;

pub(crate) const IV_LENGTH: usize = 12;
/// All suites have the same.
pub(crate) const TAG_LENGTH: usize = 16;

/// What protects the packets of one direction.
pub(crate) struct Packet {
    suite: &'static Suite,
    /// There is none if the library has refused it, which it has no reason for: then nothing can be sent or received.
    key: Option<LessSafeKey>,
    iv: [u8; IV_LENGTH],
}

impl Packet {
    pub(crate) fn new(suite: &'static Suite, key: &[u8], iv: [u8; IV_LENGTH]) -> Self {
        let key = UnboundKey::new(suite.aead, key).ok().map(LessSafeKey::new);
        Self { suite, key, iv }
    }

    fn key(&self) -> Result<&LessSafeKey, Unspecified> {
        self.key.as_ref().ok_or(Unspecified)
    }

    fn nonce(&self, number: u64) -> Nonce {
        let mut nonce = self.iv;
        nonce.iter_mut().rev().zip(number.to_le_bytes()).for_each(|(byte, number)| *byte ^= number);
        Nonce::assume_unique_for_key(nonce)
    }

    /// Protects what is between the header and the room for the tag.
    pub(crate) fn seal(&self, number: u64, packet: &mut [u8], header_length: usize) -> Result<(), Unspecified> {
        let (header, rest) = packet.split_at_mut_checked(header_length).ok_or(Unspecified)?;
        let (payload, room) = rest.split_last_chunk_mut::<TAG_LENGTH>().ok_or(Unspecified)?;
        let tag = self.key()?.seal_in_place_separate_tag(self.nonce(number), Aad::from(header), payload)?;
        room.iter_mut().zip(tag.as_ref()).for_each(|(room, tag)| *room = *tag);
        Ok(())
    }

    /// Opens a payload and its tag in place; how long the payload is without.
    pub(crate) fn open(&self, number: u64, header: &[u8], payload: &mut [u8]) -> Result<usize, Unspecified> {
        self.key()?.open_in_place(self.nonce(number), Aad::from(header), payload).map(|payload| payload.len())
    }
}

impl PacketKey for Packet {
    fn encrypt(&self, packet: u64, buf: &mut [u8], header_len: usize) {
        if self.seal(packet, buf, header_len).is_err() {
            // Nothing goes out in the clear.
            buf.fill(0);
        }
    }

    fn decrypt(&self, packet: u64, header: &[u8], payload: &mut BytesMut) -> Result<(), CryptoError> {
        let length = self.open(packet, header, payload).map_err(|_| CryptoError)?;
        payload.truncate(length);
        Ok(())
    }

    fn tag_len(&self) -> usize {
        TAG_LENGTH
    }

    fn confidentiality_limit(&self) -> u64 {
        self.suite.confidentiality_limit
    }

    fn integrity_limit(&self) -> u64 {
        self.suite.integrity_limit
    }
}
