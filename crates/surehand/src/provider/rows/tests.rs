//! Each row with both libraries, with either alone, and with none.

use super::{GROUPS, Library, NamedGroup, Rows, SIGNATURE_SCHEMES, SignatureScheme};

/// What a mixture chooses for AEADs, ML-KEM, each classical group, and verifying and signing with each scheme.
fn choices(aws_lc: bool, graviola: bool) -> Vec<Option<Library>> {
    let rows = Rows { aws_lc, graviola };
    let groups = GROUPS.iter().filter(|group| **group != NamedGroup::X25519MLKEM768);
    let groups = groups.map(|group| rows.key_exchange(*group));
    let schemes = SIGNATURE_SCHEMES.iter().flat_map(|scheme| [rows.signature(*scheme), rows.signing(*scheme)]);
    [rows.aead(), rows.kem()].into_iter().chain(groups).chain(schemes).collect()
}

#[test]
fn without_graviola_every_row_is_aws_lcs() {
    assert!(choices(true, false).iter().all(|choice| *choice == Some(Library::AwsLc)));
}

#[test]
fn without_aws_lc_every_row_is_graviolas_but_those_of_p_521() {
    let alone = choices(false, true);
    assert!(alone.iter().all(|choice| *choice != Some(Library::AwsLc)));
    assert_eq!(alone.iter().filter(|choice| choice.is_none()).count(), 3);
    let rows = Rows { aws_lc: false, graviola: true };
    assert_eq!(rows.key_exchange(NamedGroup::SECP521R1), None);
    assert_eq!(rows.signature(SignatureScheme::ECDSA_SECP521R1_SHA512), None);
    assert_eq!(rows.signing(SignatureScheme::ECDSA_SECP521R1_SHA512), None);
}

#[test]
fn without_either_there_is_no_row() {
    assert!(choices(false, false).iter().all(Option::is_none));
    assert!(Rows { aws_lc: false, graviola: false }.check().is_err());
}

#[test]
fn with_both_no_row_is_missing_and_each_has_its_faster_library() {
    let rows = Rows { aws_lc: true, graviola: true };
    assert!(choices(true, true).iter().all(Option::is_some));
    assert_eq!(rows.aead(), Some(Library::AwsLc));
    assert_eq!(rows.kem(), Some(Library::Graviola));
    assert_eq!(rows.key_exchange(NamedGroup::X25519), Some(Library::Graviola));
    assert_eq!(rows.key_exchange(NamedGroup::SECP256R1), Some(Library::AwsLc));
    for (scheme, verifies, signs) in [
        (SignatureScheme::ECDSA_SECP256R1_SHA256, Library::AwsLc, Library::Graviola),
        (SignatureScheme::ECDSA_SECP384R1_SHA384, Library::AwsLc, Library::AwsLc),
        (SignatureScheme::ECDSA_SECP521R1_SHA512, Library::AwsLc, Library::AwsLc),
        (SignatureScheme::ED25519, Library::Graviola, Library::Graviola),
        (SignatureScheme::RSA_PSS_RSAE_SHA256, Library::Graviola, Library::AwsLc),
        (SignatureScheme::RSA_PSS_PSS_SHA512, Library::Graviola, Library::AwsLc),
    ] {
        assert_eq!((rows.signature(scheme), rows.signing(scheme)), (Some(verifies), Some(signs)), "{scheme:?}");
    }
}
