//! Nothing panics on any bytes, and no changed OCSP response is believed.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};

use super::made::{Authority, Ocsp, localhost, shown};
use crate::provider::Mixed;
use crate::verify::{
    Fields, OidFilters, Presented, Response, SignedWith, Trust, matches, verify_client, verify_server,
};

#[test]
fn no_byte_of_a_response_may_change() {
    let authority = Authority::new();
    let (leaf, _) = authority.leaf(|_| {});
    let response = Ocsp::good(authority.0.der(), &leaf).signed(authority.0.key());
    let (provider, trust, name) = (Mixed::new().unwrap(), Trust::Roots(authority.roots()), localhost());
    let believed = |response: &[u8]| {
        let presented = Presented { ocsp_response: Some(response), ..shown(&[&leaf]) };
        verify_server(&provider, &trust, &name, presented, true, None).is_ok()
    };
    assert!(believed(&response));
    for at in 0..response.len() {
        assert!(!believed(&response[..at]), "without the bytes from {at}");
        for change in [1, 0x80, 0xff] {
            let mut changed = response.clone();
            changed[at] ^= change;
            assert!(!believed(&changed), "byte {at} ^ {change}");
        }
    }
}

#[test]
fn a_changed_certificate_is_read_or_refused() {
    let authority = Authority::with(&rcgen::PKCS_ED25519);
    let (leaf, _) = authority.leaf(|params| {
        params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    });
    let filters = OidFilters::new().key_usage([0]).unwrap().extended_key_usage(["1.3.6.1.5.5.7.3.2"]).unwrap();
    let (provider, trust) = (Mixed::new().unwrap(), Trust::Roots(authority.roots()));
    verify_client(&provider, &trust, shown(&[&leaf]), true, &filters).unwrap();
    for at in 0..leaf.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = leaf.clone();
            changed[at] ^= change;
            assert!(verify_client(&provider, &trust, shown(&[&changed]), true, &filters).is_err(), "byte {at}");
            if let Ok(fields) = Fields::read(&changed) {
                let _ = (matches(filters.as_der(), &fields), fields.may_sign(), fields.must_staple());
                let _ = SignedWith::algorithm(fields.signature_algorithm);
            }
        }
        assert!(Fields::read(&leaf[..at]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Response::read(&bytes);
        let _ = SignedWith::algorithm(&bytes);
        let _ = Fields::read(&bytes).map(|fields| (fields.may_sign(), fields.must_staple(), fields.key_usage()));
    }

    #[test]
    fn any_values_of_filters(id in vec(any::<u8>(), 0..6), values in vec(any::<u8>(), 0..20)) {
        let leaf = include_bytes!("openssl/leaf.der");
        let fields = Fields::read(leaf).unwrap();
        for id in [id, vec![6, 3, 0x55, 0x1d, 15], vec![6, 3, 0x55, 0x1d, 37]] {
            let _ = matches(&[(id, values.clone())], &fields);
        }
    }

    #[test]
    fn any_two_bytes_of_a_response(first in 0..738usize, second in 0..738usize, one in any::<u8>(), two in any::<u8>()) {
        let mut response = include_bytes!("openssl/good_by_a_responder.der").to_vec();
        response[first] = one;
        response[second] = two;
        let _ = Response::read(&response);
    }
}
