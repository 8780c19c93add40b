//! RFC 8446 §4.4.1: the running hash behind a transcript.

use core::fmt;

/// The hash of a cipher suite, used by its transcript and its HKDF.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
}

impl HashAlgorithm {
    /// Hash.length (§7.1), in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }
}

/// The output of a hash or of an HMAC: public bytes (a transcript hash, verify_data).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    bytes: [u8; Digest::MAX],
    length: u8,
}

impl Digest {
    /// The longest output of any [`HashAlgorithm`], in bytes.
    pub const MAX: usize = 48;

    /// Copies `bytes`, at most [`Digest::MAX`] of them.
    pub fn new(bytes: &[u8]) -> Self {
        let mut digest = Self { bytes: [0; Self::MAX], length: 0 };
        for (to, from) in digest.bytes.iter_mut().zip(bytes) {
            *to = *from;
            digest.length += 1;
        }
        digest
    }
}

impl Digest {
    /// Hash.length zero bytes.
    pub const fn zero(algorithm: HashAlgorithm) -> Self {
        Self { bytes: [0; Self::MAX], length: algorithm.length() as u8 }
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A hash that has taken some input and can take more.
///
/// It can be forked: what it has taken so far is public.
pub trait HashState: Clone {
    /// Takes more input.
    fn update(&mut self, input: &[u8]);
    /// The hash of all input so far; more may follow.
    fn digest(&self) -> Digest;
}
