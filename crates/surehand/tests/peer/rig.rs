//! RFC 8446 §6.2, internal_error: a provider whose rows can be narrowed and whose calls can be made to fail.

use std::sync::atomic::{AtomicUsize, Ordering};

use surehand::provider::Mixed;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{
    CryptoError, Digest, HashAlgorithm, MacPurpose, Provider, Purpose, Salt, Signatures, Suite,
};

/// What fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// Randomness for this purpose.
    Random(Purpose),
    /// Fresh shares for this purpose.
    Offer(Purpose),
    /// The client's side of the key exchange.
    Finish,
    /// The server's side of the key exchange.
    Accept,
    /// The making of the write keys of this number, counted from 0.
    SealingKey(usize),
    /// The making of the read keys of this number, counted from 0.
    OpeningKey(usize),
}

/// The production rows, and what has been done to them.
pub struct Rigged {
    inner: Mixed,
    pub suites: Vec<Suite>,
    pub groups: Vec<NamedGroup>,
    pub schemes: Vec<SignatureScheme>,
    pub broken: Option<Broken>,
    sealing_keys: AtomicUsize,
    opening_keys: AtomicUsize,
}

impl Rigged {
    pub fn new() -> Self {
        Self::over(Mixed::new().expect("the production rows"))
    }

    pub fn over(inner: Mixed) -> Self {
        Self {
            suites: inner.suites().to_vec(),
            groups: inner.groups().to_vec(),
            schemes: inner.signature_schemes().to_vec(),
            inner,
            broken: None,
            sealing_keys: AtomicUsize::new(0),
            opening_keys: AtomicUsize::new(0),
        }
    }

    pub fn broken(broken: Broken) -> Self {
        Self { broken: Some(broken), ..Self::new() }
    }

    /// Keys that are used up after so many records.
    pub fn limited(records: u64) -> Self {
        let mut rigged = Self::new();
        rigged.suites.iter_mut().for_each(|suite| suite.confidentiality_limit = records);
        rigged
    }

    pub fn suite(&self, cipher_suite: CipherSuite) -> Option<Suite> {
        self.suites.iter().copied().find(|suite| suite.cipher_suite == cipher_suite)
    }

    fn fails(&self, broken: Broken) -> Result<(), CryptoError> {
        if self.broken == Some(broken) { Err(CryptoError::Failed) } else { Ok(()) }
    }
}

impl Provider for Rigged {
    type Hash = <Mixed as Provider>::Hash;
    type Secret = <Mixed as Provider>::Secret;
    type KeyShares = <Mixed as Provider>::KeyShares;
    type SealingKey = <Mixed as Provider>::SealingKey;
    type OpeningKey = <Mixed as Provider>::OpeningKey;
    type PublicKey = <Mixed as Provider>::PublicKey;
    type Randomness = <Mixed as Provider>::Randomness;
    type KeyId = <Mixed as Provider>::KeyId;

    fn suites(&self) -> &[Suite] {
        &self.suites
    }

    fn groups(&self) -> &[NamedGroup] {
        &self.groups
    }

    fn signature_schemes(&self) -> &[SignatureScheme] {
        &self.schemes
    }

    fn random(&self, randomness: &Self::Randomness, purpose: Purpose, out: &mut [u8]) -> Result<(), CryptoError> {
        self.fails(Broken::Random(purpose))?;
        self.inner.random(randomness, purpose, out)
    }

    fn hash(&self, algorithm: HashAlgorithm) -> Self::Hash {
        self.inner.hash(algorithm)
    }

    fn secret(&self, bytes: &[u8]) -> Self::Secret {
        self.inner.secret(bytes)
    }

    fn extract(
        &self,
        algorithm: HashAlgorithm,
        salt: Salt<'_, Self::Secret>,
        input: Option<&Self::Secret>,
    ) -> Self::Secret {
        self.inner.extract(algorithm, salt, input)
    }

    fn expand(&self, algorithm: HashAlgorithm, secret: &Self::Secret, info: &[u8]) -> Self::Secret {
        self.inner.expand(algorithm, secret, info)
    }

    fn expand_into(&self, algorithm: HashAlgorithm, secret: &Self::Secret, outputs: &mut [(&[u8], &mut [u8])]) {
        self.inner.expand_into(algorithm, secret, outputs);
    }

    fn mac(&self, algorithm: HashAlgorithm, key: &Self::Secret, message: &[u8]) -> Digest {
        self.inner.mac(algorithm, key, message)
    }

    fn verify_mac(
        &self,
        purpose: MacPurpose,
        algorithm: HashAlgorithm,
        key: &Self::Secret,
        message: &[u8],
        mac: &[u8],
    ) -> bool {
        self.inner.verify_mac(purpose, algorithm, key, message, mac)
    }

    fn reveal<'s>(&self, secret: &'s Self::Secret) -> &'s [u8] {
        self.inner.reveal(secret)
    }

    fn key_id(&self, secret: &Self::Secret) -> Self::KeyId {
        self.inner.key_id(secret)
    }

    fn sealing_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<Self::SealingKey, CryptoError> {
        self.fails(Broken::SealingKey(self.sealing_keys.fetch_add(1, Ordering::Relaxed)))?;
        self.inner.sealing_key(cipher_suite, key)
    }

    fn opening_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<Self::OpeningKey, CryptoError> {
        self.fails(Broken::OpeningKey(self.opening_keys.fetch_add(1, Ordering::Relaxed)))?;
        self.inner.opening_key(cipher_suite, key)
    }

    fn offer(
        &self,
        randomness: &Self::Randomness,
        purpose: Purpose,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<Self::KeyShares, CryptoError> {
        self.fails(Broken::Offer(purpose))?;
        self.inner.offer(randomness, purpose, groups, share)
    }

    fn finish(&self, shares: Self::KeyShares, group: NamedGroup, peer: &[u8]) -> Result<Self::Secret, CryptoError> {
        self.fails(Broken::Finish)?;
        self.inner.finish(shares, group, peer)
    }

    fn accept(
        &self,
        randomness: &Self::Randomness,
        group: NamedGroup,
        peer: &[u8],
        share: &mut dyn FnMut(&[u8]),
    ) -> Result<Self::Secret, CryptoError> {
        self.fails(Broken::Accept)?;
        self.inner.accept(randomness, group, peer, share)
    }

    fn key_fits(&self, key: &Self::PublicKey, scheme: SignatureScheme) -> bool {
        self.inner.key_fits(key, scheme)
    }

    fn verify(&self, key: &Self::PublicKey, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        self.inner.verify(key, scheme, message, signature)
    }
}

impl Signatures for Rigged {
    type SigningKey = <Mixed as Signatures>::SigningKey;

    fn signing_key(&self, der: &[u8]) -> Result<Self::SigningKey, CryptoError> {
        self.inner.signing_key(der)
    }

    fn signing_schemes(&self, key: &Self::SigningKey) -> &'static [SignatureScheme] {
        self.inner.signing_schemes(key)
    }

    fn belongs_to(&self, key: &Self::SigningKey, subject_public_key_info: &[u8]) -> bool {
        self.inner.belongs_to(key, subject_public_key_info)
    }

    fn sign(&self, key: &Self::SigningKey, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.inner.sign(key, scheme, message)
    }

    fn public_key(&self, subject_public_key_info: &[u8]) -> Result<Self::PublicKey, CryptoError> {
        self.inner.public_key(subject_public_key_info)
    }
}
