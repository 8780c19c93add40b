//! RFC 9258 §5: one external pre-shared key becomes one imported PSK for each target protocol and KDF.

use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::wire::{Reader, TooLong, Writer};
use zeroize::Zeroizing;

use super::{hkdf_expand_label, hkdf_expand_label_into};
use crate::crypto::{Digest, HashAlgorithm, HashState, Provider, Salt};

/// `target_protocol` of TLS 1.3.
pub const TARGET_PROTOCOL: u16 = 0x0304;

/// An ImportedIdentity (RFC 9258 §5.1): what goes on the wire as the identity of an imported PSK.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImportedIdentity<'a> {
    /// The name of the external PSK.
    pub external_identity: &'a [u8],
    /// What the external PSK depends on: roles, peers, channel bindings.
    pub context: &'a [u8],
    /// The protocol that it is imported for.
    pub target_protocol: u16,
    /// The KDF that it is imported for, one of IANA's TLS KDF Identifiers.
    pub target_kdf: u16,
}

impl<'a> ImportedIdentity<'a> {
    /// The identity for TLS 1.3 with a cipher suite of this hash.
    pub const fn new(external_identity: &'a [u8], context: &'a [u8], target: HashAlgorithm) -> Self {
        let target_kdf = match target {
            HashAlgorithm::Sha256 => 0x0001,
            HashAlgorithm::Sha384 => 0x0002,
        };
        Self { external_identity, context, target_protocol: TARGET_PROTOCOL, target_kdf }
    }

    /// The hash of `target_kdf`, if it is one of TLS 1.3's.
    pub const fn target(&self) -> Option<HashAlgorithm> {
        match (self.target_protocol, self.target_kdf) {
            (TARGET_PROTOCOL, 0x0001) => Some(HashAlgorithm::Sha256),
            (TARGET_PROTOCOL, 0x0002) => Some(HashAlgorithm::Sha384),
            _ => None,
        }
    }

    /// Reads an identity that takes up all of `bytes`, as a server does that looks up the external PSK by its name.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Reject> {
        Reader::new(bytes).whole(|reader| {
            Ok(Self {
                external_identity: reader.vector_u16(1)?,
                context: reader.vector_u16(0)?,
                target_protocol: reader.u16()?,
                target_kdf: reader.u16()?,
            })
        })
    }

    /// The bytes, unless a part does not fit its length prefix.
    pub fn encode(&self) -> Result<Vec<u8>, TooLong> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        writer.vector_u16(|writer| writer.bytes(self.external_identity));
        writer.vector_u16(|writer| writer.bytes(self.context));
        writer.u16(self.target_protocol);
        writer.u16(self.target_kdf);
        writer.finish().map(|()| bytes)
    }
}

/// The imported PSK of `imported_identity`, an encoded [`ImportedIdentity`]: as long as the output of `target`.
///
/// `algorithm` is the hash that belongs to the external PSK, SHA-256 where it has none.
pub fn imported_psk<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    external_psk: &P::Secret,
    imported_identity: &[u8],
    target: HashAlgorithm,
) -> P::Secret {
    let extracted = provider.extract(algorithm, Salt::Zero, Some(external_psk));
    let mut hash = provider.hash(algorithm);
    hash.update(imported_identity);
    let digest = hash.digest();
    if target.length() == algorithm.length() {
        return hkdf_expand_label(provider, algorithm, &extracted, b"derived psk", digest.as_ref());
    }
    let mut bytes = Zeroizing::new([0; Digest::MAX]);
    let out = bytes.get_mut(..target.length()).unwrap_or_default();
    hkdf_expand_label_into(provider, algorithm, &extracted, b"derived psk", digest.as_ref(), out);
    provider.secret(out)
}
