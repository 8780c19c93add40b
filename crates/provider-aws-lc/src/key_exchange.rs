//! RFC 8446 §7.4.2: X25519 and the NIST curves.

use aws_lc_rs::agreement::{self, Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, UnparsedPublicKey, X25519};
use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::CryptoError;
use surehand_sha2::Secret;

/// The private half of a share.
#[derive(Debug)]
pub struct PrivateKey {
    key: agreement::PrivateKey,
    algorithm: &'static Algorithm,
    share_length: usize,
}

impl PrivateKey {
    /// A fresh key for `group`, and its share.
    pub fn generate(group: NamedGroup) -> Result<(Self, Vec<u8>), CryptoError> {
        let (algorithm, share_length) = algorithm(group)?;
        let key = agreement::PrivateKey::generate(algorithm).map_err(|_| CryptoError::Failed)?;
        let share = key.compute_public_key().map_err(|_| CryptoError::Failed)?.as_ref().to_vec();
        Ok((Self { key, algorithm, share_length }, share))
    }

    /// A key with the given bytes, for test vectors.
    #[doc(hidden)]
    pub fn from_bytes(group: NamedGroup, bytes: &[u8]) -> Result<Self, CryptoError> {
        let (algorithm, share_length) = algorithm(group)?;
        let key = agreement::PrivateKey::from_private_key(algorithm, bytes).map_err(|_| CryptoError::BadKey)?;
        Ok(Self { key, algorithm, share_length })
    }

    /// The shared secret with the peer's share: X25519's output, or the x-coordinate on a NIST curve.
    pub fn agree(&self, peer: &[u8]) -> Result<Secret, CryptoError> {
        // The library takes compressed points too; TLS 1.3 does not (§4.2.8.2), and their length tells.
        if peer.len() != self.share_length {
            return Err(CryptoError::BadKey);
        }
        let nist = self.share_length != 32;
        if nist && peer.first() != Some(&4) {
            return Err(CryptoError::BadKey);
        }
        let peer = UnparsedPublicKey::new(self.algorithm, peer);
        // The library's X25519 refuses exactly the points that give an all-zero secret (§7.4.2).
        let refused = if nist { CryptoError::BadKey } else { CryptoError::ZeroSecret };
        agreement::agree(&self.key, peer, refused, |secret| Ok(Secret::new(secret)))
    }
}

fn algorithm(group: NamedGroup) -> Result<(&'static Algorithm, usize), CryptoError> {
    Ok(match group {
        NamedGroup::X25519 => (&X25519, 32),
        NamedGroup::SECP256R1 => (&ECDH_P256, 65),
        NamedGroup::SECP384R1 => (&ECDH_P384, 97),
        NamedGroup::SECP521R1 => (&ECDH_P521, 133),
        _ => return Err(CryptoError::Unsupported),
    })
}
