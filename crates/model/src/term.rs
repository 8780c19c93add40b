//! What the symbolic crypto computes: terms, and the bytes that stand for them on the wire.

use std::sync::Arc;

use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::{HashAlgorithm, Purpose};
use xxhash_rust::xxh3::xxh3_128;

/// Names a term: a hash of its operation and its inputs, so that equal terms have equal names wherever they were made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Id(pub u128);

/// How many bytes at the start of a handle are its name.
pub const NAME_LENGTH: usize = 16;

impl Id {
    /// The name of some bytes, or of parts that have been put together unambiguously.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }

    /// The name that a handle begins with. Short handles have none.
    pub fn at_start(handle: &[u8]) -> Option<Self> {
        handle.first_chunk::<NAME_LENGTH>().map(|name| Self(u128::from_be_bytes(*name)))
    }

    /// The name of an operation on these parts, each taken with its length.
    pub fn of_parts(operation: u8, parts: &[&[u8]]) -> Self {
        let length = parts.iter().map(|part| part.len() + 8).sum::<usize>() + 1;
        let mut stack = [0; 256];
        let mut heap = Vec::new();
        let buffer = match stack.get_mut(..length) {
            Some(short) => short,
            None => {
                heap.resize(length, 0);
                heap.as_mut_slice()
            }
        };
        let mut rest = &mut *buffer;
        put(&mut rest, &[operation]);
        for part in parts {
            put(&mut rest, &(part.len() as u64).to_be_bytes());
            put(&mut rest, part);
        }
        Self::of(buffer)
    }

    /// Writes the handle of this name: the name, and bytes that follow from it.
    pub fn write(self, handle: &mut [u8]) {
        let mut blocks = handle.chunks_mut(NAME_LENGTH);
        for (block, from) in blocks.next().into_iter().zip([self.0]) {
            copy(block, &from.to_be_bytes());
        }
        for (count, block) in (1_u128..).zip(blocks) {
            let (high, low) = ((self.0 >> 64) as u64, self.0 as u64);
            let salt = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(count as u64);
            let one = u128::from(high ^ salt).wrapping_mul(u128::from(low | 1));
            copy(block, &(one ^ self.0.rotate_left(count as u32 & 127)).to_be_bytes());
        }
    }

    /// A handle of so many bytes.
    pub fn handle(self, length: usize) -> Vec<u8> {
        let mut handle = vec![0; length];
        self.write(&mut handle);
        handle
    }
}

fn put(rest: &mut &mut [u8], bytes: &[u8]) {
    let (place, after) = std::mem::take(rest).split_at_mut(bytes.len());
    place.copy_from_slice(bytes);
    *rest = after;
}

fn copy(to: &mut [u8], from: &[u8]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}

/// Names a session, honest or the attacker's: fresh values are named after it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SessionName(pub u16);

impl SessionName {
    /// The attacker, which draws its values once and for all.
    pub const ATTACKER: Self = Self(u16::MAX);
}

/// Names somebody with a long-term key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Agent(pub u8);

/// A value of symbolic crypto. Secrets appear by name, public bytes as they are.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Term {
    /// Fresh random bytes, public as soon as they are sent.
    Random(SessionName, Purpose),
    /// A public share; its exponent (or decapsulation key) is its session's secret.
    Share(SessionName, Purpose, NamedGroup),
    /// What a server encapsulates to a KEM share; the secret inside is its session's and the share's.
    Encapsulation(SessionName, NamedGroup, Id),
    /// g^xy, from both shares in ascending order.
    Agreed(NamedGroup, Id, Id),
    /// What both ends of a KEM come to: the client's share and the server's ciphertext.
    Encapsulated(NamedGroup, Id, Id),
    /// A shared secret that everybody knows: an identity share was accepted.
    Identity(NamedGroup),
    /// An external pre-shared key.
    Psk(u8),
    /// A private signing key; its public key has the same name.
    LongTerm(Agent),
    /// HKDF-Extract; `None` stands for zero bytes.
    Extract(HashAlgorithm, Option<Id>, Option<Id>),
    /// HKDF-Expand: the secret, the info and the length of the output.
    Expand(HashAlgorithm, Id, Arc<[u8]>, u16),
    /// A protected record, named by its tag: key and nonce.
    Sealed(Id, [u8; 12]),
}

const fn operation(term: &Term) -> u8 {
    match term {
        Term::Random(..) => 1,
        Term::Share(..) => 2,
        Term::Encapsulation(..) => 3,
        Term::Agreed(..) => 4,
        Term::Encapsulated(..) => 5,
        Term::Identity(..) => 6,
        Term::Psk(..) => 7,
        Term::LongTerm(..) => 8,
        Term::Extract(..) => 9,
        Term::Expand(..) => 10,
        Term::Sealed(..) => 11,
    }
}

/// Purposes as bytes: a number, and what tells draws of one kind apart.
fn purpose(purpose: Purpose) -> [u8; 9] {
    let (kind, counter) = match purpose {
        Purpose::ClientRandom => (1, 0),
        Purpose::ServerRandom => (2, 0),
        Purpose::LegacySessionId => (3, 0),
        Purpose::Cookie => (4, 0),
        Purpose::ClientShares(which) => (5, u64::from(which)),
        Purpose::ServerShare => (6, 0),
        Purpose::TicketAgeAdd(counter) => (7, counter),
        Purpose::CertificateRequestContext(counter) => (8, counter),
        Purpose::Configuration => (9, 0),
    };
    let mut bytes = [kind; 9];
    let [_, place @ ..] = &mut bytes;
    *place = counter.to_be_bytes();
    bytes
}

const fn hash_number(algorithm: HashAlgorithm) -> u8 {
    match algorithm {
        HashAlgorithm::Sha256 => 0,
        HashAlgorithm::Sha384 => 1,
    }
}

/// The bytes of a name that may be missing.
fn optional(id: &Option<Id>) -> Vec<u8> {
    id.map_or_else(Vec::new, |id| id.0.to_be_bytes().to_vec())
}

impl Term {
    /// The term's name.
    pub fn id(&self) -> Id {
        let of = |parts: &[&[u8]]| Id::of_parts(operation(self), parts);
        match self {
            Self::Random(session, what) => of(&[&session.0.to_be_bytes(), &purpose(*what)]),
            Self::Share(session, what, group) => {
                of(&[&session.0.to_be_bytes(), &purpose(*what), &group.0.to_be_bytes()])
            }
            Self::Encapsulation(session, group, share) => {
                of(&[&session.0.to_be_bytes(), &group.0.to_be_bytes(), &share.0.to_be_bytes()])
            }
            Self::Agreed(group, one, two) | Self::Encapsulated(group, one, two) => {
                of(&[&group.0.to_be_bytes(), &one.0.to_be_bytes(), &two.0.to_be_bytes()])
            }
            Self::Identity(group) => of(&[&group.0.to_be_bytes()]),
            Self::Psk(name) => of(&[&[*name]]),
            Self::LongTerm(agent) => of(&[&[agent.0]]),
            Self::Extract(algorithm, salt, input) => {
                of(&[&[hash_number(*algorithm)], &optional(salt), &optional(input)])
            }
            Self::Expand(algorithm, secret, info, length) => {
                of(&[&[hash_number(*algorithm)], &secret.0.to_be_bytes(), info, &length.to_be_bytes()])
            }
            // The tag covers more than the term says: its name is given to it.
            Self::Sealed(key, nonce) => of(&[&key.0.to_be_bytes(), nonce]),
        }
    }
}
