//! The machines under a provider whose secrets are plain values: states can be forked, compared and hashed there, and only there.

#[path = "explorable/tokens.rs"]
mod tokens;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, SignatureScheme};
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_codec::message::{self, Finished, Message};
use surehand_core::config::{ClientAuthentication, ClientConfig, ServerConfig};
use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::client::{self, Client, Intent};
use surehand_core::handshake::server::{self, Server};
use surehand_core::handshake::{
    Action, Answer, ChosenCredential, Claim, ClientStatus, CredentialId, EarlyDataTerms, Env, FoundPsk, NewTicket,
    OfferedPsk, Out, Psk, Question, Signer, Verified,
};
use surehand_core::key_schedule::{BinderKind, verify_data};

use tokens::{Tokens, token};

/// A machine between two messages, and what has come of it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct End<M> {
    machine: M,
    /// What it has sent and the other has not received.
    sent: Vec<Vec<u8>>,
    claims: Vec<Claim<u64>>,
    tickets: Vec<NewTicket>,
    /// The application traffic secrets that it writes and reads with.
    writes: Option<Vec<u8>>,
    reads: Option<Vec<u8>>,
}

impl<M> End<M> {
    fn new(machine: M) -> Self {
        Self { machine, sent: Vec::new(), claims: Vec::new(), tickets: Vec::new(), writes: None, reads: None }
    }

    /// Messages go under way, claims and tickets are kept, a question comes back.
    fn settle(&mut self, out: Out<Tokens>) -> Option<Question> {
        let mut question = None;
        for action in out.into_actions() {
            match action {
                Action::Send(bytes) => self.sent.push(bytes),
                Action::SendFinished(mut messages, algorithm, hash) => {
                    let verify_data = verify_data(&Tokens, algorithm, self.writes.as_ref().unwrap(), &hash);
                    message::write(&Finished { verify_data: verify_data.as_ref() }, &mut messages).unwrap();
                    while !messages.is_empty() {
                        let rest = messages.split_off(message::length(&messages).unwrap());
                        self.sent.push(std::mem::replace(&mut messages, rest));
                    }
                }
                Action::Claim(claim) => self.claims.push(claim),
                Action::Ticket(ticket) => self.tickets.push(ticket),
                Action::WriteKeys(keys) => self.writes = keys.secret,
                Action::ReadKeys(keys) => self.reads = keys.secret,
                Action::Ask(asked) => question = Some(*asked),
                _ => {}
            }
        }
        question
    }
}

/// A client and a server, and what is under way between them.
#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    client: End<Client<Tokens>>,
    server: End<Server<Tokens>>,
    asked_late: bool,
}

/// What both ends are to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Certificate,
    ClientCertificate,
    /// A PSK, early data and a ticket.
    Psk,
    /// A certificate of the client after the handshake.
    Late,
}

const ALL: [What; 4] = [What::Certificate, What::ClientCertificate, What::Psk, What::Late];

struct Setting {
    what: What,
    client: ClientConfig,
    server: ServerConfig,
    session: u64,
}

fn terms() -> EarlyDataTerms {
    EarlyDataTerms {
        max_early_data_size: 100,
        cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
        application_layer_protocol: None,
    }
}

impl Setting {
    fn new(what: What, session: u64) -> Self {
        let (mut client, mut server) = (ClientConfig::new(&Tokens), ServerConfig::new(&Tokens));
        if what == What::Psk {
            client.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE];
            server.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE];
            (server.max_early_data_size, server.tickets) = (100, 2);
        }
        if matches!(what, What::ClientCertificate | What::Late) {
            client.post_handshake_auth = true;
            server.client_authentication = Some(ClientAuthentication {
                in_handshake: what == What::ClientCertificate,
                required: true,
                signature_algorithms: vec![SignatureScheme::ED25519],
                signature_algorithms_cert: Vec::new(),
                certificate_authorities: Vec::new(),
                oid_filters: Vec::new(),
                status_request: false,
                signed_certificate_timestamp: false,
            });
        }
        Self { what, client, server, session }
    }

    fn client_env<'a>(&'a self, reads: Option<&'a Vec<u8>>) -> client::Env<'a, Tokens> {
        Env { config: &self.client, provider: &Tokens, randomness: &self.session, read_secret: reads }
    }

    fn server_env<'a>(&'a self, session: &'a u64, reads: Option<&'a Vec<u8>>) -> server::Env<'a, Tokens> {
        Env { config: &self.server, provider: &Tokens, randomness: session, read_secret: reads }
    }

    fn start(&self) -> World {
        let mut out = Out::new(false);
        let psk = OfferedPsk {
            identity: b"psk".to_vec(),
            obfuscated_ticket_age: 0,
            psk: Psk::new(b"key"),
            hash: HashAlgorithm::Sha256,
            kind: BinderKind::External,
            early_data: Some(terms()),
            resumptions: 0,
        };
        let psks = if self.what == What::Psk { vec![psk] } else { Vec::new() };
        let intent = Intent { server_name: Some(b"name".to_vec()), early_data: true, psks };
        let mut client = End::new(client::start(&self.client_env(None), intent, &mut out).unwrap());
        assert!(client.settle(out).is_none());
        World { client, server: End::new(Server::new()), asked_late: false }
    }

    /// Delivers the next message to the server, or else to the client, or else the server does something of its own.
    /// `None` when nothing is left to do, or when a message is refused.
    fn step(&self, world: World) -> Option<World> {
        let World { mut client, mut server, mut asked_late } = world;
        let session = self.session + 1;
        let mut out = Out::new(false);
        if !client.sent.is_empty() {
            let (bytes, reads) = (client.sent.remove(0), server.reads.clone());
            let env = self.server_env(&session, reads.as_ref());
            server.machine = server.machine.on_message(&env, Message::read(&bytes).ok()?, &mut out).ok()?;
            while let Some(asked) = server.settle(std::mem::replace(&mut out, Out::new(false))) {
                server.machine = server.machine.on_answer(&env, answer(&asked), &mut out).unwrap().ok()?;
            }
        } else if !server.sent.is_empty() {
            let (bytes, reads) = (server.sent.remove(0), client.reads.clone());
            let env = self.client_env(reads.as_ref());
            client.machine = client.machine.on_message(&env, Message::read(&bytes).ok()?, &mut out).ok()?;
            while let Some(asked) = client.settle(std::mem::replace(&mut out, Out::new(false))) {
                client.machine = client.machine.on_answer(&env, answer(&asked), &mut out).unwrap().ok()?;
            }
        } else if self.what == What::Late && !asked_late {
            asked_late = true;
            let env = self.server_env(&session, None);
            server.machine.request_certificate(&env, &mut out)?.ok()?;
            assert!(server.settle(out).is_none());
        } else {
            return None;
        }
        Some(World { client, server, asked_late })
    }

    /// Whether all that was to be shown has been shown.
    fn is_done(&self, world: &World) -> bool {
        let connected = world.client.machine.name() == "Connected" && world.server.machine.name() == "Connected";
        let status = world.server.machine.connected().map(|connected| connected.client().clone());
        let shown = status == Some(ClientStatus::Authenticated(b"client".to_vec()));
        connected && (shown || !matches!(self.what, What::ClientCertificate | What::Late))
    }
}

fn answer(question: &Question) -> Answer<Tokens> {
    let credential = || {
        let chain = Arc::new([b"certificate".to_vec()]);
        ChosenCredential::new(CredentialId(1), chain, SignatureScheme::ED25519)
    };
    match question {
        Question::ChooseCredential(_) => Answer::Credential(Ok(credential())),
        Question::ChooseClientCredential(_) => Answer::ClientCredential(Ok(Some(credential()))),
        Question::Sign(question) => Answer::Signature(Ok(token(&[b"signature", &question.message], 64))),
        Question::VerifyPeer(question) => {
            let identity = if question.peer == Signer::Client { b"client".to_vec() } else { b"name".to_vec() };
            Answer::Peer(Ok(Verified { public_key: (), identity }))
        }
        Question::FindPsks(_) => Answer::Psks(Ok(vec![FoundPsk {
            index: 0,
            psk: Psk::new(b"key"),
            hash: HashAlgorithm::Sha256,
            kind: BinderKind::External,
            early_data: Some(terms()),
            session: None,
        }])),
        Question::AdmitEarlyData(_) => Answer::EarlyData(Ok(true)),
        Question::SealTicket(question) => Answer::Ticket(Ok(Some(token(&[b"ticket", question.psk.as_ref()], 40)))),
        other => panic!("{other:?}"),
    }
}

fn fingerprint(world: &impl Hash) -> u64 {
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
    for what in ALL {
        let setting = Setting::new(what, 1);
        let worlds = run(&setting);
        let last = worlds.last().unwrap();
        assert!(setting.is_done(last), "{what:?}");
        let complete = |claims: &[Claim<u64>]| {
            claims.iter().find_map(|claim| match claim {
                Claim::Complete { client, server, exporter, .. } => Some((*client, *server, *exporter)),
                _ => None,
            })
        };
        assert!(complete(&last.client.claims).is_some());
        assert_eq!(complete(&last.client.claims), complete(&last.server.claims));
        assert_eq!(last.client.tickets.len(), if what == What::Psk { 2 } else { 0 });

        // The same once more, state by state.
        assert!(run(&setting) == worlds);
        // A fork goes the same way as the original, and leaves it alone.
        for (at, world) in worlds.iter().enumerate() {
            let fork = setting.step(world.clone());
            assert!(fork.as_ref() == worlds.get(at + 1));
            assert_eq!(fingerprint(world), fingerprint(&worlds[at]));
        }
        // No two states of a run are alike, and none is that of another session.
        let other = run(&Setting::new(what, 100));
        for (at, world) in worlds.iter().enumerate() {
            assert!(worlds.iter().skip(at + 1).chain(&other).all(|each| each != world));
        }
    }
}

#[test]
fn pre_shared_keys_are_told_apart_and_not_shown() {
    assert_ne!(fingerprint(&Psk::new(b"one")), fingerprint(&Psk::new(b"two")));
    assert_eq!(format!("{:?}", Psk::new(b"one")), "Psk");
}

#[test]
fn both_ends_come_to_the_same_early_keys() {
    let worlds = run(&Setting::new(What::Psk, 1));
    let World { client, server, .. } = worlds.last().unwrap();
    let early = |claims: &[Claim<u64>]| {
        claims.iter().find(|claim| matches!(claim, Claim::EarlyKeys { .. })).cloned().expect("early keys")
    };
    assert_eq!(early(&client.claims), early(&server.claims));
    assert!(client.claims.iter().any(|claim| matches!(claim, Claim::PskSelected { .. })));
    assert!(server.claims.iter().any(|claim| matches!(claim, Claim::PskAccepted { .. })));
}

#[test]
fn what_was_changed_on_the_way_is_refused() {
    for what in ALL {
        let setting = Setting::new(what, 1);
        for (at, world) in run(&setting).into_iter().enumerate() {
            for to_server in [true, false] {
                let mut changed = world.clone();
                let queue = if to_server { &mut changed.client.sent } else { &mut changed.server.sent };
                let Some(last) = queue.first_mut().and_then(|message| message.last_mut()) else { continue };
                *last ^= 1;
                if setting.is_done(&changed) {
                    continue;
                }
                let mut next = Some(changed);
                while let Some(world) = next.take() {
                    assert!(!setting.is_done(&world), "{what:?}, step {at}: a changed message went through");
                    next = setting.step(world);
                }
            }
        }
    }
}
