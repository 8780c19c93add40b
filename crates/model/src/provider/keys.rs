//! Secrets, hashes and ideal AEAD. Every value shows itself to a hasher in a form of its own, so that what a state holds can be collected.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use surehand_core::crypto::{
    CryptoError, Digest, HashAlgorithm, HashState, Nonce, OpenError, OpeningKey, Purpose, SealingKey, TAG_LENGTH,
};

use super::weakness::Omission;
use crate::book::Book;
use crate::term::{Id, SessionName, Term};

/// How a secret begins when it shows itself to a hasher.
pub const SECRET_MARK: [u8; 8] = *b"secret:\0";
/// The same for the private parts of key shares.
pub const SHARES_MARK: [u8; 8] = *b"shares:\0";
/// The same for an AEAD key.
pub const KEY_MARK: [u8; 8] = *b"aeadkey:";

/// A secret: a handle of at most 48 bytes.
#[derive(Clone, Copy)]
pub struct Secret {
    bytes: [u8; Digest::MAX],
    length: u8,
}

impl Secret {
    /// The secret with this name, of so many bytes.
    pub(super) fn new(id: Id, length: usize) -> Self {
        let mut bytes = [0; Digest::MAX];
        let length = length.min(Digest::MAX);
        id.write(bytes.get_mut(..length).unwrap_or_default());
        Self { bytes, length: length as u8 }
    }

    /// The secret with this name; how long it is makes no difference to what follows from it.
    pub fn named(id: Id) -> Self {
        Self::new(id, Digest::MAX)
    }

    /// The secret that these bytes are; a longer one counts by its name.
    pub(super) fn from_bytes(from: &[u8]) -> Self {
        if from.len() > Digest::MAX {
            return Self::new(Id::of(from), Digest::MAX);
        }
        let mut bytes = [0; Digest::MAX];
        bytes.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        Self { bytes, length: from.len() as u8 }
    }

    /// The handle.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Its name.
    pub fn id(&self) -> Id {
        Id::at_start(&self.bytes).unwrap_or(Id(0))
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Secret {}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&marked(SECRET_MARK, self.id()));
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({:032x})", self.id().0)
    }
}

/// One write to a hasher: what it is, and its name.
fn marked(mark: [u8; 8], id: Id) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes.iter_mut().zip(mark.into_iter().chain(id.0.to_be_bytes())).for_each(|(to, from)| *to = from);
    bytes
}

/// The private parts of the shares of one ClientHello: whoever holds them knows whose and which they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shares {
    /// Whose.
    pub session: SessionName,
    /// Which.
    pub purpose: Purpose,
}

impl Hash for Shares {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let which = match self.purpose {
            Purpose::ClientShares(which) => which,
            _ => 0,
        };
        state.write(&marked(SHARES_MARK, Id(u128::from(self.session.0) << 8 | u128::from(which))));
    }
}

/// A transcript as it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Transcript {
    pub(super) algorithm: HashAlgorithm,
    pub(super) omission: Omission,
    pub(super) input: Vec<u8>,
}

impl HashState for Transcript {
    fn update(&mut self, input: &[u8]) {
        self.input.extend_from_slice(input);
    }

    fn digest(&self) -> Digest {
        let omitted;
        let input = match self.omission {
            Omission::Nothing => &self.input,
            omission => {
                omitted = omission.apply(&self.input);
                &omitted
            }
        };
        let algorithm = self.algorithm.length() as u8;
        let id = Id::of_parts(b'h', &[&[algorithm], &Id::of(input).0.to_be_bytes()]);
        let mut digest = [0; Digest::MAX];
        let out = digest.get_mut(..self.algorithm.length()).unwrap_or_default();
        id.write(out);
        Digest::new(out)
    }
}

/// An AEAD key, for sealing and for opening.
#[derive(Clone, Debug)]
pub struct Key {
    pub(super) id: Id,
    pub(super) no_sequence_number: bool,
    pub(super) book: Arc<Book>,
}

impl Key {
    /// The key's name.
    pub fn id(&self) -> Id {
        self.id
    }

    fn nonce(&self, nonce: &Nonce) -> Nonce {
        if self.no_sequence_number { [0; 12] } else { *nonce }
    }

    /// What hides a text of this length.
    fn pad(&self, nonce: &Nonce, text: &mut [u8]) {
        let pad = Id::of_parts(b'p', &[&self.id.0.to_be_bytes(), nonce]).handle(text.len());
        text.iter_mut().zip(pad).for_each(|(byte, pad)| *byte ^= pad);
    }

    fn tag(&self, nonce: &Nonce, additional_data: &[u8], text: &[u8]) -> Id {
        Id::of_parts(b't', &[&self.id.0.to_be_bytes(), nonce, additional_data, &Id::of(text).0.to_be_bytes()])
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&marked(KEY_MARK, self.id));
    }
}

impl SealingKey for Key {
    fn seal_in_place(&self, nonce: &Nonce, data: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LENGTH], CryptoError> {
        let nonce = self.nonce(nonce);
        let tag = self.tag(&nonce, data, in_out);
        self.book.enter_as(tag, Term::Sealed(self.id, nonce));
        self.pad(&nonce, in_out);
        Ok(tag.0.to_be_bytes())
    }
}

impl OpeningKey for Key {
    fn open_in_place<'b>(&self, nonce: &Nonce, data: &[u8], in_out: &'b mut [u8]) -> Result<&'b mut [u8], OpenError> {
        let nonce = self.nonce(nonce);
        let length = in_out.len().checked_sub(TAG_LENGTH).ok_or(OpenError)?;
        let (text, tag) = in_out.split_at_mut(length);
        self.pad(&nonce, text);
        if self.tag(&nonce, data, text).0.to_be_bytes() == *tag { Ok(text) } else { Err(OpenError) }
    }
}
