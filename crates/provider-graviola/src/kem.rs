//! ML-KEM-768 (FIPS 203), one half of the hybrid group of RFC 10024.

use graviola::key_agreement::mlkem768::{Ciphertext, DecapKey, EncapKey};
use surehand_core::crypto::CryptoError;
use surehand_sha2::Secret;

/// The private half of an ML-KEM-768 key pair.
pub struct DecapsulationKey(DecapKey);

impl DecapsulationKey {
    /// A fresh key pair: the private half, and the encapsulation key of 1184 bytes.
    pub fn generate() -> Result<(Self, Vec<u8>), CryptoError> {
        let key = DecapKey::generate().map_err(|_| CryptoError::Failed)?;
        let public = key.encapsulation_key().as_bytes().to_vec();
        Ok((Self(key), public))
    }

    /// The shared secret in a ciphertext of 1088 bytes.
    pub fn decapsulate(self, ciphertext: &[u8]) -> Result<Secret, CryptoError> {
        let ciphertext: [u8; 1088] = ciphertext.try_into().map_err(|_| CryptoError::BadKey)?;
        Ok(Secret::new(self.0.decaps(&Ciphertext::from(ciphertext)).as_ref()))
    }
}

impl std::fmt::Debug for DecapsulationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DecapsulationKey")
    }
}

/// A fresh shared secret for an encapsulation key: the ciphertext, and the secret.
pub fn encapsulate(encapsulation_key: &[u8]) -> Result<(Vec<u8>, Secret), CryptoError> {
    let bytes = encapsulation_key.try_into().map_err(|_| CryptoError::BadKey)?;
    let key = EncapKey::from_bytes(bytes).map_err(|_| CryptoError::BadKey)?;
    let (secret, ciphertext) = key.encaps().map_err(|_| CryptoError::Failed)?;
    Ok((ciphertext.as_ref().to_vec(), Secret::new(secret.as_ref())))
}

#[cfg(test)]
mod tests;
