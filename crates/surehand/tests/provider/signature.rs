//! What one library signs the other verifies.

use surehand::SignatureScheme;
use surehand_core::crypto::{CryptoError, Provider, Signatures};

use crate::keys::KEYS;

const MESSAGE: &[u8] = b"signed";

#[test]
fn either_verifies_what_the_other_signs() {
    let mut count = 0;
    for (signer, ours) in crate::mixtures() {
        for made in KEYS.iter().filter(|made| ours.signature_schemes().contains(&made.scheme)) {
            for der in &made.encodings {
                let key = ours.signing_key(der).unwrap();
                assert_eq!(ours.signing_schemes(&key).first(), Some(&made.scheme));
                for scheme in ours.signing_schemes(&key) {
                    let signature = ours.sign(&key, *scheme, MESSAGE).unwrap();
                    let mut changed = signature.clone();
                    *changed.last_mut().unwrap() ^= 1;
                    for (verifier, theirs) in crate::mixtures() {
                        let public = theirs.public_key(&made.public).unwrap();
                        assert!(theirs.key_fits(&public, *scheme));
                        let good = theirs.verify(&public, *scheme, MESSAGE, &signature);
                        assert!(
                            good || !theirs.signature_schemes().contains(scheme),
                            "{signer} to {verifier}, {scheme:?}"
                        );
                        assert!(!theirs.verify(&public, *scheme, b"another", &signature));
                        assert!(!theirs.verify(&public, *scheme, MESSAGE, &changed));
                        assert!(!theirs.verify(&public, *scheme, MESSAGE, &[]));
                        count += usize::from(good);
                    }
                }
            }
        }
    }
    // One library alone: 3 curves twice, Ed25519, 3 hashes for RSASSA-PSS alone and twice 3 for RSA.
    assert!(count >= 16, "{count} signatures");
}

#[test]
fn a_key_signs_with_its_own_schemes_alone() {
    for (_, provider) in crate::mixtures() {
        for made in KEYS.iter().filter(|made| provider.signature_schemes().contains(&made.scheme)) {
            let key = provider.signing_key(&made.encodings[0]).unwrap();
            let own = provider.signing_schemes(&key);
            let pkcs1 = [SignatureScheme::RSA_PKCS1_SHA256, SignatureScheme(0x0201)];
            for scheme in provider.signature_schemes().iter().chain(&pkcs1).filter(|scheme| !own.contains(scheme)) {
                assert_eq!(provider.sign(&key, *scheme, MESSAGE).err(), Some(CryptoError::Unsupported));
            }
        }
    }
}

#[test]
fn a_key_belongs_to_its_own_certificate_alone() {
    for (_, provider) in crate::mixtures() {
        for made in KEYS.iter().filter(|made| provider.signature_schemes().contains(&made.scheme)) {
            let key = provider.signing_key(&made.encodings[0]).unwrap();
            for other in KEYS.iter() {
                assert_eq!(provider.belongs_to(&key, &other.public), made.scheme == other.scheme);
            }
            let mut another = made.public.clone();
            *another.last_mut().unwrap() ^= 1;
            assert!(!provider.belongs_to(&key, &another));
            assert!(!provider.belongs_to(&key, b""));
        }
    }
}

#[test]
fn what_is_no_key_is_refused() {
    for (_, provider) in crate::mixtures() {
        for bad in [&b""[..], b"\x30", b"\x30\x03\x02\x01\x00", &[0x30; 300]] {
            assert_eq!(provider.signing_key(bad).err(), Some(CryptoError::BadKey));
            assert_eq!(provider.public_key(bad).err(), Some(CryptoError::BadKey));
        }
        for made in KEYS.iter() {
            let der = &made.encodings[0];
            assert!(provider.signing_key(&der[..der.len() - 1]).is_err());
            assert!(provider.public_key(&made.public[..made.public.len() - 1]).is_err());
        }
    }
}
