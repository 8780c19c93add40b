//! RFC 8446 §4.4.2.1, RFC 6960: every reason to refuse a stapled OCSP response.

use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use surehand_evidence::property;
use x509_ocsp::CertStatus;

use super::made::{Authority, NOW, Ocsp, SHA256, critical_extension, der, localhost, refused, revoked, shown};
use super::verification::client;
use crate::provider::Mixed;
use crate::verify::{OidFilters, Peer, Pin, Presented, Refusal, Trust, verify_client, verify_server};

/// Whether a server's chain is accepted with this response, or without one.
fn staple(trust: &Trust, chain: &[&[u8]], response: Option<&[u8]>) -> Result<((), Peer), Refusal> {
    let name = localhost();
    let presented = Presented { ocsp_response: response, ..shown(chain) };
    verify_server(&Mixed::new().unwrap(), trust, &name, presented, true, None).map(|(_, peer)| ((), peer))
}

struct Case {
    authority: Authority,
    trust: Trust,
    leaf: Vec<u8>,
}

impl Case {
    fn new() -> Self {
        let authority = Authority::new();
        let (leaf, _) = authority.leaf(|_| {});
        Self { trust: Trust::Roots(authority.roots()), authority, leaf }
    }

    fn good(&self) -> Ocsp {
        Ocsp::good(self.authority.0.der(), &self.leaf)
    }

    fn staple(&self, response: &[u8]) -> Result<((), Peer), Refusal> {
        staple(&self.trust, &[&self.leaf], Some(response))
    }

    /// Refused as invalid, if signed by the authority.
    #[track_caller]
    fn bad(&self, response: &Ocsp) {
        self.invalid(&response.signed(self.authority.0.key()));
    }

    #[track_caller]
    fn invalid(&self, response: &[u8]) {
        refused(self.staple(response), "bad_certificate_status_response", "4.4.2.1-i1");
    }
}

#[test]
fn a_good_response_by_the_issuer() {
    let case = Case::new();
    let key = case.authority.0.key();
    case.staple(&case.good().signed(key)).unwrap();
    case.staple(&Ocsp { hash: SHA256, ..case.good() }.signed(key)).unwrap();
    // A clock may be off by five minutes.
    case.staple(&Ocsp { this_update: NOW + 290, ..case.good() }.signed(key)).unwrap();
    case.staple(&Ocsp { next_update: Some(NOW - 290), ..case.good() }.signed(key)).unwrap();
}

#[test]
fn a_good_response_by_an_intermediate() {
    let root = Authority::new();
    let below = root.subordinate();
    let (leaf, _) = below.leaf(|_| {});
    let (trust, chain) = (Trust::Roots(root.roots()), [&leaf[..], below.0.der()]);
    let response = Ocsp::good(below.0.der(), &leaf);
    staple(&trust, &chain, Some(&response.signed(below.0.key()))).unwrap();
    // The root has not issued the certificate.
    let by_root = response.signed(root.0.key());
    refused(staple(&trust, &chain, Some(&by_root)), "bad_certificate_status_response", "4.4.2.1-i1");
}

#[test]
fn a_revoked_certificate() {
    let case = Case::new();
    let response = Ocsp { status: revoked(), ..case.good() };
    let signed = response.signed(case.authority.0.key());
    refused(case.staple(&signed), "certificate_revoked", "6.2-i7");
    // Said by anybody else it is no news.
    case.invalid(&response.signed(&KeyPair::generate().unwrap()));
    // A client's, too.
    let presented = Presented { ocsp_response: Some(&signed), ..shown(&[&case.leaf]) };
    let verified = verify_client(&Mixed::new().unwrap(), &case.trust, presented, true, &OidFilters::new());
    refused(verified, "certificate_revoked", "6.2-i7");
    property("C.2-i1", "a chain to a root that is trusted, with a status that says revoked");
}

#[test]
fn what_the_response_says() {
    let case = Case::new();
    case.bad(&Ocsp { status: CertStatus::unknown(), ..case.good() });
    case.bad(&Ocsp { this_update: NOW + 310, ..case.good() });
    case.bad(&Ocsp { next_update: Some(NOW - 310), ..case.good() });
    case.bad(&Ocsp { this_update: NOW + 100, next_update: Some(NOW - 100), ..case.good() });
    case.bad(&Ocsp { next_update: None, ..case.good() });
    case.bad(&Ocsp { single_extensions: Some(critical_extension()), ..case.good() });
    case.bad(&Ocsp { response_extensions: Some(critical_extension()), ..case.good() });
}

#[test]
fn whom_the_response_is_about() {
    let case = Case::new();
    case.bad(&Ocsp { leaf: case.authority.leaf(|_| {}).0, ..case.good() });
    case.bad(&Ocsp { issuer: Authority::new().0.der().to_vec(), ..case.good() });
    // The issuer's name with another key, and SHA-224 for a hash.
    case.bad(&Ocsp { issuer: case.authority.twin().0.der().to_vec(), ..case.good() });
    case.bad(&Ocsp { hash: "2.16.840.1.101.3.4.2.4", ..case.good() });
}

#[test]
fn who_has_signed_the_response() {
    let case = Case::new();
    let (responder, key) = case.authority.leaf(for_ocsp);
    let by = |certificates: &[&[u8]], key: &KeyPair| {
        let certificates = certificates.iter().map(|one| one.to_vec()).collect();
        Ocsp { certificates, ..case.good() }.signed(key)
    };
    case.staple(&by(&[&responder], &key)).unwrap();
    case.staple(&by(&[&case.leaf, &responder], &key)).unwrap();
    let four = [case.leaf.as_slice(); 4];
    case.invalid(&by(&[&four[..], &[&responder]].concat(), &key));
    case.invalid(&by(&[], &key));
    // For another purpose; for any; of another authority; expired; for no signatures; by the certificate itself.
    let (plain, key) = case.authority.leaf(|_| {});
    case.invalid(&by(&[&plain], &key));
    let (any, key) = case.authority.leaf(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any]);
    case.invalid(&by(&[&any], &key));
    let (foreign, key) = Authority::new().leaf(for_ocsp);
    case.invalid(&by(&[&foreign], &key));
    let (expired, key) = case.authority.leaf(|params| {
        for_ocsp(params);
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    });
    case.invalid(&by(&[&expired], &key));
    let (no_signatures, key) = case.authority.leaf(|params| {
        for_ocsp(params);
        params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    });
    case.invalid(&by(&[&no_signatures], &key));
    // The responder's certificate with somebody else's signature.
    case.invalid(&by(&[&responder], &KeyPair::generate().unwrap()));
}

#[test]
fn what_is_no_response() {
    let case = Case::new();
    case.invalid(&[]);
    case.invalid(b"garbage");
    // tryLater; successful without a response; of another type.
    case.invalid(&[0x30, 3, 0x0a, 1, 3]);
    case.invalid(&[0x30, 3, 0x0a, 1, 0]);
    let other = [der(6, &[0x2a, 3]), der(4, &[0x30, 0])].concat();
    case.invalid(&der(0x30, &[&[0x0a, 1, 0][..], &der(0xa0, &der(0x30, &other))].concat()));
    let mut trailing = case.good().signed(case.authority.0.key());
    trailing.push(0);
    case.invalid(&trailing);
}

#[test]
fn a_certificate_that_demands_a_response() {
    let case = Case::new();
    let with = |features: &[u8]| {
        let feature = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 24], features.to_vec());
        case.authority.leaf(|params| params.custom_extensions.push(feature)).0
    };
    let must_staple = with(&[0x30, 3, 2, 1, 5]);
    let missing = staple(&case.trust, &[&must_staple], None);
    refused(missing, "bad_certificate_status_response", "4.4.2.1-i1");
    let response = Ocsp::good(case.authority.0.der(), &must_staple).signed(case.authority.0.key());
    staple(&case.trust, &[&must_staple], Some(&response)).unwrap();
    // Other features are other things; and who did not ask cannot miss it.
    staple(&case.trust, &[&with(&[0x30, 3, 2, 1, 17])], None).unwrap();
    client(&case.trust, &[&must_staple]).unwrap();
}

#[test]
fn pins_do_not_look_at_responses() {
    let case = Case::new();
    let pins = Trust::Pins(vec![Pin::of_certificate(&case.leaf.as_slice().into()).unwrap()]);
    staple(&pins, &[&case.leaf], Some(b"garbage")).unwrap();
}

fn for_ocsp(params: &mut CertificateParams) {
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
}
