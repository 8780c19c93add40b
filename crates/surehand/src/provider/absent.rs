//! The shape of a library that is not built in: its types have no values, its functions refuse.

use rustls_pki_types::SignatureVerificationAlgorithm;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{CryptoError, Nonce, OpenError, TAG_LENGTH};
use surehand_sha2::Secret;

/// No key.
#[derive(Debug)]
pub enum SealingKey {}
/// No key.
#[derive(Debug)]
pub enum OpeningKey {}
/// No key.
#[derive(Debug)]
pub enum PrivateKey {}
/// No key.
#[derive(Debug)]
pub enum DecapsulationKey {}
/// No key.
#[derive(Debug)]
pub enum SigningKey {}

pub static CERTIFICATE_ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[];

impl SealingKey {
    pub fn new(_: CipherSuite, _: &[u8]) -> Result<Self, CryptoError> {
        Err(CryptoError::Unsupported)
    }
}

impl OpeningKey {
    pub fn new(_: CipherSuite, _: &[u8]) -> Result<Self, CryptoError> {
        Err(CryptoError::Unsupported)
    }
}

impl surehand_core::crypto::SealingKey for SealingKey {
    fn seal_in_place(&self, _: &Nonce, _: &[u8], _: &mut [u8]) -> Result<[u8; TAG_LENGTH], CryptoError> {
        match *self {}
    }
}

impl surehand_core::crypto::OpeningKey for OpeningKey {
    fn open_in_place<'b>(&self, _: &Nonce, _: &[u8], _: &'b mut [u8]) -> Result<&'b mut [u8], OpenError> {
        match *self {}
    }
}

impl PrivateKey {
    pub fn generate(_: NamedGroup) -> Result<(Self, Vec<u8>), CryptoError> {
        Err(CryptoError::Unsupported)
    }

    pub fn agree(&self, _: &[u8]) -> Result<Secret, CryptoError> {
        match *self {}
    }
}

impl DecapsulationKey {
    pub fn generate() -> Result<(Self, Vec<u8>), CryptoError> {
        Err(CryptoError::Unsupported)
    }

    pub fn decapsulate(self, _: &[u8]) -> Result<Secret, CryptoError> {
        match self {}
    }
}

pub fn encapsulate(_: &[u8]) -> Result<(Vec<u8>, Secret), CryptoError> {
    Err(CryptoError::Unsupported)
}

pub fn verify(_: SignatureScheme, _: &[u8], _: &[u8], _: &[u8]) -> bool {
    false
}

pub fn random(_: &mut [u8]) -> Result<(), CryptoError> {
    Err(CryptoError::Unsupported)
}

impl SigningKey {
    pub fn from_der(_: &[u8]) -> Result<Self, CryptoError> {
        Err(CryptoError::Unsupported)
    }

    pub fn schemes(&self) -> &'static [SignatureScheme] {
        match *self {}
    }

    pub fn public_key(&self) -> &[u8] {
        match *self {}
    }

    pub fn sign(&self, _: SignatureScheme, _: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match *self {}
    }
}
