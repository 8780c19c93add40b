//! RFC 8446 §4.2.8, §7.4 and RFC 10024: shares, classical and hybrid.

use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::CryptoError;
use surehand_sha2::Secret;
use zeroize::Zeroizing;

use super::library::{Either, aws_lc, graviola};
use super::rows::{Library, Rows};

/// The length of an ML-KEM-768 encapsulation key (FIPS 203).
const ENCAPSULATION_KEY: usize = 1184;
/// The length of an ML-KEM-768 ciphertext (FIPS 203).
const CIPHERTEXT: usize = 1088;

type PrivateKey = Either<aws_lc::PrivateKey, graviola::PrivateKey>;
type DecapsulationKey = Either<aws_lc::DecapsulationKey, graviola::DecapsulationKey>;

/// The private halves of all shares of one ClientHello. They end with it.
#[derive(Debug, Default)]
pub struct KeyShares {
    /// Private key and share by classical group; X25519 serves the hybrid group and itself.
    classical: Vec<(NamedGroup, PrivateKey, Vec<u8>)>,
    /// Boxed, for it is large and hellos move.
    ml_kem: Option<Box<DecapsulationKey>>,
}

impl KeyShares {
    /// Makes one share for each of `groups`.
    pub(super) fn offer(
        rows: Rows,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<Self, CryptoError> {
        let mut shares = Self::default();
        for group in groups {
            if *group == NamedGroup::X25519MLKEM768 {
                let (key, mut hybrid) = generate_kem(rows)?;
                hybrid.extend_from_slice(shares.classical_share(rows, NamedGroup::X25519)?);
                shares.ml_kem = Some(Box::new(key));
                share(*group, &hybrid);
            } else {
                share(*group, shares.classical_share(rows, *group)?);
            }
        }
        Ok(shares)
    }

    /// The share for a classical group, made once.
    fn classical_share(&mut self, rows: Rows, group: NamedGroup) -> Result<&[u8], CryptoError> {
        if !self.classical.iter().any(|(each, ..)| *each == group) {
            let (key, share) = generate(rows, group)?;
            self.classical.push((group, key, share));
        }
        let made = self.classical.iter().find(|(each, ..)| *each == group);
        made.map(|(_, _, share)| share.as_slice()).ok_or(CryptoError::Failed)
    }

    /// The shared secret with the server's share.
    pub(super) fn finish(mut self, group: NamedGroup, peer: &[u8]) -> Result<Secret, CryptoError> {
        if group != NamedGroup::X25519MLKEM768 {
            return self.agree(group, peer);
        }
        let (ciphertext, classical) = peer.split_at_checked(CIPHERTEXT).ok_or(CryptoError::BadKey)?;
        let ml_kem = match *self.ml_kem.take().ok_or(CryptoError::Unsupported)? {
            Either::AwsLc(key) => key.decapsulate(ciphertext)?,
            Either::Graviola(key) => key.decapsulate(ciphertext)?,
        };
        Ok(concatenate(&ml_kem, &self.agree(NamedGroup::X25519, classical)?))
    }

    fn agree(&self, group: NamedGroup, peer: &[u8]) -> Result<Secret, CryptoError> {
        let made = self.classical.iter().find(|(each, ..)| *each == group);
        let (_, key, _) = made.ok_or(CryptoError::Unsupported)?;
        agree(key, peer)
    }
}

/// The server's side: hands over its own share, and returns the shared secret.
pub(super) fn accept(
    rows: Rows,
    group: NamedGroup,
    peer: &[u8],
    share: &mut dyn FnMut(&[u8]),
) -> Result<Secret, CryptoError> {
    if group != NamedGroup::X25519MLKEM768 {
        let (key, own) = generate(rows, group)?;
        let secret = agree(&key, peer)?;
        share(&own);
        return Ok(secret);
    }
    let (encapsulation_key, classical) = peer.split_at_checked(ENCAPSULATION_KEY).ok_or(CryptoError::BadKey)?;
    let (mut hybrid, ml_kem) = match rows.kem().ok_or(CryptoError::Unsupported)? {
        Library::AwsLc => aws_lc::encapsulate(encapsulation_key)?,
        Library::Graviola => graviola::encapsulate(encapsulation_key)?,
    };
    let (key, own) = generate(rows, NamedGroup::X25519)?;
    let secret = concatenate(&ml_kem, &agree(&key, classical)?);
    hybrid.extend_from_slice(&own);
    share(&hybrid);
    Ok(secret)
}

/// ML-KEM's secret, then X25519's (RFC 10024).
fn concatenate(first: &Secret, second: &Secret) -> Secret {
    Secret::new(&Zeroizing::new([first.as_bytes(), second.as_bytes()].concat()))
}

fn generate(rows: Rows, group: NamedGroup) -> Result<(PrivateKey, Vec<u8>), CryptoError> {
    Ok(match rows.key_exchange(group).ok_or(CryptoError::Unsupported)? {
        Library::AwsLc => {
            let (key, share) = aws_lc::PrivateKey::generate(group)?;
            (Either::AwsLc(key), share)
        }
        Library::Graviola => {
            let (key, share) = graviola::PrivateKey::generate(group)?;
            (Either::Graviola(key), share)
        }
    })
}

fn generate_kem(rows: Rows) -> Result<(DecapsulationKey, Vec<u8>), CryptoError> {
    Ok(match rows.kem().ok_or(CryptoError::Unsupported)? {
        Library::AwsLc => {
            let (key, share) = aws_lc::DecapsulationKey::generate()?;
            (Either::AwsLc(key), share)
        }
        Library::Graviola => {
            let (key, share) = graviola::DecapsulationKey::generate()?;
            (Either::Graviola(key), share)
        }
    })
}

fn agree(key: &PrivateKey, peer: &[u8]) -> Result<Secret, CryptoError> {
    match key {
        Either::AwsLc(key) => key.agree(peer),
        Either::Graviola(key) => key.agree(peer),
    }
}
