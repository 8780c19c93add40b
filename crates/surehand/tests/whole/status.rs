//! RFC 8446 §4.4.2.1, RFC 6962: what goes with a certificate, both ways.

use std::sync::{Arc, Mutex};

use rcgen::{CustomExtension, KeyPair};
use surehand::{
    AlertDescription, ClientAuthentication, ClientConfig, Credential, PeerVerifier, Presented, Refusal, ServerConfig,
};
use surehand_evidence::{property, saw};

use crate::made::{Authority, Leaf};
use crate::ocsp::{Says, response};
use crate::rig::{connect, connected};

/// What came with a certificate: the status, and the list of timestamps.
type Beside = (Option<Vec<u8>>, Option<Vec<u8>>);

/// Believes everybody, and remembers what came with the certificate.
#[derive(Default)]
struct Noting(Mutex<Vec<Beside>>);

impl PeerVerifier for Noting {
    fn verify(&self, presented: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        let owned = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        let seen = (owned(presented.ocsp_response), owned(presented.signed_certificate_timestamps));
        self.0.lock().unwrap().push(seen);
        Ok(b"anybody".to_vec())
    }
}

impl Noting {
    fn last(&self) -> Beside {
        self.0.lock().unwrap().pop().unwrap()
    }
}

fn good(authority: &Authority, leaf: &Leaf) -> Vec<u8> {
    response(authority.der(), authority.signing_key(), &leaf.certificate, Says::Good)
}

/// A credential with all that may go with it, and the response.
fn adorned(authority: &Authority, leaf: &Leaf) -> (Credential, Vec<u8>) {
    let staple = good(authority, leaf);
    let timestamps = [b"one".to_vec(), b"another".to_vec()];
    (leaf.credential().with_ocsp_response(staple.clone()).with_signed_certificate_timestamps(timestamps), staple)
}

/// The list that holds the two.
const LIST: &[u8] = b"\x00\x0e\x00\x03one\x00\x07another";

#[test]
fn from_the_server() {
    let authority = Authority::new("A");
    let leaf = authority.leaf(|_| {});
    let (credential, staple) = adorned(&authority, &leaf);
    let server = ServerConfig::builder().credential(credential).tickets(0).build().unwrap();
    let noting = Arc::new(Noting::default());
    for (ocsp, timestamps) in [(false, false), (true, false), (false, true), (true, true)] {
        let client = ClientConfig::builder().verifier(noting.clone()).ocsp(ocsp);
        let client = client.signed_certificate_timestamps(timestamps).build().unwrap();
        connected(&client, &server);
        let expected = (ocsp.then(|| staple.clone()), timestamps.then(|| LIST.to_vec()));
        assert_eq!(noting.last(), expected, "nothing that was not asked for");
    }
    // Roots look at the response themselves.
    connected(&authority.trusting().build().unwrap(), &server);
    property("4.4.2.1-i2", "timestamps come with the certificate that they belong to, to a client that asks for them");
}

#[test]
fn from_the_client() {
    let (authority, clients) = (Authority::new("A"), Authority::new("clients"));
    let leaf = clients.client("client.test");
    let (credential, staple) = adorned(&clients, &leaf);
    let client = authority.trusting().credential(credential).no_resumption().build().unwrap();
    let noting = Arc::new(Noting::default());
    for (ocsp, timestamps) in [(false, false), (true, false), (false, true), (true, true)] {
        let policy = ClientAuthentication::verifier(noting.clone());
        let policy = if ocsp { policy.ocsp() } else { policy };
        let policy = if timestamps { policy.signed_certificate_timestamps() } else { policy };
        connected(&client, &authority.serving().client_authentication(policy).build().unwrap());
        let expected = (ocsp.then(|| staple.clone()), timestamps.then(|| LIST.to_vec()));
        assert_eq!(noting.last(), expected, "nothing that was not asked for");
    }
    let by_roots = ClientAuthentication::roots(clients.roots()).ocsp();
    let (_, at_server) = connected(&client, &authority.serving().client_authentication(by_roots).build().unwrap());
    assert!(at_server.identity().is_some());
    property("4.4.2.1-6", "an empty status_request in CertificateRequest asks a client for its status");
}

#[test]
fn a_response_that_is_not_good() {
    let authority = Authority::new("A");
    let leaf = authority.leaf(|_| {});
    let forged = response(authority.der(), &KeyPair::generate().unwrap(), &leaf.certificate, Says::Good);
    let revoked = response(authority.der(), authority.signing_key(), &leaf.certificate, Says::Revoked);
    for (staple, alert) in
        [(forged, AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE), (revoked, AlertDescription::CERTIFICATE_REVOKED)]
    {
        let server = ServerConfig::builder().credential(leaf.credential().with_ocsp_response(staple)).build().unwrap();
        let (at_client, at_server) = connect(&authority.trusting().build().unwrap(), &server);
        assert_eq!(at_client.alert(), Some(alert));
        assert_eq!(at_server.alert(), Some(alert));
        saw(at_client.rule().unwrap(), &alert.to_string());
        // Who does not ask does not see it.
        connected(&authority.trusting().ocsp(false).build().unwrap(), &server);
    }
    saw("6.2-i22", "bad_certificate_status_response");
    // A client's.
    let clients = Authority::new("clients");
    let leaf = clients.client("client.test");
    let revoked = response(clients.der(), clients.signing_key(), &leaf.certificate, Says::Revoked);
    let client = authority.trusting().credential(leaf.credential().with_ocsp_response(revoked)).build().unwrap();
    let policy = ClientAuthentication::roots(clients.roots()).ocsp();
    let (at_client, at_server) = connect(&client, &authority.serving().client_authentication(policy).build().unwrap());
    assert_eq!(at_server.alert(), Some(AlertDescription::CERTIFICATE_REVOKED));
    assert_eq!(at_client.alert(), Some(AlertDescription::CERTIFICATE_REVOKED));
}

#[test]
fn a_certificate_that_demands_a_response() {
    let authority = Authority::new("A");
    // RFC 7633: status_request is feature 5.
    let leaf = authority.leaf(|params| {
        let feature = CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 24], vec![0x30, 3, 2, 1, 5]);
        params.custom_extensions.push(feature);
    });
    let client = || authority.trusting().no_resumption();
    let without = ServerConfig::builder().credential(leaf.credential()).build().unwrap();
    let (at_client, at_server) = connect(&client().build().unwrap(), &without);
    assert_eq!(at_client.alert(), Some(AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE));
    assert_eq!(at_server.alert(), Some(AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE));
    connected(&client().ocsp(false).build().unwrap(), &without);
    let with = leaf.credential().with_ocsp_response(good(&authority, &leaf));
    connected(&client().build().unwrap(), &ServerConfig::builder().credential(with).build().unwrap());
}

#[test]
fn a_response_about_another_certificate_is_refused_when_the_configuration_is_built() {
    let authority = Authority::new("A");
    let (leaf, other) = (authority.leaf(|_| {}), authority.leaf(|_| {}));
    for staple in [good(&authority, &other), b"no response".to_vec()] {
        let credential = leaf.credential().with_ocsp_response(staple);
        assert!(ServerConfig::builder().credential(credential).build().is_err());
    }
}

#[test]
fn verified_again_without_its_response_of_old() {
    let authority = Authority::new("A");
    let leaf = authority.leaf(|_| {});
    let (credential, _) = adorned(&authority, &leaf);
    let server = ServerConfig::builder().credential(credential).build().unwrap();
    let client = authority.trusting().verify_resumed(true).build().unwrap();
    connected(&client, &server);
    let (at_client, _) = connected(&client, &server);
    assert!(at_client.resumed());
}
