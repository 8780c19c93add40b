//! Pauses that are awaited: a key elsewhere, a verifier elsewhere, pre-shared keys and tickets in a database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::SigningKey;
use surehand::session::{ClientStatus, Context, ExternalPsk, Known, OpenedTicket, ServerSessions, Timestamp};
use surehand::{
    AlertDescription, ClientAuthentication, ClientConfig, Credential, Error, PeerIdentity, PeerVerifier, Presented,
    Refusal, ServerConfig, SignatureScheme,
};
use surehand_tokio::{Acceptor, Answer, Connector, Question, Reply, Stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use crate::rig::{Made, localhost, made, soon};

type Ends = (Result<Stream<DuplexStream>, Error>, Result<Stream<DuplexStream>, Error>);

async fn handshake(client: &Connector, server: &Acceptor) -> Ends {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    soon(async { tokio::join!(client.connect(localhost(), ours), server.accept(theirs)) }).await
}

/// Somebody far away, who takes a while.
async fn far_away() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}

/// A key management service with one key.
fn kms(made: &Made) -> impl Fn(&Question) -> Option<Answer> + use<> {
    let key = Arc::new(rcgen::KeyPair::try_from(made.pair.serialize_der()).unwrap());
    move |question| {
        let Question::Sign(sign) = question else { return None };
        assert_eq!(sign.scheme, SignatureScheme::ECDSA_SECP256R1_SHA256);
        let (key, message) = (key.clone(), sign.message.clone());
        Some(Box::pin(async move {
            far_away().await;
            Reply::Signature(key.sign(&message).unwrap())
        }))
    }
}

fn key_elsewhere(made: &Made) -> Credential {
    let schemes = [SignatureScheme::ECDSA_SECP256R1_SHA256];
    Credential::with_key_elsewhere(vec![made.certificate.clone()], schemes)
}

#[tokio::test]
async fn a_key_elsewhere_signs_for_both_roles() {
    let (server, client) = (made(), made());
    let server_config = ServerConfig::builder()
        .credential(key_elsewhere(&server))
        .client_authentication(ClientAuthentication::pins([client.pin()]))
        .build()
        .unwrap();
    let client_config = server.client().credential(key_elsewhere(&client)).build().unwrap();
    let acceptor = Acceptor::new(server_config).answers(kms(&server));
    let connector = Connector::new(client_config.clone()).answers(kms(&client));
    let (one, other) = handshake(&connector, &acceptor).await;
    one.unwrap();
    let other = other.unwrap();
    assert!(matches!(other.connection().session().unwrap().peer_identity, Some(PeerIdentity::Pin(_))));
    // Without anybody who signs there is no handshake.
    let (_, refused) = handshake(&Connector::new(client_config), &acceptor).await;
    assert_eq!(refused.unwrap_err().alert(), Some(AlertDescription::INTERNAL_ERROR));
}

#[tokio::test]
async fn a_key_elsewhere_that_fails_ends_the_handshake() {
    let made = made();
    let config = ServerConfig::builder().credential(key_elsewhere(&made)).build().unwrap();
    let answers = |question: &Question| -> Option<Answer> {
        let Question::Sign(_) = question else { return None };
        Some(Box::pin(async { Reply::Refused(Refusal::new(AlertDescription::INTERNAL_ERROR, "the HSM is out")) }))
    };
    let connector = Connector::new(made.client().build().unwrap());
    let (heard, refused) = handshake(&connector, &Acceptor::new(config).answers(answers)).await;
    assert!(matches!(heard.unwrap_err(), Error::AlertReceived { .. }));
    let refused = refused.unwrap_err();
    assert!(refused.to_string().contains("the HSM is out"), "{refused}");
}

#[tokio::test]
async fn a_reply_to_another_question_ends_the_handshake() {
    let made = made();
    let answers = |question: &Question| -> Option<Answer> {
        let Question::Sign(_) = question else { return None };
        Some(Box::pin(async { Reply::EarlyData(true) }))
    };
    let acceptor = Acceptor::new(made.server().build().unwrap()).answers(answers);
    let (_, refused) = handshake(&Connector::new(made.client().build().unwrap()), &acceptor).await;
    assert_eq!(refused.unwrap_err().alert(), Some(AlertDescription::INTERNAL_ERROR));
}

/// The verifier of a configuration that leaves verification to the one who is asked.
struct Nobody;

impl PeerVerifier for Nobody {
    fn verify(&self, _: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        Err(Refusal::new(AlertDescription::CERTIFICATE_UNKNOWN, "nobody was asked"))
    }
}

#[tokio::test]
async fn a_verifier_elsewhere() {
    let server = made();
    let config = ClientConfig::builder().verifier(Arc::new(Nobody)).build().unwrap();
    let acceptor = Acceptor::new(server.server().build().unwrap());
    let known = server.certificate.to_vec();
    let directory = move |question: &Question| -> Option<Answer> {
        let Question::VerifyPeer(peer) = question else { return None };
        let is_known = peer.chain[0] == known;
        Some(Box::pin(async move {
            far_away().await;
            match is_known {
                true => Reply::Peer(b"server 7".to_vec()),
                false => Reply::Refused(Refusal::new(AlertDescription::ACCESS_DENIED, "not in the directory")),
            }
        }))
    };
    let connector = Connector::new(config.clone()).answers(directory);
    let (one, other) = handshake(&connector, &acceptor).await;
    other.unwrap();
    let one = one.unwrap();
    let identity = one.connection().session().unwrap().peer_identity.cloned();
    assert_eq!(identity, Some(PeerIdentity::Own(b"server 7".to_vec())));
    // Somebody else, and nobody who is asked.
    let stranger = Acceptor::new(made().server().build().unwrap());
    let (refused, heard) = handshake(&connector, &stranger).await;
    assert_eq!(refused.unwrap_err().alert(), Some(AlertDescription::ACCESS_DENIED));
    assert_eq!(heard.unwrap_err().alert(), Some(AlertDescription::ACCESS_DENIED));
    let (refused, _) = handshake(&Connector::new(config), &acceptor).await;
    assert_eq!(refused.unwrap_err().alert(), Some(AlertDescription::CERTIFICATE_UNKNOWN));
}

/// Whoever is asked first may leave it at that: the configuration verifies too.
#[tokio::test]
async fn a_look_at_the_peer_before_the_configuration() {
    let stranger = made();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let look = move |question: &Question| -> Option<Answer> {
        let Question::VerifyPeer(_) = question else { return None };
        count.fetch_add(1, Ordering::Relaxed);
        Some(Box::pin(async { Reply::Configured }))
    };
    let connector = Connector::new(made().client().build().unwrap()).answers(look);
    let (refused, _) = handshake(&connector, &Acceptor::new(stranger.server().build().unwrap())).await;
    assert_eq!(refused.unwrap_err().alert(), Some(AlertDescription::CERTIFICATE_UNKNOWN));
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

fn pump() -> ExternalPsk {
    ExternalPsk::imported(b"pump 7", &[7; 32], Context::between(b"pump 7", b"control room").unwrap()).unwrap()
}

#[tokio::test]
async fn a_pre_shared_key_from_a_database() {
    let provider = surehand::provider::Mixed::new().unwrap();
    let server = made().server().build().unwrap();
    let database = move |question: &Question| -> Option<Answer> {
        let Question::FindPsks(psks) = question else { return None };
        let identities: Vec<_> = psks.identities.iter().map(|offered| offered.identity.clone()).collect();
        let find = |identity: Vec<u8>| Some((identity.clone(), Known::External(pump().find(&provider, &identity)?)));
        let known = identities.into_iter().filter_map(find).collect();
        Some(Box::pin(async move {
            far_away().await;
            Reply::Psks(known)
        }))
    };
    let client = ClientConfig::builder().external_psk(pump()).build().unwrap();
    let (one, other) = handshake(&Connector::new(client), &Acceptor::new(server).answers(database)).await;
    one.unwrap();
    let other = other.unwrap();
    let identity = other.connection().session().unwrap().peer_identity.cloned();
    assert_eq!(identity, Some(PeerIdentity::PreSharedKey(b"pump 7".to_vec())));
}

/// Sessions by ticket.
#[derive(Clone, Default)]
struct Database(Arc<Mutex<HashMap<Vec<u8>, OpenedTicket>>>);

impl Database {
    fn answer(&self, question: &Question) -> Option<Answer> {
        let rows = self.0.clone();
        match question {
            Question::SealTicket(ticket) => {
                let row = OpenedTicket::new(ticket, Timestamp::now());
                Some(Box::pin(async move {
                    far_away().await;
                    let mut rows = rows.lock().unwrap();
                    let name = format!("session {}", rows.len()).into_bytes();
                    rows.insert(name.clone(), row);
                    Reply::Ticket(Some(name))
                }))
            }
            Question::FindPsks(psks) => {
                let names: Vec<_> = psks.identities.iter().map(|offered| offered.identity.clone()).collect();
                Some(Box::pin(async move {
                    far_away().await;
                    let rows = rows.lock().unwrap();
                    let find = |name: Vec<u8>| rows.get(&name).map(|row| (name.clone(), Known::Ticket(row.clone())));
                    Reply::Psks(names.into_iter().filter_map(find).collect())
                }))
            }
            _ => None,
        }
    }
}

/// One byte from the server brings the tickets along.
async fn tickets(client: &mut Stream<DuplexStream>, server: &mut Stream<DuplexStream>) {
    soon(async {
        client.write_all(b"x").await.unwrap();
        client.flush().await.unwrap();
        server.read_u8().await.unwrap();
        // The database takes its time; the answer comes with what is read next.
        let reading = tokio::time::timeout(Duration::from_millis(200), server.read_u8()).await;
        assert!(reading.is_err());
        server.write_all(b"y").await.unwrap();
        server.flush().await.unwrap();
        client.read_u8().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn sessions_in_a_database() {
    let (server, client) = (made(), made());
    let config = server.server().client_authentication(ClientAuthentication::pins([client.pin()])).build().unwrap();
    let database = Database::default();
    let ask = database.clone();
    let acceptor = Acceptor::new(config).answers(move |question: &Question| ask.answer(question));
    let connector = Connector::new(server.client().credential(client.credential()).build().unwrap());
    let (one, other) = handshake(&connector, &acceptor).await;
    let (mut one, mut other) = (one.unwrap(), other.unwrap());
    assert!(!one.connection().session().unwrap().resumed);
    tickets(&mut one, &mut other).await;
    let rows = database.0.lock().unwrap().clone();
    assert_eq!(rows.len(), 2);
    assert!(rows.values().all(|row| matches!(row.session.client, ClientStatus::Authenticated(_))));
    let (one, other) = handshake(&connector, &acceptor).await;
    assert!(one.unwrap().connection().session().unwrap().resumed);
    let other = other.unwrap();
    let session = other.connection().session().unwrap();
    assert!(session.resumed);
    // Who the client is was in the database.
    assert!(matches!(session.peer_identity, Some(PeerIdentity::Pin(_))));
    // A ticket that has expired is none, whatever the database says.
    for row in database.0.lock().unwrap().values_mut() {
        row.lifetime = 0;
    }
    let (one, _) = handshake(&connector, &acceptor).await;
    assert!(!one.unwrap().connection().session().unwrap().resumed);
}

/// Data passes while a ticket is being made.
#[tokio::test]
async fn a_slow_ticket_store_holds_no_data_up() {
    let made = made();
    let never = |question: &Question| -> Option<Answer> {
        matches!(question, Question::SealTicket(_)).then(|| -> Answer { Box::pin(std::future::pending()) })
    };
    let acceptor = Acceptor::new(made.server().build().unwrap()).answers(never);
    let (one, other) = handshake(&Connector::new(made.client().build().unwrap()), &acceptor).await;
    let (mut one, mut other) = (one.unwrap(), other.unwrap());
    for _ in 0..3 {
        one.write_all(b"x").await.unwrap();
        one.flush().await.unwrap();
        assert_eq!(soon(other.read_u8()).await.unwrap(), b'x');
    }
    assert!(ServerSessions::default().tickets.is_none());
}

/// A question in the halves of a stream: the client is asked for its certificate, and its key is elsewhere.
#[tokio::test]
async fn a_question_after_the_handshake() {
    let (server, client) = (made(), made());
    let policy = ClientAuthentication::pins([client.pin()]).after_handshake();
    let acceptor = Acceptor::new(server.server().client_authentication(policy).tickets(0).build().unwrap());
    let config = server.client().credential(key_elsewhere(&client)).post_handshake_auth(true).build().unwrap();
    let (one, other) = handshake(&Connector::new(config).answers(kms(&client)), &acceptor).await;
    let (one, mut other) = (one.unwrap(), other.unwrap());
    let (mut read, mut write) = one.into_split_with(tokio::io::split).unwrap();
    let owes = Arc::new(tokio::sync::Notify::new());
    let waker = owes.clone();
    read.on_wake(move || waker.notify_one());
    let task = tokio::spawn(async move { read.read_to_end(&mut Vec::new()).await });
    other.request_certificate().await.unwrap();
    let flushes = tokio::spawn(async move {
        loop {
            owes.notified().await;
            write.flush().await.unwrap();
        }
    });
    let answered = soon(other.wait_for_answer()).await;
    flushes.abort();
    assert!(answered.unwrap());
    assert!(matches!(other.connection().session().unwrap().peer_identity, Some(PeerIdentity::Pin(_))));
    other.shutdown().await.unwrap();
    soon(task).await.unwrap().unwrap();
}
