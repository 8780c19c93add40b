//! RFC 8446 §5.2: AEADs.

use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce as LibraryNonce, UnboundKey,
};
use surehand_codec::code_point::CipherSuite;
use surehand_core::crypto::{CryptoError, Nonce, OpenError, TAG_LENGTH};

fn key(cipher_suite: CipherSuite, key: &[u8]) -> Result<LessSafeKey, CryptoError> {
    let algorithm = match cipher_suite {
        CipherSuite::TLS_AES_128_GCM_SHA256 => &AES_128_GCM,
        CipherSuite::TLS_AES_256_GCM_SHA384 => &AES_256_GCM,
        CipherSuite::TLS_CHACHA20_POLY1305_SHA256 => &CHACHA20_POLY1305,
        _ => return Err(CryptoError::Unsupported),
    };
    UnboundKey::new(algorithm, key).map(LessSafeKey::new).map_err(|_| CryptoError::BadKey)
}

/// A key that seals records.
#[derive(Debug)]
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// A key for the AEAD of `cipher_suite`.
    pub fn new(cipher_suite: CipherSuite, bytes: &[u8]) -> Result<Self, CryptoError> {
        key(cipher_suite, bytes).map(Self)
    }
}

impl surehand_core::crypto::SealingKey for SealingKey {
    fn seal_in_place(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &mut [u8],
    ) -> Result<[u8; TAG_LENGTH], CryptoError> {
        let nonce = LibraryNonce::assume_unique_for_key(*nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(additional_data), in_out);
        tag.ok().and_then(|tag| tag.as_ref().try_into().ok()).ok_or(CryptoError::Failed)
    }

    fn seal(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        content: &[u8],
        trailer: &[u8],
        out: &mut [u8],
    ) -> Result<(), CryptoError> {
        let nonce = LibraryNonce::assume_unique_for_key(*nonce);
        let (text, trailer_and_tag) = out.split_at_mut_checked(content.len()).ok_or(CryptoError::Failed)?;
        self.0
            .seal_out_of_place_scatter(nonce, Aad::from(additional_data), content, text, trailer, trailer_and_tag)
            .map_err(|_| CryptoError::Failed)
    }
}

/// A key that opens records.
#[derive(Debug)]
pub struct OpeningKey(LessSafeKey);

impl OpeningKey {
    /// A key for the AEAD of `cipher_suite`.
    pub fn new(cipher_suite: CipherSuite, bytes: &[u8]) -> Result<Self, CryptoError> {
        key(cipher_suite, bytes).map(Self)
    }
}

impl surehand_core::crypto::OpeningKey for OpeningKey {
    fn open_in_place<'b>(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &'b mut [u8],
    ) -> Result<&'b mut [u8], OpenError> {
        let nonce = LibraryNonce::assume_unique_for_key(*nonce);
        self.0.open_in_place(nonce, Aad::from(additional_data), in_out).map_err(|_| OpenError)
    }
}
