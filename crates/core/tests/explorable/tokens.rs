//! A provider of tokens: each output is named after the operation and its inputs. It protects nothing.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{
    CryptoError, Digest, Explorable, HashAlgorithm, HashState, MacPurpose, Nonce, OpenError, OpeningKey, Provider,
    Purpose, Salt, SealingKey, Suite, TAG_LENGTH, TrafficKeyLength,
};

/// `length` bytes that stand for these parts.
pub fn token(parts: &[&[u8]], length: usize) -> Vec<u8> {
    let word = |counter: usize| {
        let mut hasher = DefaultHasher::new();
        (parts, counter).hash(&mut hasher);
        hasher.finish().to_be_bytes()
    };
    (0..length.div_ceil(8)).flat_map(word).take(length).collect()
}

pub struct Tokens;

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Input(Vec<u8>);

impl HashState for Input {
    fn update(&mut self, input: &[u8]) {
        self.0.extend_from_slice(input);
    }

    fn digest(&self) -> Digest {
        Digest::new(&token(&[b"hash", &self.0], 32))
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key(Vec<u8>);

impl SealingKey for Key {
    fn seal_in_place(&self, nonce: &Nonce, data: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LENGTH], CryptoError> {
        token(&[b"tag", &self.0, nonce, data, in_out], TAG_LENGTH).try_into().map_err(|_| CryptoError::Failed)
    }
}

impl OpeningKey for Key {
    fn open_in_place<'b>(&self, nonce: &Nonce, data: &[u8], in_out: &'b mut [u8]) -> Result<&'b mut [u8], OpenError> {
        let length = in_out.len().checked_sub(TAG_LENGTH).ok_or(OpenError)?;
        let (text, tag) = in_out.split_at_mut(length);
        if token(&[b"tag", &self.0, nonce, data, text], TAG_LENGTH) == tag { Ok(text) } else { Err(OpenError) }
    }
}

const SUITES: &[Suite] = &[Suite {
    cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
    hash: HashAlgorithm::Sha256,
    key_length: TrafficKeyLength::Sixteen,
    confidentiality_limit: u64::MAX,
}];

fn name(purpose: impl std::fmt::Debug) -> Vec<u8> {
    format!("{purpose:?}").into_bytes()
}

/// g^xy from g^x and g^y in either order.
fn agreed(one: &[u8], two: &[u8]) -> Vec<u8> {
    let (low, high) = if one < two { (one, two) } else { (two, one) };
    token(&[b"agreed", low, high], 32)
}

impl Provider for Tokens {
    type Hash = Input;
    type Secret = Vec<u8>;
    type KeyShares = Vec<u8>;
    type SealingKey = Key;
    type OpeningKey = Key;
    type PublicKey = ();
    type Randomness = u64;
    type KeyId = u64;

    fn suites(&self) -> &[Suite] {
        SUITES
    }

    fn groups(&self) -> &[NamedGroup] {
        &[NamedGroup::X25519]
    }

    fn signature_schemes(&self) -> &[SignatureScheme] {
        &[SignatureScheme::ED25519]
    }

    fn random(&self, session: &u64, purpose: Purpose, out: &mut [u8]) -> Result<(), CryptoError> {
        out.copy_from_slice(&token(&[b"random", &session.to_be_bytes(), &name(purpose)], out.len()));
        Ok(())
    }

    fn hash(&self, _: HashAlgorithm) -> Input {
        Input(Vec::new())
    }

    fn secret(&self, bytes: &[u8]) -> Vec<u8> {
        bytes.to_vec()
    }

    fn extract(&self, _: HashAlgorithm, salt: Salt<'_, Vec<u8>>, input: Option<&Vec<u8>>) -> Vec<u8> {
        let salt = match salt {
            Salt::Zero => &[][..],
            Salt::Derived(secret) => secret,
        };
        token(&[b"extract", salt, input.map_or(&[], Vec::as_slice)], 32)
    }

    fn expand(&self, _: HashAlgorithm, secret: &Vec<u8>, info: &[u8]) -> Vec<u8> {
        token(&[b"expand", secret, info], 32)
    }

    fn expand_into(&self, _: HashAlgorithm, secret: &Vec<u8>, outputs: &mut [(&[u8], &mut [u8])]) {
        for (info, out) in outputs {
            out.copy_from_slice(&token(&[b"expand", secret, info], out.len()));
        }
    }

    fn mac(&self, _: HashAlgorithm, key: &Vec<u8>, message: &[u8]) -> Digest {
        Digest::new(&token(&[b"mac", key, message], 32))
    }

    fn verify_mac(&self, _: MacPurpose, hash: HashAlgorithm, key: &Vec<u8>, message: &[u8], mac: &[u8]) -> bool {
        self.mac(hash, key, message).as_ref() == mac
    }

    fn reveal<'s>(&self, secret: &'s Vec<u8>) -> &'s [u8] {
        secret
    }

    fn key_id(&self, secret: &Vec<u8>) -> u64 {
        let mut hasher = DefaultHasher::new();
        secret.hash(&mut hasher);
        hasher.finish()
    }

    fn sealing_key(&self, _: CipherSuite, key: &[u8]) -> Result<Key, CryptoError> {
        Ok(Key(key.to_vec()))
    }

    fn opening_key(&self, _: CipherSuite, key: &[u8]) -> Result<Key, CryptoError> {
        Ok(Key(key.to_vec()))
    }

    fn offer(
        &self,
        session: &u64,
        purpose: Purpose,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<Vec<u8>, CryptoError> {
        let own = token(&[b"share", &session.to_be_bytes(), &name(purpose)], 32);
        groups.iter().for_each(|group| share(*group, &own));
        Ok(own)
    }

    fn finish(&self, shares: Vec<u8>, _: NamedGroup, peer: &[u8]) -> Result<Vec<u8>, CryptoError> {
        Ok(agreed(&shares, peer))
    }

    fn accept(
        &self,
        session: &u64,
        _: NamedGroup,
        peer: &[u8],
        share: &mut dyn FnMut(&[u8]),
    ) -> Result<Vec<u8>, CryptoError> {
        let own = token(&[b"share", &session.to_be_bytes(), &name(Purpose::ServerShare)], 32);
        share(&own);
        Ok(agreed(&own, peer))
    }

    fn key_fits(&self, (): &(), _: SignatureScheme) -> bool {
        true
    }

    fn verify(&self, (): &(), _: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        token(&[b"signature", message], 64) == signature
    }
}

impl Explorable for Tokens {}
