//! RFC 8446 §5, §4: what the hand-built peer hears: records opened, messages put together, keys changed.

use surehand_codec::code_point::{CipherSuite, ExtensionType as E, NamedGroup};
use surehand_core::crypto::Provider;

use super::bytes::{Cursor, Hello};
use super::hand::{has_early_data, is_retry};
use super::{HandBuilt, Role, Seen};

/// What the peer hears.
impl HandBuilt {
    /// Takes what the code under test has transmitted.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        while let Some(header) = self.input.first_chunk::<5>() {
            let length = 5 + usize::from(u16::from_be_bytes([header[3], header[4]]));
            if self.input.len() < length {
                break;
            }
            let record: Vec<_> = self.input.drain(..length).collect();
            self.hear_record(&record);
        }
    }

    fn hear_record(&mut self, record: &[u8]) {
        let (mut content_type, mut content, mut padding, mut epoch) = (record[0], record[5..].to_vec(), 0, 0);
        if content_type == 23 {
            let Some(opened) = self.reading.as_mut().and_then(|reading| reading.open(record)) else {
                self.unopened += 1;
                return;
            };
            (content_type, content, padding) = opened;
            epoch = self.epoch;
        }
        let version = u16::from_be_bytes([record[1], record[2]]);
        let length = record.len();
        self.seen.push(Seen { content_type, content: content.clone(), epoch, padding, length, version });
        match content_type {
            22 => {
                self.handshake.extend(content);
                self.hear_handshake();
            }
            23 if self.early => self.early_data.extend(content),
            23 => self.data.extend(content),
            _ => {}
        }
    }

    fn hear_handshake(&mut self) {
        while let Some(&[_, a, b, c]) = self.handshake.first_chunk::<4>() {
            let length = 4 + u32::from_be_bytes([0, a, b, c]) as usize;
            if self.handshake.len() < length {
                break;
            }
            let message: Vec<_> = self.handshake.drain(..length).collect();
            self.hear_message(message);
        }
    }

    fn hear_message(&mut self, message: Vec<u8>) {
        let (msg_type, retry) = (message[0], is_retry(&message));
        // What keys change after ends its record (§5.1).
        let late = self.connected() && msg_type != 24;
        assert!(!matches!(msg_type, 2 | 5 | 20 | 24) || retry || late || self.handshake.is_empty());
        if late {
            let secret = self.reading.as_ref().map(|reading| self.provider.reveal(reading.secret()).to_vec());
            self.late.push((message, secret.unwrap_or_default()));
            return;
        }
        self.check(&message);
        if msg_type == 24 {
            self.reading = self.reading.take().map(|reading| reading.next(&self.provider));
            self.epoch += 1;
            return;
        }
        if msg_type == 1 || msg_type == 2 {
            let hello = Hello::parse(&message);
            if msg_type == 2 {
                self.suite = self.provider.suite(hello.suite()).expect("a suite of ours");
            }
            if msg_type == 2 && !retry {
                if let Some(entry) = hello.get(E::KEY_SHARE) {
                    let mut entry = Cursor(entry);
                    let (group, share) = (NamedGroup(entry.number(2) as u16), entry.vector(2));
                    let key_shares = self.key_shares.take().expect("shares of ours");
                    self.shared_secret = self.provider.finish(key_shares, group, share).ok();
                }
            }
            if msg_type == 1 {
                self.hello = Some(hello);
            }
        }
        let early_data = msg_type == 8 && has_early_data(&message);
        self.messages.push(message);
        match (self.role, msg_type) {
            (Role::Server, 1) => self.offer_early_data(),
            (Role::Client, 2) if retry && self.early => self.forget_early_data(),
            (Role::Client, 8) if !early_data => self.end_early_data(),
            (Role::Server, 5) => self.end_early_data(),
            (Role::Client, 2) if !retry => self.handshake_keys(),
            (Role::Client, 20) => {
                self.derive_application();
                if let Some((_, server)) = &self.application {
                    self.change_reading(self.copy(server));
                }
            }
            (Role::Server, 20) => {
                if let Some((client, _)) = &self.application {
                    self.change_reading(self.copy(client));
                }
            }
            _ => {}
        }
    }

    /// The last alert that was heard, with its epoch.
    pub fn alert(&self) -> Option<(u8, u8, usize)> {
        match self.seen.last() {
            Some(Seen { content_type: 21, content, epoch, .. }) => Some((content[0], content[1], *epoch)),
            _ => None,
        }
    }

    /// The msg_types of the messages of both sides.
    pub fn types(&self) -> Vec<u8> {
        self.messages.iter().map(|message| message[0]).collect()
    }

    /// How often the keys that we read with have changed.
    pub fn epoch(&self) -> usize {
        self.epoch
    }

    pub fn use_suite(&mut self, cipher_suite: CipherSuite) {
        self.suite = self.provider.suite(cipher_suite).expect("a suite of ours");
    }
}
