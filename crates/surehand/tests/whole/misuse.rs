//! Sessions in a store that several configurations share: none continues what another one would not have begun.

use std::sync::Arc;

use surehand::session::{Context, ExternalPsk, ExternalPskList, MemorySessions, ServerSessions, TicketKeys};
use surehand::{ClientAuthentication, ClientConfig, PeerIdentity, ServerConfig};

use crate::made::Authority;
use crate::rig::connected;

fn psk(name: &[u8], key: u8) -> ExternalPsk {
    ExternalPsk::imported(name, &[key; 32], Context::none()).unwrap()
}

fn holder(name: &[u8]) -> Option<PeerIdentity> {
    Some(PeerIdentity::PreSharedKey(name.to_vec()))
}

#[test]
fn a_session_under_a_psk_is_for_those_who_have_it() {
    let authority = Authority::new("A");
    let store = Arc::new(MemorySessions::new());
    let list = ExternalPskList::new([psk(b"one", 1), psk(b"two", 2)]).unwrap();
    let server = authority.serving().external_psks(Arc::new(list)).build().unwrap();
    let with = |psk| ClientConfig::builder().external_psk(psk).sessions(store.clone()).build().unwrap();
    let by_roots = authority.trusting().sessions(store.clone()).build().unwrap();
    let both = authority.trusting().external_psk(psk(b"one", 1)).sessions(store.clone()).build().unwrap();
    connected(&with(psk(b"one", 1)), &server);
    connected(&both, &server);
    // Neither another key nor roots alone have authenticated that server.
    for (other, identity) in
        [(with(psk(b"two", 2)), holder(b"two")), (by_roots, Some(PeerIdentity::ServerName(b"localhost".to_vec())))]
    {
        let (at_client, _) = connected(&other, &server);
        assert!(!at_client.resumed());
        assert_eq!(at_client.identity(), identity);
    }
    let (at_client, _) = connected(&with(psk(b"one", 1)), &server);
    assert!(at_client.resumed());
    assert_eq!(at_client.identity(), holder(b"one"));
}

#[test]
fn a_session_of_one_client_is_not_anothers() {
    let authority = Authority::new("A");
    let clients = Authority::new("clients");
    let store = Arc::new(MemorySessions::new());
    let policy = ClientAuthentication::roots(clients.roots());
    let server = authority.serving().client_authentication(policy).build().unwrap();
    let (anna, bert) = (clients.client("anna.test"), clients.client("bert.test"));
    let config = |leaf: &crate::made::Leaf| {
        authority.trusting().credential(leaf.credential()).sessions(store.clone()).build().unwrap()
    };
    let (_, as_anna) = connected(&config(&anna), &server);
    let (at_client, as_bert) = connected(&config(&bert), &server);
    assert!(!at_client.resumed());
    assert_ne!(as_bert.identity(), as_anna.identity());
    let (at_client, again) = connected(&config(&anna), &server);
    assert!(at_client.resumed());
    assert_eq!(again.identity(), as_anna.identity());
}

#[test]
fn a_ticket_of_another_connection_says_nothing_about_this_one() {
    let authority = Authority::new("A");
    let client = authority.trusting().external_psk(psk(b"psk", 1)).build().unwrap();
    let list = || Arc::new(ExternalPskList::new([psk(b"psk", 1)]).unwrap());
    let by_certificate = authority.serving().build().unwrap();
    let by_psk = ServerConfig::builder().external_psks(list()).build().unwrap();
    let (at_client, _) = connected(&client, &by_certificate);
    assert!(!at_client.connection.session().unwrap().peer_certificates.is_empty());
    // This server does not know the ticket that is offered beside the external key.
    let (at_client, _) = connected(&client, &by_psk);
    assert!(!at_client.resumed());
    assert_eq!(at_client.identity(), holder(b"psk"));
    // What it gives out continues the connection under the external key, not the one with the certificate.
    let (at_client, _) = connected(&client, &by_psk);
    assert!(at_client.resumed());
    assert_eq!(at_client.identity(), holder(b"psk"));
    assert!(at_client.connection.session().unwrap().peer_certificates.is_empty());
}

#[test]
fn a_session_under_a_psk_has_no_chain_to_verify_again() {
    let authority = Authority::new("A");
    let client = authority.trusting().external_psk(psk(b"psk", 1)).verify_resumed(true).build().unwrap();
    let list = Arc::new(ExternalPskList::new([psk(b"psk", 1)]).unwrap());
    let server = ServerConfig::builder().external_psks(list).build().unwrap();
    connected(&client, &server);
    let (at_client, _) = connected(&client, &server);
    assert!(at_client.resumed());
    assert_eq!(at_client.identity(), holder(b"psk"));
}

#[test]
fn the_first_connection_under_a_psk_is_no_resumption() {
    let limit = surehand::session::ChainLimit { resumptions: 1, ..Default::default() };
    let list = Arc::new(ExternalPskList::new([psk(b"psk", 1)]).unwrap());
    let sessions =
        ServerSessions { tickets: Some(Arc::new(TicketKeys::new().chain_limit(limit))), ..ServerSessions::default() };
    let server = ServerConfig::builder().external_psks(list).sessions(sessions).tickets(1).build().unwrap();
    let client = ClientConfig::builder().external_psk(psk(b"psk", 1)).build().unwrap();
    let history: Vec<bool> = (0..4).map(|_| connected(&client, &server).0.resumed()).collect();
    assert_eq!(history, [false, true, false, true]);
}
