//! RFC 8446 §5.2: authenticated encryption of records.

use super::CryptoError;

/// The bytes that every AEAD of RFC 8446 B.4 in use here appends to its plaintext.
pub const TAG_LENGTH: usize = 16;

/// `iv_length` (§5.3) of every AEAD in use here, in bytes.
pub const NONCE_LENGTH: usize = 12;

/// A per-record nonce (§5.3).
pub type Nonce = [u8; NONCE_LENGTH];

/// The record does not open. There is nothing more to say about it (§5.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenError;

/// A key that seals records.
pub trait SealingKey {
    /// Encrypts `in_out` in place and returns the tag that follows it.
    fn seal_in_place(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &mut [u8],
    ) -> Result<[u8; TAG_LENGTH], CryptoError>;

    /// Encrypts `content` and then `trailer` into `out`, followed by the tag.
    ///
    /// `out` is as long as `content`, `trailer` and the tag together.
    fn seal(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        content: &[u8],
        trailer: &[u8],
        out: &mut [u8],
    ) -> Result<(), CryptoError> {
        let (text, tag) = out.split_at_mut(out.len().saturating_sub(TAG_LENGTH));
        for (to, from) in text.iter_mut().zip(content.iter().chain(trailer)) {
            *to = *from;
        }
        tag.copy_from_slice(&self.seal_in_place(nonce, additional_data, text)?);
        Ok(())
    }
}

/// A key that opens records.
pub trait OpeningKey {
    /// Decrypts `in_out` (ciphertext and tag) in place and returns the plaintext at its start.
    ///
    /// After an error the bytes of `in_out` mean nothing.
    fn open_in_place<'b>(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &'b mut [u8],
    ) -> Result<&'b mut [u8], OpenError>;
}
