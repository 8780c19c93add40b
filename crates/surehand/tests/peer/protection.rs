//! RFC 8446 §5.2: records sealed and opened by hand, with any content type, any padding and any header.

use surehand_core::crypto::{Nonce, OpeningKey, Provider, SealingKey, Suite};
use surehand_core::key_schedule::{Epoch, next_generation, read_keys, write_keys};

use super::Rigged;

type Secret = <Rigged as Provider>::Secret;

fn nonce(iv: &Nonce, sequence_number: u64) -> Nonce {
    let mut nonce = *iv;
    nonce[4..].iter_mut().zip(sequence_number.to_be_bytes()).for_each(|(byte, number)| *byte ^= number);
    nonce
}

/// Keys to write with.
pub struct Writing {
    suite: Suite,
    secret: Secret,
    key: <Rigged as Provider>::SealingKey,
    iv: Nonce,
    pub sequence_number: u64,
}

impl Writing {
    pub fn new(provider: &Rigged, suite: Suite, secret: Secret) -> Self {
        let keys = write_keys(provider, suite, Epoch::Application(0), &secret).expect("keys");
        Self { suite, secret, key: keys.key, iv: keys.iv, sequence_number: 0 }
    }

    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Seals an inner plaintext of any shape under any header.
    pub fn seal_under(&mut self, header: [u8; 5], inner_plaintext: &[u8]) -> Vec<u8> {
        let mut record = [&header[..], inner_plaintext].concat();
        let tag = self
            .key
            .seal_in_place(&nonce(&self.iv, self.sequence_number), &header, &mut record[5..])
            .expect("a sealed record");
        record.extend(tag);
        self.sequence_number += 1;
        record
    }

    pub fn seal_inner(&mut self, inner_plaintext: &[u8]) -> Vec<u8> {
        let [high, low] = ((inner_plaintext.len() + 16) as u16).to_be_bytes();
        self.seal_under([23, 3, 3, high, low], inner_plaintext)
    }

    pub fn seal(&mut self, content_type: u8, content: &[u8], padding: usize) -> Vec<u8> {
        self.seal_inner(&[content, &[content_type], &vec![0; padding]].concat())
    }

    pub fn next(self, provider: &Rigged) -> Self {
        Self::new(provider, self.suite, next_generation(provider, self.suite.hash, &self.secret))
    }
}

/// Keys to read with.
pub struct Reading {
    suite: Suite,
    secret: Secret,
    key: <Rigged as Provider>::OpeningKey,
    iv: Nonce,
    sequence_number: u64,
}

impl Reading {
    pub fn new(provider: &Rigged, suite: Suite, secret: Secret) -> Self {
        let keys = read_keys(provider, suite, Epoch::Application(0), &secret).expect("keys");
        Self { suite, secret, key: keys.key, iv: keys.iv, sequence_number: 0 }
    }

    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The content type, the content and the length of the padding, if the record opens.
    pub fn open(&mut self, record: &[u8]) -> Option<(u8, Vec<u8>, usize)> {
        let mut body = record[5..].to_vec();
        let header = &record[..5];
        let inner = self.key.open_in_place(&nonce(&self.iv, self.sequence_number), header, &mut body).ok()?;
        self.sequence_number += 1;
        let end = inner.iter().rposition(|byte| *byte != 0)?;
        Some((inner[end], inner[..end].to_vec(), inner.len() - end - 1))
    }

    pub fn next(self, provider: &Rigged) -> Self {
        Self::new(provider, self.suite, next_generation(provider, self.suite.hash, &self.secret))
    }
}
