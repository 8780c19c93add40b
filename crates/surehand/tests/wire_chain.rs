//! RFC 8446 §4.4.2: chains that a server of ours would never show, from a hand-built one to a client as users have it.

mod peer;

use std::sync::Arc;

use peer::{HandBuilt, Rigged, Role, breaks, message, vector};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use surehand::pki_types::CertificateDer;
use surehand::{AlertDescription as Alert, ClientConfig, Connection, Error, Pin, Roots};

/// A client that trusts an authority, and a leaf of that authority for its name.
struct Client {
    connection: Connection,
    peer: HandBuilt,
    leaf: Vec<u8>,
}

impl Client {
    fn new(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let config = ClientConfig::builder().roots(Roots::from_pem(issuer.pem().as_bytes()).unwrap()).build().unwrap();
        let mut leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
        change(&mut leaf);
        let leaf = leaf.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().der().to_vec();
        Self::of(&config, leaf)
    }

    fn of(config: &ClientConfig, leaf: Vec<u8>) -> Self {
        let connection = Connection::client(config, "localhost".try_into().unwrap()).unwrap();
        let peer = HandBuilt::new(Arc::new(Rigged::new()), Role::Server);
        let mut client = Self { connection, peer, leaf };
        client.hear();
        client
    }

    fn hear(&mut self) {
        let mut output = Vec::new();
        self.connection.output(&mut output).unwrap();
        self.peer.hear(&output);
    }

    fn tell(&mut self, message: Vec<u8>) -> Result<(), Error> {
        let mut record = self.peer.tell(message);
        let mut result = Ok(());
        while !record.is_empty() && result.is_ok() {
            result = self.connection.receive(&mut record).map(|received| drop(record.drain(..received.consumed)));
        }
        self.hear();
        result
    }

    /// What comes of a chain; the alert that the peer has heard is that of the error.
    fn shows(mut self, chain: &[&[u8]]) -> Result<(), (Alert, &'static str)> {
        let hello = self.peer.server_hello().bytes();
        self.tell(hello).unwrap();
        let extensions = self.peer.encrypted_extensions();
        self.tell(extensions).unwrap();
        let entries: Vec<u8> = chain.iter().flat_map(|der| [&vector(3, der)[..], &[0, 0]].concat()).collect();
        let result = self.tell(message(11, &[&[0][..], &vector(3, &entries)].concat()));
        result.map_err(|error| {
            let (level, description, epoch) = self.peer.alert().expect("an alert");
            assert_eq!((level, Some(Alert(description)), epoch), (2, error.alert(), 1), "{error}");
            (Alert(description), error.rule().expect("a rule").0)
        })
    }
}

/// A certificate in which one run of bytes is another; its signature is no longer right.
fn replaced(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at: Vec<usize> = (0..der.len() - from.len()).filter(|at| der[*at..].starts_with(from)).collect();
    assert!(!at.is_empty());
    let mut der = der.to_vec();
    at.iter().for_each(|at| der[*at..at + from.len()].copy_from_slice(to));
    der
}

fn refused(client: Client, leaf: &[u8], alert: Alert, rule: &str) {
    assert_eq!(client.shows(&[leaf]), Err((alert, rule)));
    breaks(alert, &[rule]);
}

#[test]
fn a_good_leaf_is_accepted() {
    let client = Client::new(|_| {});
    let leaf = client.leaf.clone();
    assert_eq!(client.shows(&[&leaf]), Ok(()));
}

#[test]
fn an_older_version_of_x509_is_refused() {
    for version in [0, 1, 3] {
        let client = Client::new(|_| {});
        let leaf = replaced(&client.leaf, &[0xa0, 3, 2, 1, 2], &[0xa0, 3, 2, 1, version]);
        refused(client, &leaf, Alert::UNSUPPORTED_CERTIFICATE, "4.4.2.2-1");
    }
    breaks(Alert::UNSUPPORTED_CERTIFICATE, &["4.4.2.2-13", "6.2-i6"]);
}

#[test]
fn a_pinned_key_that_cannot_verify_is_refused() {
    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let issuer = CertifiedIssuer::self_signed(CertificateParams::default(), KeyPair::generate().unwrap()).unwrap();
    let leaf = params.signed_by(&key, &issuer).unwrap().der().to_vec();
    // Ed448, for which nobody here has a verifier.
    let leaf = replaced(&leaf, &[6, 3, 0x2b, 0x65, 0x70], &[6, 3, 0x2b, 0x65, 0x71]);
    let pin = Pin::of_certificate(&CertificateDer::from(leaf.clone())).unwrap();
    let config = ClientConfig::builder().pins([pin]).build().unwrap();
    refused(Client::of(&config, leaf.clone()), &leaf, Alert::UNSUPPORTED_CERTIFICATE, "6.2-i6");
}

#[test]
fn what_is_no_certificate_is_refused() {
    let garbage: [&[u8]; 4] = [b"\x30", b"\x30\x03\x02\x01\x00", b"no certificate", &[0x30; 300]];
    for leaf in garbage {
        refused(Client::new(|_| {}), leaf, Alert::BAD_CERTIFICATE, "6.2-i5");
    }
}
