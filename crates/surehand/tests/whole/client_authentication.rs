//! RFC 8446 §4.3.2, §4.4.2.4: clients that show certificates, or do not.

use std::sync::Arc;

use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose};
use surehand::{
    AlertDescription, ClientAuthentication, ClientConfig, OidFilters, PeerIdentity, PeerVerifier, Presented, Refusal,
    ServerConfig,
};
use surehand_evidence::{property, saw};

use crate::made::{Authority, Leaf};
use crate::rig::{End, connect, connected};

struct Case {
    authority: Authority,
    clients: Authority,
    leaf: Leaf,
}

impl Case {
    fn new() -> Self {
        let clients = Authority::new("clients");
        let leaf = clients.client("client.test");
        Self { authority: Authority::new("A"), clients, leaf }
    }

    fn server(&self, policy: ClientAuthentication) -> ServerConfig {
        self.authority.serving().client_authentication(policy).build().unwrap()
    }

    fn client(&self, leaf: Option<&Leaf>) -> ClientConfig {
        let builder = self.authority.trusting();
        leaf.into_iter().fold(builder, |builder, leaf| builder.credential(leaf.credential())).build().unwrap()
    }

    fn by_roots(&self) -> ClientAuthentication {
        ClientAuthentication::roots(self.clients.roots())
    }
}

/// The subjectAltName of a certificate for this name.
fn named(name: &str) -> PeerIdentity {
    let length = u8::try_from(name.len()).unwrap();
    PeerIdentity::SubjectAltName([&[0x30, length + 2, 0x82, length], name.as_bytes()].concat())
}

#[test]
fn who_the_client_is() {
    let case = Case::new();
    let client = case.client(Some(&case.leaf));
    let server = case.server(case.by_roots());
    let (at_client, at_server) = connected(&client, &server);
    let session = at_server.connection.session().unwrap();
    assert_eq!(session.peer_identity, Some(&named("client.test")));
    assert_eq!(session.peer_certificates.first().map(|leaf| leaf.to_vec()), Some(case.leaf.certificate.clone()));
    assert!(session.signature_scheme.is_some());
    assert_eq!(session.peer_authenticated, Some("certificate chain to a trusted root"));
    assert_eq!(at_client.identity(), Some(PeerIdentity::ServerName(b"localhost".to_vec())));
    // Resumed, the identity stays, and nobody has signed.
    for _ in 0..2 {
        let (at_client, at_server) = connected(&client, &server);
        assert!(at_client.resumed());
        let session = at_server.connection.session().unwrap();
        assert_eq!(session.peer_identity, Some(&named("client.test")));
        assert_eq!(session.peer_authenticated, Some("the session that was resumed"));
        assert_eq!(session.signature_scheme, None);
    }
    property("9846:4.4.2-2", "a resumed client is not asked for a certificate");
}

#[test]
fn no_certificate() {
    let case = Case::new();
    let without = case.client(None);
    let (_, at_server) = connected(&without, &case.server(case.by_roots().optional()));
    assert_eq!(at_server.identity(), None);
    let (at_client, at_server) = connect(&without, &case.server(case.by_roots()));
    assert_eq!(
        (at_server.alert(), at_server.rule()),
        (Some(AlertDescription::CERTIFICATE_REQUIRED), Some("4.4.2.4-2"))
    );
    // The client has completed its handshake by then: it learns when it reads.
    assert_eq!((at_client.complete, at_client.alert()), (1, Some(AlertDescription::CERTIFICATE_REQUIRED)));
    saw("4.4.2.4-2", "certificate_required");
    saw("6.2-i23", "certificate_required");
}

#[test]
fn a_certificate_that_is_not_believed() {
    let case = Case::new();
    let stranger = Authority::new("strangers").client("client.test");
    for policy in [case.by_roots(), case.by_roots().optional()] {
        // The server names its authorities, and a client does not show what cannot please.
        let server = case.server(policy.clone());
        let (_, at_server) = connect(&case.client(Some(&stranger)), &server);
        let expected = (!at_server.is_complete()).then_some(AlertDescription::CERTIFICATE_REQUIRED);
        assert_eq!(at_server.alert(), expected);
        // Unless it is told nothing.
        let silent = case.server(policy.name_authorities([]));
        let (at_client, at_server) = connect(&case.client(Some(&stranger)), &silent);
        assert_eq!(at_server.alert(), Some(AlertDescription::UNKNOWN_CA));
        assert_eq!(at_client.alert(), Some(AlertDescription::UNKNOWN_CA));
        // One for servers is not one for clients.
        let for_servers = case.clients.leaf(|_| {});
        let (_, at_server) = connect(&case.client(Some(&for_servers)), &silent);
        assert_eq!(at_server.alert(), Some(AlertDescription::UNSUPPORTED_CERTIFICATE));
    }
    saw("6.2-i11", "unknown_ca");
}

#[test]
fn the_first_credential_that_fits() {
    let case = Case::new();
    let other = Authority::new("others");
    let client = case
        .authority
        .trusting()
        .credential(other.client("other.test").credential())
        .credential(case.leaf.credential())
        .build()
        .unwrap();
    let (_, at_server) = connected(&client, &case.server(case.by_roots()));
    assert_eq!(at_server.identity(), Some(named("client.test")));
    property("4.2.4-1", "a client shows a certificate of an authority that the server has named");
}

#[test]
fn by_pin() {
    let case = Case::new();
    let pin = case.leaf.credential().pin().unwrap();
    let server = case.server(ClientAuthentication::pins([pin]));
    let (_, at_server) = connected(&case.client(Some(&case.leaf)), &server);
    assert!(matches!(at_server.identity(), Some(PeerIdentity::Pin(_))));
    let (at_client, at_server) = connect(&case.client(Some(&case.clients.client("client.test"))), &server);
    assert_eq!(at_server.alert(), Some(AlertDescription::CERTIFICATE_UNKNOWN));
    assert_eq!(at_client.alert(), Some(AlertDescription::CERTIFICATE_UNKNOWN));
}

struct ByLength;

impl PeerVerifier for ByLength {
    fn verify(&self, presented: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        assert!(presented.server_name.is_none());
        match presented.chain.first().map(|leaf| leaf.len()) {
            Some(length) if length > 100 => Ok(b"somebody".to_vec()),
            _ => Err(Refusal::new(AlertDescription::ACCESS_DENIED, "too short")),
        }
    }
}

#[test]
fn by_a_verifier_of_ones_own() {
    let case = Case::new();
    let server = case.server(ClientAuthentication::verifier(Arc::new(ByLength)));
    let client = case.client(Some(&case.leaf));
    for resumed in [false, true] {
        let (at_client, at_server) = connected(&client, &server);
        assert_eq!(at_client.resumed(), resumed);
        assert_eq!(at_server.identity(), Some(PeerIdentity::Own(b"somebody".to_vec())));
    }
}

#[test]
fn what_the_certificate_has_to_hold() {
    let case = Case::new();
    let filters = OidFilters::new().key_usage([0]).unwrap().extended_key_usage(["1.3.6.1.5.5.7.3.2"]).unwrap();
    let server = case.server(case.by_roots().oid_filters(filters.extension("1.2.3.4", b"unknown").unwrap()));
    let fitting = case.clients.leaf(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::CodeSigning];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement];
    });
    let (_, at_server) = connected(&case.client(Some(&fitting)), &server);
    assert!(at_server.identity().is_some());
    // This one has no Key Usage, so the client does not show it.
    let (_, at_server) = connect(&case.client(Some(&case.leaf)), &server);
    assert_eq!(at_server.alert(), Some(AlertDescription::CERTIFICATE_REQUIRED));
    // With both the one that fits is shown.
    let both = case.authority.trusting().credential(case.leaf.credential()).credential(fitting.credential());
    let (_, at_server) = connected(&both.build().unwrap(), &server);
    let shown = at_server.connection.session().unwrap().peer_certificates.first().map(|leaf| leaf.to_vec());
    assert_eq!(shown, Some(fitting.certificate));
    property("4.2.5-2", "a client shows what has the extensions that the server asks for, or nothing");
    property("4.2.5-5", "a filter for an extension that nobody knows is skipped");
}

#[test]
fn a_client_that_was_not_asked_shows_nothing() {
    let case = Case::new();
    let (_, at_server) = connected(&case.client(Some(&case.leaf)), &case.authority.serving().build().unwrap());
    assert_eq!(at_server.identity(), None);
}

#[test]
fn a_server_needs_somebody_to_believe() {
    let case = Case::new();
    let nobody = ClientAuthentication::pins([]);
    let built = case.authority.serving().client_authentication(nobody).build();
    assert!(matches!(built, Err(surehand::ConfigError::NoTrust)));
}

#[test]
fn over_a_stream() {
    use std::io::{Read, Write};
    let case = Case::new();
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let server = case.server(case.by_roots());
    let thread = std::thread::spawn(move || {
        let mut stream = surehand::accept(&server, theirs).unwrap();
        let identity = stream.connection().session().unwrap().peer_identity.cloned();
        stream.write_all(b"welcome").unwrap();
        stream.close().unwrap();
        identity
    });
    let client = case.client(Some(&case.leaf));
    let mut stream = surehand::connect(&client, "localhost".try_into().unwrap(), ours).unwrap();
    let mut greeting = String::new();
    stream.read_to_string(&mut greeting).unwrap();
    assert_eq!(greeting, "welcome");
    assert_eq!(thread.join().unwrap(), Some(named("client.test")));
    // A refusal comes when the client reads, as an error that says why.
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let server = case.server(case.by_roots());
    let thread = std::thread::spawn(move || surehand::accept(&server, theirs).err().unwrap().alert());
    let mut stream = surehand::connect(&case.client(None), "localhost".try_into().unwrap(), ours).unwrap();
    let error = surehand::Error::from(stream.read(&mut [0; 8]).unwrap_err());
    assert_eq!(error.alert(), Some(AlertDescription::CERTIFICATE_REQUIRED));
    assert_eq!(thread.join().unwrap(), Some(AlertDescription::CERTIFICATE_REQUIRED));
}

#[test]
fn early_data_of_a_client_that_is_known() {
    let case = Case::new();
    let server = case
        .authority
        .serving()
        .client_authentication(case.by_roots())
        .early_data(100, crate::made::recording())
        .build()
        .unwrap();
    let client = case.authority.trusting().credential(case.leaf.credential()).early_data(true).build().unwrap();
    connected(&client, &server);
    let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
    at_client.send_early(b"early");
    at_server.hear(&at_client.say());
    assert_eq!(at_server.early, b"early");
    crate::rig::run(&mut at_client, &mut at_server);
    assert_eq!(at_server.identity(), Some(named("client.test")));
}
