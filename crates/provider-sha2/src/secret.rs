//! A secret of the key schedule.

use alloc::boxed::Box;
use core::fmt;

use zeroize::Zeroize;

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
pub struct Secret(Bytes);

enum Bytes {
    Inline([u8; INLINE], u8),
    /// Long pre-shared keys, hybrid shared secrets.
    Long(Box<[u8]>),
}

impl Secret {
    /// Copies `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let mut inline = [0; INLINE];
        match inline.get_mut(..bytes.len()) {
            Some(place) => place.copy_from_slice(bytes),
            None => return Self(Bytes::Long(bytes.into())),
        }
        Self(Bytes::Inline(inline, bytes.len() as u8))
    }

    /// `length` zero bytes, at most 48, to be overwritten.
    pub(crate) fn zero(length: usize) -> Self {
        Self(Bytes::Inline([0; INLINE], length.min(INLINE) as u8))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Inline(bytes, length) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Bytes::Long(bytes) => bytes,
        }
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        match &mut self.0 {
            Bytes::Inline(bytes, length) => bytes.get_mut(..usize::from(*length)).unwrap_or_default(),
            Bytes::Long(bytes) => bytes,
        }
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.bytes_mut().zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
