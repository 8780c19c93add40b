//! RFC 8446 §5.2: AEADs.

use graviola::aead::{AesGcm, ChaCha20Poly1305};
use surehand_codec::code_point::CipherSuite;
use surehand_core::crypto::{CryptoError, Nonce, OpenError, TAG_LENGTH};

enum Key {
    AesGcm(Box<AesGcm>),
    ChaCha20Poly1305(Box<ChaCha20Poly1305>),
}

impl Key {
    fn new(cipher_suite: CipherSuite, bytes: &[u8]) -> Result<Self, CryptoError> {
        match (cipher_suite, bytes.len()) {
            (CipherSuite::TLS_AES_128_GCM_SHA256, 16) | (CipherSuite::TLS_AES_256_GCM_SHA384, 32) => {
                Ok(Self::AesGcm(Box::new(AesGcm::new(bytes))))
            }
            (CipherSuite::TLS_CHACHA20_POLY1305_SHA256, _) => {
                let key = bytes.try_into().map_err(|_| CryptoError::BadKey)?;
                Ok(Self::ChaCha20Poly1305(Box::new(ChaCha20Poly1305::new(key))))
            }
            (CipherSuite::TLS_AES_128_GCM_SHA256 | CipherSuite::TLS_AES_256_GCM_SHA384, _) => Err(CryptoError::BadKey),
            _ => Err(CryptoError::Unsupported),
        }
    }
}

/// A key that seals records.
pub struct SealingKey(Key);

/// A key that opens records.
pub struct OpeningKey(Key);

impl SealingKey {
    /// A key for the AEAD of `cipher_suite`.
    pub fn new(cipher_suite: CipherSuite, bytes: &[u8]) -> Result<Self, CryptoError> {
        Key::new(cipher_suite, bytes).map(Self)
    }
}

impl OpeningKey {
    /// A key for the AEAD of `cipher_suite`.
    pub fn new(cipher_suite: CipherSuite, bytes: &[u8]) -> Result<Self, CryptoError> {
        Key::new(cipher_suite, bytes).map(Self)
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey")
    }
}

impl std::fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpeningKey")
    }
}

impl surehand_core::crypto::SealingKey for SealingKey {
    fn seal_in_place(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &mut [u8],
    ) -> Result<[u8; TAG_LENGTH], CryptoError> {
        let mut tag = [0; TAG_LENGTH];
        match &self.0 {
            Key::AesGcm(key) => key.encrypt(nonce, additional_data, in_out, &mut tag),
            Key::ChaCha20Poly1305(key) => key.encrypt(nonce, additional_data, in_out, &mut tag),
        }
        Ok(tag)
    }

    fn seal(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        content: &[u8],
        trailer: &[u8],
        out: &mut [u8],
    ) -> Result<(), CryptoError> {
        let length = content.len().saturating_add(trailer.len());
        let (text, tag) = out.split_at_mut_checked(length).ok_or(CryptoError::Failed)?;
        let tag: &mut [u8; TAG_LENGTH] = tag.try_into().map_err(|_| CryptoError::Failed)?;
        let (start, end) = text.split_at_mut_checked(content.len()).ok_or(CryptoError::Failed)?;
        start.copy_from_slice(content);
        end.copy_from_slice(trailer);
        *tag = self.seal_in_place(nonce, additional_data, text)?;
        Ok(())
    }
}

impl surehand_core::crypto::OpeningKey for OpeningKey {
    fn open_in_place<'b>(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &'b mut [u8],
    ) -> Result<&'b mut [u8], OpenError> {
        let length = in_out.len().checked_sub(TAG_LENGTH).ok_or(OpenError)?;
        let (text, tag) = in_out.split_at_mut(length);
        match &self.0 {
            Key::AesGcm(key) => key.decrypt(nonce, additional_data, text, tag),
            Key::ChaCha20Poly1305(key) => key.decrypt(nonce, additional_data, text, tag),
        }
        .map_err(|_| OpenError)?;
        Ok(text)
    }
}
