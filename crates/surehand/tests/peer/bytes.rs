//! RFC 8446 §3, §4: vectors, messages and hellos by hand, without the codec.

use surehand_codec::code_point::{CipherSuite, ExtensionType, NamedGroup};
pub use surehand_codec::message::HELLO_RETRY_REQUEST_RANDOM;

/// A vector with a length prefix of `prefix` bytes.
pub fn vector(prefix: usize, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u64).to_be_bytes();
    [&length[8 - prefix..], content].concat()
}

/// A handshake message.
pub fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    [&[msg_type][..], &vector(3, body)].concat()
}

/// One extension.
pub fn extension(extension_type: ExtensionType, data: &[u8]) -> Vec<u8> {
    [&extension_type.0.to_be_bytes()[..], &vector(2, data)].concat()
}

/// A block of extensions with its length prefix.
pub fn block(extensions: &[(ExtensionType, Vec<u8>)]) -> Vec<u8> {
    vector(2, &extensions.iter().flat_map(|(each, data)| extension(*each, data)).collect::<Vec<_>>())
}

/// An unprotected record.
pub fn plaintext(content_type: u8, version: u16, content: &[u8]) -> Vec<u8> {
    [&[content_type][..], &version.to_be_bytes(), &vector(2, content)].concat()
}

/// An entry of key_share.
pub fn share(group: NamedGroup, key_exchange: &[u8]) -> Vec<u8> {
    [&group.0.to_be_bytes()[..], &vector(2, key_exchange)].concat()
}

/// A list of uint16 with a length prefix of `prefix` bytes.
pub fn numbers(prefix: usize, numbers: &[u16]) -> Vec<u8> {
    vector(prefix, &numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>())
}

/// The extensions of a block with its length prefix.
pub fn extensions(cursor: &mut Cursor<'_>) -> Vec<(ExtensionType, Vec<u8>)> {
    let mut rest = Cursor(cursor.vector(2));
    let mut extensions = Vec::new();
    while !rest.0.is_empty() {
        extensions.push((ExtensionType(rest.number(2) as u16), rest.vector(2).to_vec()));
    }
    extensions
}

/// Takes apart what it has put together; panics on anything else.
pub struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    pub fn number(&mut self, bytes: usize) -> usize {
        self.take(bytes).iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
    }

    pub fn vector(&mut self, prefix: usize) -> &'a [u8] {
        let length = self.number(prefix);
        self.take(length)
    }
}

/// A ClientHello, a ServerHello or a HelloRetryRequest, every part of which can be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hello {
    pub msg_type: u8,
    pub legacy_version: u16,
    pub random: [u8; 32],
    pub session_id: Vec<u8>,
    pub suites: Vec<u16>,
    pub compression: Vec<u8>,
    pub extensions: Vec<(ExtensionType, Vec<u8>)>,
}

impl Hello {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut cursor = Cursor(bytes);
        let msg_type = cursor.number(1) as u8;
        let mut body = Cursor(cursor.vector(3));
        let legacy_version = body.number(2) as u16;
        let random = body.take(32).try_into().expect("32 bytes");
        let session_id = body.vector(1).to_vec();
        let (suites, compression) =
            if msg_type == 1 { (body.vector(2), body.vector(1)) } else { (body.take(2), body.take(1)) };
        let mut extensions = Vec::new();
        let mut rest = Cursor(if body.0.is_empty() { &[] } else { body.vector(2) });
        while !rest.0.is_empty() {
            extensions.push((ExtensionType(rest.number(2) as u16), rest.vector(2).to_vec()));
        }
        let suites = suites.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        Self { msg_type, legacy_version, random, session_id, suites, compression: compression.to_vec(), extensions }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut body = self.legacy_version.to_be_bytes().to_vec();
        body.extend(self.random);
        body.extend(vector(1, &self.session_id));
        if self.msg_type == 1 {
            body.extend(numbers(2, &self.suites));
            body.extend(vector(1, &self.compression));
        } else {
            body.extend(self.suites[0].to_be_bytes());
            body.extend(&self.compression);
        }
        body.extend(block(&self.extensions));
        message(self.msg_type, &body)
    }

    pub fn get(&self, extension_type: ExtensionType) -> Option<&[u8]> {
        self.extensions.iter().find(|(each, _)| *each == extension_type).map(|(_, data)| data.as_slice())
    }

    /// Replaces the extension, or appends it.
    pub fn set(mut self, extension_type: ExtensionType, data: Vec<u8>) -> Self {
        match self.extensions.iter_mut().find(|(each, _)| *each == extension_type) {
            Some((_, old)) => *old = data,
            None => self.extensions.push((extension_type, data)),
        }
        self
    }

    pub fn without(mut self, extension_type: ExtensionType) -> Self {
        self.extensions.retain(|(each, _)| *each != extension_type);
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The shares of a ClientHello.
    pub fn shares(&self) -> Vec<(NamedGroup, Vec<u8>)> {
        let mut list = Cursor(self.get(ExtensionType::KEY_SHARE).unwrap_or(&[0, 0]));
        let mut list = Cursor(list.vector(2));
        let mut shares = Vec::new();
        while !list.0.is_empty() {
            shares.push((NamedGroup(list.number(2) as u16), list.vector(2).to_vec()));
        }
        shares
    }

    pub fn suite(&self) -> CipherSuite {
        CipherSuite(self.suites[0])
    }

    pub fn is_retry(&self) -> bool {
        self.msg_type == 2 && self.random == HELLO_RETRY_REQUEST_RANDOM
    }
}
