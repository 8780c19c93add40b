//! The provider that composes the libraries' parts.

use rustls_pki_types::SignatureVerificationAlgorithm;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{
    CryptoError, Digest, HashAlgorithm, MacPurpose, Provider, Purpose, Salt, Signatures, Suite,
};
use surehand_sha2::{Hash, Secret};

use super::key_exchange::{KeyShares, accept};
use super::keys::{OpeningKey, SealingKey};
use super::library::{aws_lc, graviola};
use super::rows::{GROUPS, Library, Rows, SIGNATURE_SCHEMES, SUITES};
use super::signature::{PublicKey, SigningKey};

/// A crypto provider: hashes and HKDF by RustCrypto, everything else by aws-lc or graviola.
///
/// It is a value that a configuration holds. There is no global one.
#[derive(Clone, Debug)]
pub struct Mixed {
    rows: Rows,
    groups: Vec<NamedGroup>,
    signature_schemes: Vec<SignatureScheme>,
}

impl Mixed {
    /// For each algorithm whichever library measures faster, of those that are built in and that this CPU can run.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Unsupported`] in a build with graviola alone, on a CPU that lacks what it needs.
    pub fn new() -> Result<Self, CryptoError> {
        Self::with_rows(Rows::available())
    }

    /// aws-lc's rows alone.
    pub fn aws_lc() -> Result<Self, CryptoError> {
        Self::with_rows(Rows { graviola: false, ..Rows::available() })
    }

    /// graviola's rows alone.
    pub fn graviola() -> Result<Self, CryptoError> {
        Self::with_rows(Rows { aws_lc: false, ..Rows::available() })
    }

    /// The given libraries alone, as far as they are available.
    pub fn with_rows(rows: Rows) -> Result<Self, CryptoError> {
        let available = Rows::available();
        let rows =
            Rows { aws_lc: rows.aws_lc && available.aws_lc, graviola: rows.graviola && available.graviola }.check()?;
        let has_group = |group: &NamedGroup| match *group {
            NamedGroup::X25519MLKEM768 => rows.kem().is_some(),
            classical => rows.key_exchange(classical).is_some(),
        };
        Ok(Self {
            rows,
            groups: GROUPS.iter().copied().filter(has_group).collect(),
            signature_schemes: SIGNATURE_SCHEMES
                .iter()
                .copied()
                .filter(|scheme| rows.signature(*scheme).is_some())
                .collect(),
        })
    }

    /// The libraries in use.
    pub fn rows(&self) -> Rows {
        self.rows
    }

    /// What certificate chains may be signed with, for webpki.
    pub fn certificate_algorithms(&self) -> &'static [&'static dyn SignatureVerificationAlgorithm] {
        if self.rows.aws_lc { aws_lc::CERTIFICATE_ALGORITHMS } else { graviola::CERTIFICATE_ALGORITHMS }
    }
}

impl Provider for Mixed {
    type Hash = Hash;
    type Secret = Secret;
    type KeyShares = KeyShares;
    type SealingKey = SealingKey;
    type OpeningKey = OpeningKey;
    type PublicKey = PublicKey;
    type Randomness = ();
    type KeyId = ();

    fn suites(&self) -> &[Suite] {
        SUITES
    }

    fn groups(&self) -> &[NamedGroup] {
        &self.groups
    }

    fn signature_schemes(&self) -> &[SignatureScheme] {
        &self.signature_schemes
    }

    fn random(&self, (): &(), _purpose: Purpose, out: &mut [u8]) -> Result<(), CryptoError> {
        if self.rows.aws_lc { aws_lc::random(out) } else { graviola::random(out) }
    }

    fn hash(&self, algorithm: HashAlgorithm) -> Hash {
        Hash::new(algorithm)
    }

    fn secret(&self, bytes: &[u8]) -> Secret {
        Secret::new(bytes)
    }

    fn extract(&self, algorithm: HashAlgorithm, salt: Salt<'_, Secret>, input: Option<&Secret>) -> Secret {
        surehand_sha2::extract(algorithm, salt, input)
    }

    fn expand(&self, algorithm: HashAlgorithm, secret: &Secret, info: &[u8]) -> Secret {
        let [out] = surehand_sha2::expand_each(algorithm, secret, [info]);
        out
    }

    fn expand_each<const N: usize>(&self, algorithm: HashAlgorithm, secret: &Secret, infos: [&[u8]; N]) -> [Secret; N] {
        surehand_sha2::expand_each(algorithm, secret, infos)
    }

    fn expand_into(&self, algorithm: HashAlgorithm, secret: &Secret, outputs: &mut [(&[u8], &mut [u8])]) {
        surehand_sha2::expand_into(algorithm, secret, outputs);
    }

    fn mac(&self, algorithm: HashAlgorithm, key: &Secret, message: &[u8]) -> Digest {
        surehand_sha2::mac(algorithm, key, message)
    }

    fn verify_mac(
        &self,
        _purpose: MacPurpose,
        algorithm: HashAlgorithm,
        key: &Secret,
        message: &[u8],
        mac: &[u8],
    ) -> bool {
        surehand_sha2::verify_mac(algorithm, key, message, mac)
    }

    fn reveal<'s>(&self, secret: &'s Secret) -> &'s [u8] {
        secret.as_bytes()
    }

    fn key_id(&self, _secret: &Secret) {}

    fn sealing_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<SealingKey, CryptoError> {
        SealingKey::new(self.aead()?, cipher_suite, key)
    }

    fn opening_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<OpeningKey, CryptoError> {
        OpeningKey::new(self.aead()?, cipher_suite, key)
    }

    fn offer(
        &self,
        (): &(),
        _purpose: Purpose,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<KeyShares, CryptoError> {
        KeyShares::offer(self.rows, groups, share)
    }

    fn finish(&self, shares: KeyShares, group: NamedGroup, peer: &[u8]) -> Result<Secret, CryptoError> {
        shares.finish(group, peer)
    }

    fn accept(
        &self,
        (): &(),
        group: NamedGroup,
        peer: &[u8],
        share: &mut dyn FnMut(&[u8]),
    ) -> Result<Secret, CryptoError> {
        accept(self.rows, group, peer, share)
    }

    fn key_fits(&self, key: &PublicKey, scheme: SignatureScheme) -> bool {
        key.fits(scheme)
    }

    fn verify(&self, key: &PublicKey, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        key.verify(self.rows, scheme, message, signature)
    }
}

impl Mixed {
    fn aead(&self) -> Result<Library, CryptoError> {
        self.rows.aead().ok_or(CryptoError::Unsupported)
    }
}

impl Signatures for Mixed {
    type SigningKey = SigningKey;

    fn signing_key(&self, der: &[u8]) -> Result<SigningKey, CryptoError> {
        SigningKey::new(self.rows, der)
    }

    fn signing_schemes(&self, key: &SigningKey) -> &'static [SignatureScheme] {
        key.schemes()
    }

    fn belongs_to(&self, key: &SigningKey, subject_public_key_info: &[u8]) -> bool {
        PublicKey::new(subject_public_key_info).is_ok_and(|public_key| key.belongs_to(&public_key))
    }

    fn sign(&self, key: &SigningKey, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        key.sign(scheme, message)
    }

    fn public_key(&self, subject_public_key_info: &[u8]) -> Result<PublicKey, CryptoError> {
        PublicKey::new(subject_public_key_info)
    }
}
