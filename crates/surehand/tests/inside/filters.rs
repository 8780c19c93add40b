//! RFC 8446 §4.2.5: oid_filters, from both ends.

use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose};
use surehand_evidence::property;

use super::made::{Authority, refused, shown};
use crate::provider::Mixed;
use crate::verify::{Fields, OidFilters, Trust, matches, verify_client};

const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
const KEY_USAGE: &[u8] = &[6, 3, 0x55, 0x1d, 15];
const EXTENDED_KEY_USAGE: &[u8] = &[6, 3, 0x55, 0x1d, 37];

fn certificate(authority: &Authority) -> Vec<u8> {
    let (certificate, _) = authority.leaf(|params| {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::CodeSigning];
    });
    certificate
}

#[test]
fn all_bits_and_all_purposes() {
    let authority = Authority::new();
    let certificate = certificate(&authority);
    let bare = authority.leaf(|_| {}).0;
    let has = |id: &[u8], values: &[u8], certificate: &[u8]| {
        matches(&[(id.to_vec(), values.to_vec())], &Fields::read(certificate).unwrap())
    };
    // digitalSignature; and keyAgreement; and keyCertSign.
    for (values, fits) in [(&[3, 2, 7, 0x80], true), (&[3, 2, 3, 0x88], true), (&[3, 2, 2, 0x84], false)] {
        assert_eq!(has(KEY_USAGE, values, &certificate), fits);
        assert!(!has(KEY_USAGE, values, &bare));
    }
    let purpose = |last: u8| [&[6, 8, 0x2b, 6, 1, 5, 5, 7, 3][..], &[last]].concat();
    let list =
        |purposes: &[u8]| super::made::der(0x30, &purposes.iter().flat_map(|it| purpose(*it)).collect::<Vec<_>>());
    for (purposes, fits) in [(&[2][..], true), (&[3, 2], true), (&[2, 4], false), (&[4], false)] {
        assert_eq!(has(EXTENDED_KEY_USAGE, &list(purposes), &certificate), fits);
        assert!(!has(EXTENDED_KEY_USAGE, &list(purposes), &bare));
    }
    // Without values the extension is enough; with unreadable ones nothing is.
    for id in [KEY_USAGE, EXTENDED_KEY_USAGE] {
        assert!(has(id, &[], &certificate) && !has(id, &[], &bare));
        assert!(!has(id, &[1, 2, 3], &certificate));
    }
    property("4.2.5-i1", "all bits and all purposes");
    property("4.2.5-2", "a certificate without the extension does not match");
    property("4.2.5-3", "a certificate without one of the values does not match");
    property("4.2.5-4", "further bits and purposes do not matter");
    for unknown in [&[6, 3, 0x55, 0x1d, 17][..], &[6, 2, 0x2a, 3], b"not an object identifier"] {
        assert!(has(unknown, &[1, 2, 3], &bare));
    }
    property("4.2.5-5", "object identifiers that are unknown or unreadable are skipped");
}

#[test]
fn a_client_that_does_not_match() {
    let authority = Authority::new();
    let (provider, trust) = (Mixed::new().unwrap(), Trust::Roots(authority.roots()));
    let certificate = certificate(&authority);
    let verify = |filters: &OidFilters| verify_client(&provider, &trust, shown(&[&certificate]), false, filters);
    let filters = || OidFilters::new().key_usage([0]).unwrap();
    verify(&filters().extended_key_usage([CLIENT_AUTH]).unwrap()).unwrap();
    let email = filters().extended_key_usage([CLIENT_AUTH, EMAIL]).unwrap();
    refused(verify(&email), "unsupported_certificate", "4.2.5-6");
    refused(verify(&OidFilters::new().key_usage([0, 5]).unwrap()), "unsupported_certificate", "4.2.5-6");
}

#[test]
fn a_servers_list() {
    let list = OidFilters::new().key_usage([4, 0]).unwrap().extended_key_usage([CLIENT_AUTH]).unwrap();
    let expected = [
        (KEY_USAGE.to_vec(), vec![3, 2, 3, 0x88]),
        (EXTENDED_KEY_USAGE.to_vec(), vec![0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2]),
    ];
    assert_eq!(list.as_der(), expected);
    assert_eq!(OidFilters::new().key_usage([8]).unwrap().as_der()[0].1, [3, 3, 7, 0, 0x80]);
    assert_eq!(OidFilters::new().key_usage([]).unwrap().as_der()[0].1, [3, 1, 0]);

    assert!(list.clone().key_usage([1]).is_err());
    assert!(list.clone().extension("2.5.29.37", &[]).is_err());
    let other = list.extension("2.5.29.17", &[]).unwrap();
    assert!(other.extension("2.5.29.17", &[5, 0]).is_err());
    property("4.2.5-7", "an object identifier twice is a configuration error");
    assert!(OidFilters::new().extended_key_usage([CLIENT_AUTH, "2.5.29.37.0"]).is_err());
    assert!(OidFilters::new().extension("2.5.29.37", &[0x30, 6, 6, 4, 0x55, 0x1d, 0x25, 0]).is_err());
    property("4.2.5-8", "anyExtendedKeyUsage is a configuration error");
    assert!(OidFilters::new().key_usage([9]).is_err());
    assert!(OidFilters::new().extended_key_usage(["client"]).is_err());
    assert!(OidFilters::new().extension("no", &[]).is_err());
    assert!(OidFilters::new().extension("2.5.29.15", &[1]).is_err());
    assert!(OidFilters::new().extension("1.2.3", &[0; 65536]).is_err());
}
