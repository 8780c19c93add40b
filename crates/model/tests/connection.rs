//! Whole production connections under symbolic crypto: forked, compared, hashed; a fork goes its own way.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use surehand_codec::code_point::SignatureScheme;
use surehand_core::config::{ClientConfig, ServerConfig};
use surehand_core::connection::{Connection, Event};
use surehand_core::handshake::client::Intent;
use surehand_core::handshake::{Answer, ChosenCredential, CredentialId, Question, Verified};
use surehand_model::provider::Symbolic;
use surehand_model::term::{Agent, SessionName};

type End = Connection<Symbolic>;

fn ends() -> (Arc<Symbolic>, End, End) {
    let provider = Arc::new(Symbolic::default());
    let client = Arc::new(ClientConfig::new(&*provider));
    let server = Arc::new(ServerConfig::new(&*provider));
    let intent = Intent { server_name: Some(b"s".to_vec()), ..Intent::default() };
    let client = End::client(provider.clone(), SessionName(1), client, intent).unwrap();
    let server = End::server(provider.clone(), SessionName(2), server);
    (provider, client, server)
}

fn answer(provider: &Symbolic, end: &mut End) {
    while let Some((id, question)) = end.question() {
        let answer = match question {
            Question::ChooseCredential(_) => Answer::Credential(Ok(ChosenCredential::new(
                CredentialId(0),
                Arc::new([b"certificate".to_vec()]),
                SignatureScheme::ED25519,
            ))),
            Question::Sign(sign) => {
                Answer::Signature(Ok(provider.sign(provider.public_key(Agent(0)), sign.scheme, &sign.message)))
            }
            Question::VerifyPeer(_) => {
                Answer::Peer(Ok(Verified { public_key: provider.public_key(Agent(0)), identity: b"s".to_vec() }))
            }
            other => panic!("{other:?}"),
        };
        end.answer(id, answer).unwrap();
    }
}

/// Hands everything on until nothing moves.
fn run(provider: &Symbolic, one: &mut End, two: &mut End) {
    loop {
        let mut moved = false;
        for turn in [false, true] {
            let (from, to) = if turn { (&mut *two, &mut *one) } else { (&mut *one, &mut *two) };
            let mut bytes = Vec::new();
            from.output(&mut bytes).unwrap();
            let mut rest = bytes.as_mut_slice();
            while !rest.is_empty() {
                moved = true;
                let received = to.receive(rest).unwrap();
                rest = &mut rest[received.consumed..];
                answer(provider, to);
            }
        }
        if !moved {
            return;
        }
    }
}

fn fingerprint(end: &End) -> u64 {
    let mut hasher = DefaultHasher::new();
    end.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_handshake_and_data_under_symbolic_crypto() {
    let (provider, mut client, mut server) = ends();
    run(&provider, &mut client, &mut server);
    assert_eq!((client.state_name(), server.state_name()), ("Connected", "Connected"));
    let mut bytes = Vec::new();
    client.send(b"hello", &mut bytes).unwrap();
    assert!(!bytes.windows(5).any(|part| part == b"hello"));
    let received = server.receive(&mut bytes).unwrap();
    assert_eq!(received.event, Event::ApplicationData(5..10));
    assert_eq!(&bytes[5..10], b"hello");
}

#[test]
fn a_fork_is_equal_and_independent() {
    let (provider, mut client, mut server) = ends();
    let (early_client, early_server) = (client.clone(), server.clone());
    assert!(early_client == client && fingerprint(&early_client) == fingerprint(&client));
    run(&provider, &mut client, &mut server);
    assert!(early_client != client && early_client.state_name() == "WaitServerHello");
    let (mut again, mut server_again) = (early_client, early_server);
    run(&provider, &mut again, &mut server_again);
    assert!(again == client && server_again == server);
    assert_eq!(fingerprint(&again), fingerprint(&client));

    // The mailbox of a fork is its own: a KeyUpdate that one owes, the other does not.
    let mut bytes = Vec::new();
    server.update_keys(true).unwrap();
    server.output(&mut bytes).unwrap();
    let before = client.clone();
    client.receive(&mut bytes).unwrap();
    assert!(before != client && before == again);
    let (mut answered, mut silent) = (Vec::new(), Vec::new());
    client.output(&mut answered).unwrap();
    again.output(&mut silent).unwrap();
    assert!(!answered.is_empty() && silent.is_empty());
}
