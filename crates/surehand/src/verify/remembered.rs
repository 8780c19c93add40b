//! Signatures on certificates that have been found good, so that a client verifies each of them once.
//!
//! Nothing else is remembered: dates, names, constraints, usages and revocation are looked at every time, and a
//! CertificateVerify is verified every time.

use std::collections::HashSet;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use surehand_core::crypto::{HashAlgorithm, HashState};
use surehand_sha2::Hash;

/// How many signatures are remembered; with one more, all are forgotten.
const MOST: usize = 1024;

/// Stands for an algorithm, an issuer's public key, a certificate's content and its signature.
type Name = [u8; 32];

/// Good signatures by name. Readers take no lock.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    good: ArcSwap<HashSet<Name>>,
}

impl Remembered {
    fn has(&self, name: &Name) -> bool {
        self.good.load().contains(name)
    }

    fn keep(&self, name: Name) {
        self.good.rcu(|good| {
            let mut good = if good.len() < MOST { HashSet::clone(good) } else { HashSet::new() };
            good.insert(name);
            Arc::new(good)
        });
    }
}

/// An algorithm that verifies only what is not remembered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remembering<'m> {
    pub algorithm: &'m dyn SignatureVerificationAlgorithm,
    pub memory: &'m Remembered,
}

impl SignatureVerificationAlgorithm for Remembering<'_> {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let name = self.name(public_key, message, signature);
        if self.memory.has(&name) {
            return Ok(());
        }
        self.algorithm.verify_signature(public_key, message, signature)?;
        self.memory.keep(name);
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn fips(&self) -> bool {
        self.algorithm.fips()
    }
}

impl Remembering<'_> {
    fn name(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Name {
        let mut hash = Hash::new(HashAlgorithm::Sha256);
        let (key_algorithm, signature_algorithm) = (self.public_key_alg_id(), self.signature_alg_id());
        for part in [key_algorithm.as_ref(), signature_algorithm.as_ref(), public_key, message, signature] {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut name = Name::default();
        name.iter_mut().zip(hash.digest().as_ref()).for_each(|(to, from)| *to = *from);
        name
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Counts how often it is asked; a signature is good if it is the key and the message together.
    #[derive(Debug, Default)]
    struct Counting(AtomicUsize);

    impl SignatureVerificationAlgorithm for Counting {
        fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
            self.0.fetch_add(1, Ordering::Relaxed);
            (signature == [key, message].concat()).then_some(()).ok_or(InvalidSignature)
        }

        fn public_key_alg_id(&self) -> AlgorithmIdentifier {
            rustls_pki_types::alg_id::ED25519
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            rustls_pki_types::alg_id::ED25519
        }
    }

    #[test]
    fn a_good_signature_is_verified_once_and_a_bad_one_every_time() {
        let (counting, memory) = (Counting::default(), Remembered::default());
        let remembering = Remembering { algorithm: &counting, memory: &memory };
        let asked = || counting.0.load(Ordering::Relaxed);
        for _ in 0..3 {
            remembering.verify_signature(b"key", b"message", b"keymessage").unwrap();
        }
        assert_eq!(asked(), 1);
        // Another key, another certificate, another signature; nor may parts run into each other.
        for (key, message, signature) in [
            (&b"kez"[..], &b"message"[..], &b"keymessage"[..]),
            (b"key", b"messagf", b"keymessage"),
            (b"key", b"message", b"keymessagf"),
            (b"keym", b"essage", b"keymessagE"),
        ] {
            let before = asked();
            for _ in 0..2 {
                assert!(remembering.verify_signature(key, message, signature).is_err());
            }
            assert_eq!(asked(), before + 2);
        }
        remembering.verify_signature(b"keym", b"essage", b"keymessage").unwrap();
        assert_eq!(asked(), 1 + 8 + 1, "the same bytes, cut elsewhere, are another signature");
    }

    #[test]
    fn the_memory_is_bounded() {
        let (counting, memory) = (Counting::default(), Remembered::default());
        let remembering = Remembering { algorithm: &counting, memory: &memory };
        for number in 0..3 * MOST as u32 {
            let message = number.to_be_bytes();
            remembering.verify_signature(b"", &message, &message).unwrap();
            assert!(memory.good.load().len() <= MOST);
        }
    }

    #[test]
    fn two_threads_share_it() {
        let (counting, memory) = (Counting::default(), Remembered::default());
        let remembering = Remembering { algorithm: &counting, memory: &memory };
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for number in 0..500_u32 {
                        let message = number.to_be_bytes();
                        remembering.verify_signature(b"", &message, &message).unwrap();
                        assert!(remembering.verify_signature(b"", &message, b"bad").is_err());
                    }
                });
            }
        });
        assert_eq!(memory.good.load().len(), 500);
        let asked = counting.0.load(Ordering::Relaxed);
        assert!((1500..=2000).contains(&asked), "{asked}");
    }
}
