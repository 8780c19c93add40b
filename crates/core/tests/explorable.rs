//! The machines under a provider whose secrets are plain values: states can be forked, compared and hashed there, and only there.

#[path = "explorable/tokens.rs"]
mod tokens;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use surehand_codec::code_point::SignatureScheme;
use surehand_codec::message::Message;
use surehand_core::config::{ClientConfig, ServerConfig};
use surehand_core::handshake::client::{self, Client, Intent};
use surehand_core::handshake::server::Server;
use surehand_core::handshake::{Action, Answer, ChosenCredential, Claim, CredentialId, Env, Out, Question, Verified};

use tokens::{Tokens, token};

/// A client and a server, each between two messages, and what is under way between them.
#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    client: Client<Tokens>,
    server: Server<Tokens>,
    to_client: Vec<Vec<u8>>,
    to_server: Vec<Vec<u8>>,
    client_claims: Vec<Claim<u64>>,
    server_claims: Vec<Claim<u64>>,
}

struct Setting {
    client: ClientConfig,
    server: ServerConfig,
    session: u64,
}

impl Setting {
    fn new(session: u64) -> Self {
        Self { client: ClientConfig::new(&Tokens), server: ServerConfig::new(&Tokens), session }
    }

    fn client_env(&self) -> client::Env<'_, Tokens> {
        Env { config: &self.client, provider: &Tokens, randomness: &self.session, read_secret: None }
    }

    fn start(&self) -> World {
        let mut out = Out::new(false);
        let client = client::start(
            &self.client_env(),
            Intent { server_name: Some(b"name".to_vec()), ..Intent::default() },
            &mut out,
        )
        .unwrap();
        let mut world = World {
            client,
            server: Server::new(),
            to_client: Vec::new(),
            to_server: Vec::new(),
            client_claims: Vec::new(),
            server_claims: Vec::new(),
        };
        settle(out, &mut world.to_server, &mut world.client_claims);
        world
    }

    /// Delivers the next message to the server, or else to the client. `None` when nothing is under way.
    fn step(&self, world: World) -> Option<World> {
        let World { mut client, mut server, mut to_client, mut to_server, mut client_claims, mut server_claims } =
            world;
        let mut out = Out::new(false);
        if !to_server.is_empty() {
            let env =
                Env { config: &self.server, provider: &Tokens, randomness: &(self.session + 1), read_secret: None };
            let bytes = to_server.remove(0);
            server = server.on_message(&env, Message::read(&bytes).ok()?, &mut out).ok()?;
            let mut question = settle(out, &mut to_client, &mut server_claims);
            while let Some(asked) = question {
                let mut out = Out::new(false);
                server = server.on_answer(&env, answer(&asked), &mut out).unwrap().ok()?;
                question = settle(out, &mut to_client, &mut server_claims);
            }
        } else if !to_client.is_empty() {
            let bytes = to_client.remove(0);
            client = client.on_message(&self.client_env(), Message::read(&bytes).ok()?, &mut out).ok()?;
            if let Some(asked) = settle(out, &mut to_server, &mut client_claims) {
                let mut out = Out::new(false);
                client = client.on_answer(&self.client_env(), answer(&asked), &mut out).unwrap().ok()?;
                assert!(settle(out, &mut to_server, &mut client_claims).is_none());
            }
        } else {
            return None;
        }
        Some(World { client, server, to_client, to_server, client_claims, server_claims })
    }
}

/// Messages go under way, claims are kept, a question comes back.
fn settle(out: Out<Tokens>, under_way: &mut Vec<Vec<u8>>, claims: &mut Vec<Claim<u64>>) -> Option<Question> {
    let mut question = None;
    for action in out.into_actions() {
        match action {
            Action::Send(bytes) => under_way.push(bytes),
            Action::Claim(claim) => claims.push(claim),
            Action::Ask(asked) => question = Some(asked),
            _ => {}
        }
    }
    question
}

fn answer(question: &Question) -> Answer<Tokens> {
    match question {
        Question::ChooseCredential(_) => Answer::Credential(Ok(ChosenCredential::new(
            CredentialId(1),
            Arc::new([b"certificate".to_vec()]),
            SignatureScheme::ED25519,
        ))),
        Question::Sign(question) => Answer::Signature(Ok(token(&[b"signature", &question.message], 64))),
        Question::VerifyPeer(_) => Answer::Peer(Ok(Verified { public_key: (), identity: b"name".to_vec() })),
        other => panic!("{other:?}"),
    }
}

fn fingerprint(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.hash(&mut hasher);
    hasher.finish()
}

/// All worlds of a run, in order.
fn run(setting: &Setting) -> Vec<World> {
    let mut worlds = vec![setting.start()];
    while let Some(next) = setting.step(worlds[worlds.len() - 1].clone()) {
        worlds.push(next);
    }
    worlds
}

#[test]
fn a_run_can_be_repeated_forked_and_compared() {
    let setting = Setting::new(1);
    let worlds = run(&setting);
    let last = worlds.last().unwrap();
    assert_eq!((last.client.name(), last.server.name()), ("Connected", "Connected"));
    assert_eq!(last.client_claims.len(), 3, "handshake keys, the peer's identity, completion");
    let Some(Claim::Complete { client, server, exporter, .. }) = last.client_claims.last() else { panic!("no claim") };
    assert!(matches!(last.server_claims.last(), Some(Claim::Complete { client: c, server: s, exporter: e, .. })
        if (c, s, e) == (client, server, exporter)));

    // The same once more, state by state.
    assert!(run(&setting) == worlds);
    // A fork goes the same way as the original, and leaves it alone.
    for (at, world) in worlds.iter().enumerate() {
        let fork = setting.step(world.clone());
        assert!(fork.as_ref() == worlds.get(at + 1));
        assert_eq!(fingerprint(world), fingerprint(&worlds[at]));
    }
    // No two states of a run are alike, and none is that of another session.
    let other = run(&Setting::new(100));
    for (at, world) in worlds.iter().enumerate() {
        assert!(worlds.iter().skip(at + 1).chain(&other).all(|each| each != world));
    }
}

#[test]
fn what_was_changed_on_the_way_is_refused() {
    let setting = Setting::new(1);
    for (at, world) in run(&setting).into_iter().enumerate() {
        for under_way in [0, 1] {
            let mut changed = world.clone();
            let queue = if under_way == 0 { &mut changed.to_server } else { &mut changed.to_client };
            let Some(last) = queue.first_mut().and_then(|message| message.last_mut()) else { continue };
            *last ^= 1;
            let mut next = Some(changed);
            while let Some(world) = next.take() {
                let done = world.client.name() == "Connected" && world.server.name() == "Connected";
                assert!(!done, "step {at}: a changed message went through");
                next = setting.step(world);
            }
        }
    }
}
