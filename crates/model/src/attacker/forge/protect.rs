//! Records of the attacker's: without protection, or under keys that it knows.

use surehand_codec::code_point::{CipherSuite, ContentType, ProtocolVersion};
use surehand_core::crypto::{Nonce, OpeningKey, Provider, SealingKey};
use surehand_core::record::{HEADER_LENGTH, write_plaintext};

use super::Target;
use crate::provider::Symbolic;
use crate::term::Id;

/// A record without protection.
pub(super) fn plain(message: &[u8]) -> Vec<u8> {
    let mut record = Vec::new();
    write_plaintext(ContentType::HANDSHAKE, ProtocolVersion::TLS_1_2, message, &mut record);
    record
}

/// The content of a protected record under a key, and its type.
pub fn inner(provider: &Symbolic, key: Id, nonce: &Nonce, record: &[u8]) -> Option<(ContentType, Vec<u8>)> {
    let key = provider.opening_key(CipherSuite::TLS_AES_128_GCM_SHA256, &key.handle(16)).ok()?;
    let (header, text) = record.split_at_checked(HEADER_LENGTH)?;
    let mut text = text.to_vec();
    let plaintext = key.open_in_place(nonce, header, &mut text).ok()?;
    let end = plaintext.iter().rposition(|byte| *byte != 0)?;
    Some((ContentType(*plaintext.get(end)?), plaintext.get(..end)?.to_vec()))
}

/// The handshake messages in a protected record whose key the attacker has.
pub fn opened(provider: &Symbolic, key: Id, nonce: &Nonce, record: &[u8]) -> Option<Vec<u8>> {
    let (content_type, content) = inner(provider, key, nonce, record)?;
    (content_type == ContentType::HANDSHAKE).then_some(content)
}

impl Target<'_> {
    /// Whether the attacker has the key that the session reads with.
    pub fn has_read_key(&self) -> bool {
        self.connection.opening().is_some_and(|keys| self.deducer.knows(keys.keys().key.id()))
    }

    /// A record that the session will open next, if the attacker has its key.
    pub(super) fn sealed(&self, content_type: ContentType, content: &[u8]) -> Option<Vec<u8>> {
        let keys = self.connection.opening().filter(|_| self.has_read_key())?;
        let mut nonce = keys.keys().iv;
        let number = keys.records().to_be_bytes();
        nonce.iter_mut().rev().zip(number.iter().rev()).for_each(|(byte, number)| *byte ^= number);
        let length = u16::try_from(content.len() + 17).ok()?;
        let mut record = vec![ContentType::APPLICATION_DATA.0, 3, 3];
        record.extend_from_slice(&length.to_be_bytes());
        let mut text = content.to_vec();
        text.push(content_type.0);
        let tag = keys.keys().key.seal_in_place(&nonce, &record, &mut text).ok()?;
        record.extend_from_slice(&text);
        record.extend_from_slice(&tag);
        Some(record)
    }
}
