//! RFC 8446 §4.2.11, RFC 9257, RFC 9258: pre-shared keys that both ends have from elsewhere.

use std::sync::Arc;

use surehand::session::{Context, ExternalPsk, ExternalPskList, HashAlgorithm};
use surehand::{AlertDescription, CipherSuite, ClientConfig, NamedGroup, PeerIdentity, ServerConfig};
use surehand_evidence::{property, saw};

use crate::made::Authority;
use crate::rig::{End, agree, connect, connected, run};

fn imported(context: &Context) -> ExternalPsk {
    ExternalPsk::imported(b"group", &[7; 32], context.clone()).unwrap()
}

fn client(psk: ExternalPsk) -> ClientConfig {
    ClientConfig::builder().external_psk(psk).no_resumption().build().unwrap()
}

fn server(psks: impl IntoIterator<Item = ExternalPsk>) -> ServerConfig {
    let list = Arc::new(ExternalPskList::new(psks).unwrap());
    ServerConfig::builder().external_psks(list).build().unwrap()
}

#[test]
fn nothing_but_a_key() {
    let psks = [
        imported(&Context::between(b"pump", b"control").unwrap()),
        imported(&Context::none()),
        ExternalPsk::raw(b"group", &[7; 32]).unwrap(),
        ExternalPsk::raw(b"group", &[7; 32]).unwrap().hash(HashAlgorithm::Sha384),
    ];
    for psk in psks {
        let (at_client, at_server) = connected(&client(psk.clone()), &server([psk]));
        for end in [&at_client, &at_server] {
            let session = end.connection.session().unwrap();
            assert_eq!(session.peer_identity, Some(&PeerIdentity::PreSharedKey(b"group".to_vec())));
            assert_eq!(session.peer_authenticated, Some("external pre-shared key"));
            assert!(session.peer_certificates.is_empty() && session.signature_scheme.is_none());
            assert!(!session.resumed && session.group.is_some());
        }
    }
    property("2.2-2", "a key is configured with its name and its hash");
}

#[test]
fn an_imported_key_goes_with_the_suite_of_either_hash() {
    for suite in [CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_AES_256_GCM_SHA384] {
        let psk = imported(&Context::none());
        let client = ClientConfig::builder().external_psk(psk.clone()).cipher_suites([suite]).build().unwrap();
        let (at_client, _) = connected(&client, &server([psk]));
        assert_eq!(at_client.connection.session().unwrap().cipher_suite, suite);
    }
    // A raw key goes with its own.
    let psk = ExternalPsk::raw(b"raw", &[7; 32]).unwrap();
    let suites = [CipherSuite::TLS_AES_256_GCM_SHA384, CipherSuite::TLS_AES_128_GCM_SHA256];
    let list = Arc::new(ExternalPskList::new([psk.clone()]).unwrap());
    let server = ServerConfig::builder().external_psks(list).cipher_suites(suites).build().unwrap();
    let (at_client, _) = connected(&client(psk), &server);
    assert_eq!(at_client.connection.session().unwrap().cipher_suite, CipherSuite::TLS_AES_128_GCM_SHA256);
    property("4.2.11-8", "the suite is one of the hash of the PSK, against the server's own preference");
    property("4.2.11-3", "a raw PSK has the hash SHA-256 unless said otherwise");
}

#[test]
fn another_key_under_the_same_name() {
    let other = ExternalPsk::imported(b"group", &[8; 32], Context::none()).unwrap();
    let (at_client, at_server) = connect(&client(imported(&Context::none())), &server([other]));
    assert_eq!(at_server.alert(), Some(AlertDescription::DECRYPT_ERROR));
    assert_eq!(at_client.alert(), Some(AlertDescription::DECRYPT_ERROR));
    saw(at_server.rule().unwrap(), "decrypt_error");
    saw("4.2.11-9", "decrypt_error");
}

#[test]
fn an_unknown_name_is_no_reason_to_fail_where_there_are_certificates() {
    let authority = Authority::new("A");
    let psk = || imported(&Context::none());
    let server_key = ExternalPsk::imported(b"another", &[8; 32], Context::none()).unwrap();
    let with_both = authority.serving().external_psks(Arc::new(ExternalPskList::new([server_key]).unwrap()));
    let with_both = with_both.build().unwrap();
    let client_with_both = authority.trusting().external_psk(psk()).build().unwrap();
    let (at_client, at_server) = connected(&client_with_both, &with_both);
    assert_eq!(at_client.identity(), Some(PeerIdentity::ServerName(b"localhost".to_vec())));
    assert_eq!(at_server.identity(), None);
    property("4.2.11-6", "an external identity that nobody knows is ignored");
    property("4.2.11-7", "an external identity that nobody knows: the handshake goes on with certificates");
    // Without certificates on either side there is nothing left.
    let (at_client, at_server) = connect(&client(psk()), &with_both);
    assert!(at_client.error.is_some() && !at_server.is_complete());
    let other = ExternalPsk::imported(b"another", &[8; 32], Context::none()).unwrap();
    let (at_client, at_server) = connect(&client_with_both, &server([other]));
    assert_eq!(at_server.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
    assert_eq!(at_client.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
}

#[test]
fn the_second_of_two_keys() {
    let (one, two) = (Context::between(b"a", b"b").unwrap(), Context::between(b"a", b"c").unwrap());
    let client = ClientConfig::builder().external_psk(imported(&one)).external_psk(imported(&two)).build().unwrap();
    connected(&client, &server([imported(&two)]));
}

#[test]
fn several_contexts_of_one_key_at_a_server() {
    let contexts: Vec<Context> = [b"one", b"two"].map(|name| Context::between(name, b"server").unwrap()).to_vec();
    let server = server(contexts.iter().map(imported));
    contexts.iter().for_each(|context| drop(connected(&client(imported(context)), &server)));
}

/// RFC 9257 §4.1, "Selfie": whoever has one key for both roles can be connected to itself.
#[test]
fn selfie_needs_a_raw_key() {
    // What Anna has: a key that she shares with Bert, as a client and as a server.
    let reflect = |as_client: ExternalPsk, as_server: ExternalPsk| {
        let mut annas_client = End::client(&client(as_client), "bert");
        let mut annas_server = End::server(&server([as_server]));
        // Each byte that Anna sends to Bert comes back to Anna.
        run(&mut annas_client, &mut annas_server);
        (annas_client, annas_server)
    };
    let raw = || ExternalPsk::raw(b"anna and bert", &[7; 32]).unwrap();
    let (mut annas_client, mut annas_server) = reflect(raw(), raw());
    agree(&mut annas_client, &mut annas_server);
    // The same with an import that names nobody.
    let (mut annas_client, mut annas_server) = reflect(imported(&Context::none()), imported(&Context::none()));
    agree(&mut annas_client, &mut annas_server);
    // As a client Anna means (anna, bert), as a server (bert, anna).
    let (to_bert, from_bert) =
        (Context::between(b"anna", b"bert").unwrap(), Context::between(b"bert", b"anna").unwrap());
    let (annas_client, annas_server) = reflect(imported(&to_bert), imported(&from_bert));
    assert!(!annas_client.is_complete() && !annas_server.is_complete());
    assert_eq!(annas_server.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
    // With Bert it works, in both directions.
    connected(&client(imported(&to_bert)), &server([imported(&to_bert)]));
    connected(&client(imported(&from_bert)), &server([imported(&from_bert)]));
    property("9846:F.8-1", "with a context that names client and server a reflected hello is not taken (RFC 9257)");
}

/// RFC 9257 §4.2, rerouting: in a group with one key, everybody can pass for everybody else.
#[test]
fn rerouting_needs_a_raw_key() {
    let raw = || ExternalPsk::raw(b"group", &[7; 32]).unwrap();
    // Anna means Bert, and the network takes her to Carl.
    let mut anna = End::client(&client(raw()), "bert");
    let mut carl = End::server(&server([raw()]));
    run(&mut anna, &mut carl);
    agree(&mut anna, &mut carl);
    assert_eq!(anna.identity(), Some(PeerIdentity::PreSharedKey(b"group".to_vec())), "nothing tells");
    let between =
        |client: &str, server: &str| imported(&Context::between(client.as_bytes(), server.as_bytes()).unwrap());
    let mut anna = End::client(&client(between("anna", "bert")), "bert");
    let mut carl = End::server(&server([between("anna", "carl"), between("bert", "carl")]));
    run(&mut anna, &mut carl);
    assert!(!anna.is_complete() && !carl.is_complete());
    assert_eq!(carl.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
    connected(&client(between("anna", "bert")), &server([between("anna", "bert"), between("carl", "bert")]));
    property("9846:F.8-1", "with a context that names client and server a rerouted hello is not taken (RFC 9257)");
}

#[test]
fn without_a_key_exchange_where_both_want_it() {
    let connect = |ours: bool, theirs: bool, group| {
        let psk = imported(&Context::none());
        let client = ClientConfig::builder().external_psk(psk.clone()).psk_ke(ours).groups([NamedGroup::X25519]);
        let list = Arc::new(ExternalPskList::new([psk]).unwrap());
        let server = ServerConfig::builder().external_psks(list).psk_ke(theirs).groups([group]);
        connect(&client.build().unwrap(), &server.build().unwrap())
    };
    for (ours, theirs) in [(false, false), (true, false), (false, true), (true, true)] {
        // With a group in common there is a key exchange.
        let (mut at_client, mut at_server) = connect(ours, theirs, NamedGroup::X25519);
        agree(&mut at_client, &mut at_server);
        assert_eq!(at_client.connection.session().unwrap().group, Some(NamedGroup::X25519));
        let (mut at_client, mut at_server) = connect(ours, theirs, NamedGroup::SECP256R1);
        if ours && theirs {
            agree(&mut at_client, &mut at_server);
            assert_eq!(at_client.connection.session().unwrap().group, None);
        } else {
            assert_eq!(at_server.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
            assert_eq!(at_client.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
        }
    }
    property("4.1.1-i2", "psk_ke where there is no group in common");
    property("4.2.9-4", "no psk_ke unless both ends have switched it on");
}

#[test]
fn the_identity_lasts_through_resumptions() {
    let psk = imported(&Context::between(b"pump", b"control").unwrap());
    let client = ClientConfig::builder().external_psk(psk.clone()).build().unwrap();
    let server = server([psk]);
    let (first, at_first) = connected(&client, &server);
    for _ in 0..3 {
        let (again, at_server) = connected(&client, &server);
        assert!(again.resumed());
        assert_eq!(again.identity(), first.identity());
        assert_eq!(at_server.identity(), at_first.identity());
        assert_eq!(at_server.identity(), Some(PeerIdentity::PreSharedKey(b"group".to_vec())));
    }
}

#[test]
fn who_holds_a_key_is_not_asked_for_a_certificate() {
    let (authority, clients) = (Authority::new("A"), Authority::new("clients"));
    let psk = imported(&Context::none());
    let server = authority
        .serving()
        .external_psks(Arc::new(ExternalPskList::new([psk.clone()]).unwrap()))
        .client_authentication(surehand::ClientAuthentication::roots(clients.roots()))
        .build()
        .unwrap();
    let leaf = clients.client("client.test");
    let client = authority.trusting().external_psk(psk).credential(leaf.credential()).post_handshake_auth(true);
    let client = client.build().unwrap();
    let (mut at_client, mut at_server) = connected(&client, &server);
    let holder = Some(PeerIdentity::PreSharedKey(b"group".to_vec()));
    assert_eq!(at_server.identity(), holder);
    // Nor later.
    assert!(at_server.connection.request_certificate().is_err());
    run(&mut at_client, &mut at_server);
    agree_again(&mut at_client, &mut at_server);
    property(
        "9846:4.4.2-3",
        "under an external PSK a client is not asked for a certificate, in the handshake or later",
    );
    property("9846:F.1-1", "an external PSK and certificates are not used together");
    // A ticket of that connection is no certificate either: what the policy asks for was not shown.
    let (_, at_server) = connected(&client, &server);
    assert_eq!(at_server.identity(), holder);
    assert!(!at_server.resumed());
}

/// Data still goes both ways.
fn agree_again(client: &mut End, server: &mut End) {
    (client.complete, server.complete) = (1, 1);
    agree(client, server);
}
