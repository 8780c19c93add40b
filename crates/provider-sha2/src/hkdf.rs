//! HMAC (RFC 2104) and HKDF (RFC 5869).

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384};
use subtle::ConstantTimeEq;
use surehand_core::crypto::{Digest, HashAlgorithm, Salt};
use zeroize::Zeroize;

use crate::Secret;

const ZERO: [u8; Digest::MAX] = [0; Digest::MAX];

/// HMAC with a prepared key, over several pieces.
enum Keyed {
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
}

impl Keyed {
    fn new(algorithm: HashAlgorithm, key: &[u8]) -> Self {
        // HMAC takes a key of any length.
        match algorithm {
            HashAlgorithm::Sha256 => {
                Self::Sha256(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&[0; 64].into())))
            }
            HashAlgorithm::Sha384 => {
                Self::Sha384(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&[0; 128].into())))
            }
        }
    }

    fn update(&mut self, input: &[u8]) {
        match self {
            Self::Sha256(mac) => mac.update(input),
            Self::Sha384(mac) => mac.update(input),
        }
    }

    /// The MAC into the start of `out`; how many bytes it has.
    fn finish(self, out: &mut [u8; Digest::MAX]) -> usize {
        let fill = |out: &mut [u8], mac: &mut [u8]| {
            out.iter_mut().zip(mac.iter()).for_each(|(to, from)| *to = *from);
            mac.zeroize();
            mac.len()
        };
        match self {
            Self::Sha256(mac) => fill(out, &mut mac.finalize().into_bytes()),
            Self::Sha384(mac) => fill(out, &mut mac.finalize().into_bytes()),
        }
    }

    fn again(&self) -> Self {
        match self {
            Self::Sha256(mac) => Self::Sha256(mac.clone()),
            Self::Sha384(mac) => Self::Sha384(mac.clone()),
        }
    }

    /// HKDF-Expand with this key.
    fn expand(&self, algorithm: HashAlgorithm, info: &[u8], out: &mut [u8]) {
        let mut block = ZERO;
        let mut length = 0;
        for (chunk, counter) in out.chunks_mut(algorithm.length()).zip(1..=255u8) {
            let mut next = self.again();
            next.update(block.get(..length).unwrap_or_default());
            next.update(info);
            next.update(&[counter]);
            length = next.finish(&mut block);
            chunk.iter_mut().zip(&block).for_each(|(to, from)| *to = *from);
        }
        block.zeroize();
    }
}

/// HKDF-Extract; `None` stands for Hash.length zero bytes.
pub fn extract(algorithm: HashAlgorithm, salt: Salt<'_, Secret>, input: Option<&Secret>) -> Secret {
    let zero = ZERO.get(..algorithm.length()).unwrap_or_default();
    let salt = match &salt {
        Salt::Zero => zero,
        Salt::Derived(secret) => secret.as_bytes(),
    };
    let mut keyed = Keyed::new(algorithm, salt);
    keyed.update(input.map_or(zero, Secret::as_bytes));
    let mut out = ZERO;
    let length = keyed.finish(&mut out);
    let secret = Secret::new(out.get(..length).unwrap_or_default());
    out.zeroize();
    secret
}

/// HKDF-Expand of one secret to several of Hash.length bytes.
pub fn expand_each<const N: usize>(algorithm: HashAlgorithm, secret: &Secret, infos: [&[u8]; N]) -> [Secret; N] {
    let keyed = Keyed::new(algorithm, secret.as_bytes());
    infos.map(|info| {
        let mut out = Secret::zero(algorithm.length());
        keyed.expand(algorithm, info, out.bytes_mut());
        out
    })
}

/// HKDF-Expand of one secret to bytes, as many as each output takes: at most 255 times Hash.length; what is beyond stays
/// as it was.
pub fn expand_into(algorithm: HashAlgorithm, secret: &Secret, outputs: &mut [(&[u8], &mut [u8])]) {
    let keyed = Keyed::new(algorithm, secret.as_bytes());
    outputs.iter_mut().for_each(|(info, out)| keyed.expand(algorithm, info, out));
}

/// HMAC with `key` over `message`.
pub fn mac(algorithm: HashAlgorithm, key: &Secret, message: &[u8]) -> Digest {
    let mut keyed = Keyed::new(algorithm, key.as_bytes());
    keyed.update(message);
    let mut out = ZERO;
    let length = keyed.finish(&mut out);
    Digest::new(out.get(..length).unwrap_or_default())
}

/// Whether `expected` is the HMAC with `key` over `message`, in constant time.
pub fn verify_mac(algorithm: HashAlgorithm, key: &Secret, message: &[u8], expected: &[u8]) -> bool {
    mac(algorithm, key, message).as_ref().ct_eq(expected).into()
}
