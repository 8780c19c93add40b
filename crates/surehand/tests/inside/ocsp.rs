//! OCSP responses that OpenSSL has made, with `openssl/make.sh`.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};

use super::made::{localhost, refused, shown};
use crate::provider::Mixed;
use crate::verify::{Peer, Presented, Refusal, Roots, Trust, verify_server};

const CA: &[u8] = include_bytes!("openssl/ca.der");
const LEAF: &[u8] = include_bytes!("openssl/leaf.der");

fn staple(response: Option<&[u8]>) -> Result<((), Peer), Refusal> {
    let mut roots = Roots::new();
    roots.add(&CertificateDer::from(CA)).unwrap();
    let name = localhost();
    // The year 2050.
    let now = UnixTime::since_unix_epoch(Duration::from_secs(2_524_608_000));
    let presented = Presented { ocsp_response: response, now, ..shown(&[LEAF]) };
    verify_server(&Mixed::new().unwrap(), &Trust::Roots(roots), &name, presented, true, None)
        .map(|(_, peer)| ((), peer))
}

#[test]
fn openssl_says_good() {
    staple(Some(include_bytes!("openssl/good_by_the_issuer.der"))).unwrap();
    staple(Some(include_bytes!("openssl/good_by_a_responder.der"))).unwrap();
}

#[test]
fn openssl_says_something_else() {
    refused(staple(Some(include_bytes!("openssl/revoked.der"))), "certificate_revoked", "6.2-i7");
    let unknown = include_bytes!("openssl/unknown.der");
    refused(staple(Some(unknown)), "bad_certificate_status_response", "4.4.2.1-i1");
    // Its leaf has the TLS feature status_request.
    refused(staple(None), "bad_certificate_status_response", "4.4.2.1-i1");
}
