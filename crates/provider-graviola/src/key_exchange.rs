//! RFC 8446 §7.4.2: X25519, P-256 and P-384.

use graviola::key_agreement::{p256, p384, x25519};
use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::CryptoError;
use surehand_sha2::Secret;
use zeroize::Zeroizing;

/// The private half of a share.
pub enum PrivateKey {
    /// X25519.
    X25519(x25519::StaticPrivateKey),
    /// P-256.
    P256(p256::StaticPrivateKey),
    /// P-384.
    P384(p384::StaticPrivateKey),
}

impl PrivateKey {
    /// A fresh key for `group`, and its share.
    pub fn generate(group: NamedGroup) -> Result<(Self, Vec<u8>), CryptoError> {
        let failed = |_| CryptoError::Failed;
        Ok(match group {
            NamedGroup::X25519 => {
                let key = x25519::StaticPrivateKey::new_random().map_err(failed)?;
                let share = key.public_key().as_bytes().to_vec();
                (Self::X25519(key), share)
            }
            NamedGroup::SECP256R1 => {
                let key = p256::StaticPrivateKey::new_random().map_err(failed)?;
                let share = key.public_key_uncompressed().to_vec();
                (Self::P256(key), share)
            }
            NamedGroup::SECP384R1 => {
                let key = p384::StaticPrivateKey::new_random().map_err(failed)?;
                let share = key.public_key_uncompressed().to_vec();
                (Self::P384(key), share)
            }
            _ => return Err(CryptoError::Unsupported),
        })
    }

    /// A key with the given bytes, for test vectors.
    #[doc(hidden)]
    pub fn from_bytes(group: NamedGroup, bytes: &[u8]) -> Result<Self, CryptoError> {
        let bad = |_| CryptoError::BadKey;
        Ok(match group {
            NamedGroup::X25519 => Self::X25519(x25519::StaticPrivateKey::try_from_slice(bytes).map_err(bad)?),
            NamedGroup::SECP256R1 => Self::P256(p256::StaticPrivateKey::from_bytes(bytes).map_err(bad)?),
            NamedGroup::SECP384R1 => Self::P384(p384::StaticPrivateKey::from_bytes(bytes).map_err(bad)?),
            _ => return Err(CryptoError::Unsupported),
        })
    }

    /// The shared secret with the peer's share: X25519's output, or the x-coordinate on a NIST curve.
    pub fn agree(&self, peer: &[u8]) -> Result<Secret, CryptoError> {
        let bad = |_| CryptoError::BadKey;
        match self {
            Self::X25519(key) => {
                let peer = x25519::PublicKey::try_from_slice(peer).map_err(bad)?;
                // The only failure here is an all-zero secret (§7.4.2).
                let secret = key.diffie_hellman(&peer).map_err(|_| CryptoError::ZeroSecret)?;
                Ok(Secret::new(&*Zeroizing::new(secret.as_bytes())))
            }
            Self::P256(key) => {
                let peer = p256::PublicKey::from_x962_uncompressed(peer).map_err(bad)?;
                Ok(Secret::new(&key.diffie_hellman(&peer).map_err(bad)?.0))
            }
            Self::P384(key) => {
                let peer = p384::PublicKey::from_x962_uncompressed(peer).map_err(bad)?;
                Ok(Secret::new(&key.diffie_hellman(&peer).map_err(bad)?.0))
            }
        }
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey")
    }
}
