//! ML-KEM-768 (FIPS 203), one half of the hybrid group of RFC 10024.

use aws_lc_rs::kem::{Ciphertext, DecapsulationKey as LibraryKey, EncapsulationKey, ML_KEM_768};
use surehand_core::crypto::CryptoError;
use surehand_sha2::Secret;

/// The private half of an ML-KEM-768 key pair.
#[derive(Debug)]
pub struct DecapsulationKey(LibraryKey);

impl DecapsulationKey {
    /// A fresh key pair: the private half, and the encapsulation key of 1184 bytes.
    pub fn generate() -> Result<(Self, Vec<u8>), CryptoError> {
        let key = LibraryKey::generate(&ML_KEM_768).map_err(|_| CryptoError::Failed)?;
        let public = key.encapsulation_key().and_then(|public| public.key_bytes());
        let public = public.map_err(|_| CryptoError::Failed)?.as_ref().to_vec();
        Ok((Self(key), public))
    }

    /// A key with the given bytes, for test vectors.
    #[doc(hidden)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        LibraryKey::new(&ML_KEM_768, bytes).map(Self).map_err(|_| CryptoError::BadKey)
    }

    /// The shared secret in a ciphertext of 1088 bytes.
    pub fn decapsulate(self, ciphertext: &[u8]) -> Result<Secret, CryptoError> {
        let secret = self.0.decapsulate(Ciphertext::from(ciphertext)).map_err(|_| CryptoError::BadKey)?;
        Ok(Secret::new(secret.as_ref()))
    }
}

/// A fresh shared secret for an encapsulation key: the ciphertext, and the secret.
pub fn encapsulate(encapsulation_key: &[u8]) -> Result<(Vec<u8>, Secret), CryptoError> {
    let key = EncapsulationKey::new(&ML_KEM_768, encapsulation_key).map_err(|_| CryptoError::BadKey)?;
    let (ciphertext, secret) = key.encapsulate().map_err(|_| CryptoError::BadKey)?;
    Ok((ciphertext.as_ref().to_vec(), Secret::new(secret.as_ref())))
}
