//! A secret of the key schedule.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

/// Most secrets are as long as a hash; a P-521 shared secret has 66 bytes.
const INLINE: usize = 66;

/// Secret bytes: erased when dropped, neither copied nor compared nor printed.
///
/// ```compile_fail,E0277
/// fn copy<T: Clone>() {}
/// copy::<surehand_sha2::Secret>();
/// ```
///
/// ```compile_fail,E0277
/// fn compare<T: PartialEq>() {}
/// compare::<surehand_sha2::Secret>();
/// ```
pub struct Secret {
    inline: [u8; INLINE],
    length: usize,
    /// The bytes where they do not fit inline: long pre-shared keys.
    long: Vec<u8>,
}

impl Secret {
    /// Copies `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let mut secret = Self::zero(0);
        match secret.inline.get_mut(..bytes.len()) {
            Some(inline) => {
                inline.copy_from_slice(bytes);
                secret.length = bytes.len();
            }
            None => secret.long = bytes.to_vec(),
        }
        secret
    }

    /// `length` zero bytes, at most 66, to be overwritten.
    pub(crate) fn zero(length: usize) -> Self {
        Self { inline: [0; INLINE], length: length.min(INLINE), long: Vec::new() }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        if self.long.is_empty() { self.inline.get(..self.length).unwrap_or_default() } else { &self.long }
    }

    pub(crate) fn inline_mut(&mut self) -> &mut [u8] {
        self.inline.get_mut(..self.length).unwrap_or_default()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.inline.zeroize();
        self.long.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
