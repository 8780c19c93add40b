//! A verifier of the caller's own, in a whole handshake.

use std::sync::{Arc, Mutex};

use rcgen::KeyUsagePurpose;
use surehand::{
    AlertDescription, ClientConfig, Credential, Error, OidFilters, PeerIdentity, PeerVerifier, Presented, Refusal,
    ServerConfig,
};
use surehand_evidence::saw;

use crate::certificates::{Authority, credential, handshake, server};

/// Believes in chains of a certain length, and remembers what it was shown.
struct ByLength(usize, Mutex<Vec<String>>);

impl PeerVerifier for ByLength {
    fn verify(&self, presented: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        let name = presented.server_name.map_or("a client".into(), |name| name.to_str());
        self.1.lock().unwrap().push(name.into_owned());
        match presented.chain.len() {
            length if length == self.0 => Ok(format!("{length} certificates").into_bytes()),
            length => Err(Refusal::new(AlertDescription::ACCESS_DENIED, format!("{length} certificates"))),
        }
    }
}

fn believing(length: usize) -> (ClientConfig, Arc<ByLength>) {
    let verifier = Arc::new(ByLength(length, Mutex::new(Vec::new())));
    (ClientConfig::builder().verifier(verifier.clone()).build().unwrap(), verifier)
}

#[test]
fn it_decides_and_names_the_peer() {
    let (client, verifier) = believing(1);
    let (accepted, _) = handshake(&client, &server(Authority::new().credential()), "some.name");
    let accepted = accepted.unwrap();
    let session = accepted.connection().session().unwrap();
    assert_eq!(session.peer_identity, Some(&PeerIdentity::Own(b"1 certificates".to_vec())));
    assert_eq!(session.peer_authenticated.unwrap(), "the application's own verifier");
    assert_eq!(*verifier.1.lock().unwrap(), ["some.name"]);
}

#[test]
fn its_refusal_is_an_alert_for_the_peer_and_a_text_for_us() {
    let (client, server) = handshake(&believing(2).0, &server(Authority::new().credential()), "localhost");
    let error = client.err().unwrap();
    assert_eq!((error.alert(), error.rule().unwrap().0), (Some(AlertDescription::ACCESS_DENIED), "6.2-i12"));
    assert!(error.to_string().contains("1 certificates"), "{error}");
    if let Err(error) = server {
        assert!(matches!(error, Error::AlertReceived { alert: AlertDescription::ACCESS_DENIED, .. }), "{error}");
    }
    saw("6.2-i12", "access_denied");
}

#[test]
fn roots_name_the_server() {
    let authority = Authority::new();
    let client = ClientConfig::builder().roots(authority.roots()).build().unwrap();
    let (accepted, _) = handshake(&client, &server(authority.credential()), "localhost");
    let accepted = accepted.unwrap();
    let identity = accepted.connection().session().unwrap().peer_identity.cloned();
    assert_eq!(identity, Some(PeerIdentity::ServerName(b"localhost".to_vec())));
}

#[test]
fn a_credential_that_no_peer_would_accept_is_refused_at_once() {
    let authority = Authority::new();
    let (certificate, key) = authority
        .leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |params| params.key_usages = vec![KeyUsagePurpose::KeyAgreement]);
    let build = |credential: Credential| ServerConfig::builder().credential(credential).build().unwrap_err();
    assert!(build(credential(certificate, key)).to_string().contains("Key Usage"));
    assert!(build(authority.credential().with_ocsp_response(*b"garbage")).to_string().contains("OCSP"));
    let timestamps = authority.credential().with_signed_certificate_timestamps([Vec::new()]);
    assert!(build(timestamps).to_string().contains("timestamp"));
}

#[test]
fn filters_that_cannot_be_sent() {
    let error = OidFilters::new().extended_key_usage(["2.5.29.37.0"]).unwrap_err();
    assert!(error.to_string().contains("2.5.29.37"), "{error}");
}
