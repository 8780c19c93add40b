//! A secret of the key schedule.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, Zeroizing};

/// No hash in use is longer, nor are most shared secrets.
const INLINE: usize = 48;

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
    length: u8,
    /// The bytes where they do not fit inline: long pre-shared keys, hybrid shared secrets.
    long: Option<Box<Zeroizing<Vec<u8>>>>,
}

impl Secret {
    /// Copies `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let mut secret = Self::zero(0);
        match secret.inline.get_mut(..bytes.len()) {
            Some(inline) => {
                inline.copy_from_slice(bytes);
                secret.length = bytes.len() as u8;
            }
            None => secret.long = Some(Box::new(Zeroizing::new(bytes.to_vec()))),
        }
        secret
    }

    /// `length` zero bytes, at most 48, to be overwritten.
    pub(crate) fn zero(length: usize) -> Self {
        Self { inline: [0; INLINE], length: length.min(INLINE) as u8, long: None }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.long {
            Some(long) => long,
            None => self.inline.get(..usize::from(self.length)).unwrap_or_default(),
        }
    }

    pub(crate) fn inline_mut(&mut self) -> &mut [u8] {
        self.inline.get_mut(..usize::from(self.length)).unwrap_or_default()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.inline.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
