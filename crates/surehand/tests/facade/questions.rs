//! Questions that the caller answers itself, over connections without I/O.

use std::time::Duration;

use surehand::pki_types::{CertificateDer, ServerName};
use surehand::{
    AlertDescription, ClientConfig, ClientHello, Connection, Credential, Error, Event, Input, Peeked, PeerIdentity,
    Question, Refusal, Reply, ServerConfig, SignatureScheme, StateError,
};

use crate::certificates::{Authority, server};

fn localhost() -> ServerName<'static> {
    "localhost".try_into().unwrap()
}

fn kind(question: &Question) -> &'static str {
    match question {
        Question::ChooseCredential(_) => "ChooseCredential",
        Question::Sign(_) => "Sign",
        Question::VerifyPeer(_) => "VerifyPeer",
        Question::SealTicket(_) => "SealTicket",
        _ => "another",
    }
}

/// Hands over what there is until nothing is left, and answers by `reply`. Which questions there were.
fn talk(
    client: &mut Connection,
    server: &mut Connection,
    reply: impl Fn(&Question) -> Reply,
) -> Result<Vec<&'static str>, Error> {
    let mut asked = Vec::new();
    loop {
        let mut moved = false;
        for server_receives in [true, false] {
            let (from, to) = if server_receives { (&mut *client, &mut *server) } else { (&mut *server, &mut *client) };
            let mut bytes = Vec::new();
            from.output(&mut bytes)?;
            moved |= !bytes.is_empty();
            let mut input = Input::with(bytes);
            loop {
                if let Some(question) = to.question().map(std::borrow::Cow::into_owned) {
                    asked.push(kind(&question));
                    to.answer(reply(&question))?;
                    moved = true;
                    continue;
                }
                let received = to.receive(input.unread())?;
                input.consume(received.consumed, None);
                if received.event == Event::WantInput {
                    break;
                }
            }
        }
        if !moved {
            return Ok(asked);
        }
    }
}

fn ends(client: &ClientConfig, server: &ServerConfig) -> (Connection, Connection) {
    let mut ends = (Connection::client(client, localhost()).unwrap(), Connection::server(server));
    ends.0.ask();
    ends.1.ask();
    ends
}

#[test]
fn every_question_may_be_left_to_the_configuration() {
    let authority = Authority::new();
    let client = ClientConfig::builder().roots(authority.roots()).build().unwrap();
    let (mut client, mut server) = ends(&client, &server(authority.credential()));
    let asked = talk(&mut client, &mut server, |_| Reply::Configured).unwrap();
    assert_eq!(asked, ["ChooseCredential", "Sign", "VerifyPeer", "SealTicket", "SealTicket"]);
    assert!(client.session().is_some() && server.session().is_some());
    // Where nothing is asked there is nothing to answer.
    assert!(matches!(client.answer(Reply::Configured), Err(Error::State(StateError::StaleAnswer))));
}

#[test]
fn an_open_question_holds_the_handshake() {
    let authority = Authority::new();
    let client = ClientConfig::builder().roots(authority.roots()).build().unwrap();
    let (mut client, mut server) = ends(&client, &server(authority.credential()));
    let mut hello = Vec::new();
    client.output(&mut hello).unwrap();
    assert_eq!(server.receive(&mut hello).unwrap().event, Event::Question);
    assert!(matches!(server.question().as_deref(), Some(Question::ChooseCredential(_))));
    let mut nothing = Vec::new();
    server.output(&mut nothing).unwrap();
    assert!(nothing.is_empty());
    server.answer(Reply::Configured).unwrap();
    assert!(matches!(server.question().as_deref(), Some(Question::Sign(_))));
}

#[test]
fn who_the_peer_is_may_be_known_elsewhere() {
    let authority = Authority::new();
    let client = ClientConfig::builder().roots(Authority::new().roots()).build().unwrap();
    let config = server(authority.credential());
    // Nothing is resumed that the configuration itself would refuse, or the replies below were not asked for.
    let peer = |question: &Question, reply: &Reply| match question {
        Question::VerifyPeer(_) => reply.clone(),
        _ => Reply::Configured,
    };
    let (mut one, mut other) = ends(&client, &config);
    talk(&mut one, &mut other, |question| peer(question, &Reply::Peer(b"server 7".to_vec()))).unwrap();
    let session = one.session().unwrap();
    assert_eq!(session.peer_identity, Some(&PeerIdentity::Own(b"server 7".to_vec())));
    let revoked = Reply::Refused(Refusal::new(AlertDescription::CERTIFICATE_REVOKED, "on the list"));
    for (reply, alert) in [
        (Reply::Configured, AlertDescription::UNKNOWN_CA),
        (revoked, AlertDescription::CERTIFICATE_REVOKED),
        (Reply::EarlyData(true), AlertDescription::INTERNAL_ERROR),
    ] {
        let (mut one, mut other) = ends(&client, &config);
        let error = talk(&mut one, &mut other, |question| peer(question, &reply)).unwrap_err();
        assert_eq!(error.alert(), Some(alert), "{error}");
    }
}

#[test]
fn a_key_elsewhere_is_never_signed_with_here() {
    let authority = Authority::new();
    let (certificate, _) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let chain = vec![CertificateDer::from(certificate)];
    let client = ClientConfig::builder().roots(authority.roots()).build().unwrap();
    let schemes = [SignatureScheme::ECDSA_SECP256R1_SHA256];
    let config = server(Credential::with_key_elsewhere(chain.clone(), schemes));
    let (mut one, mut other) = ends(&client, &config);
    let error = talk(&mut one, &mut other, |_| Reply::Configured).unwrap_err();
    assert_eq!(error.alert(), Some(AlertDescription::INTERNAL_ERROR));
    // A signature that is none is for the client to refuse.
    let (mut one, mut other) = ends(&client, &config);
    let nonsense = |question: &Question| match question {
        Question::Sign(sign) => {
            assert_eq!(sign.scheme, SignatureScheme::ECDSA_SECP256R1_SHA256);
            Reply::Signature(vec![0; 70])
        }
        _ => Reply::Configured,
    };
    let error = talk(&mut one, &mut other, nonsense).unwrap_err();
    assert_eq!(error.alert(), Some(AlertDescription::DECRYPT_ERROR));
    // A scheme that the client does not have is not signed with.
    let config = server(Credential::with_key_elsewhere(chain, [SignatureScheme::ED448]));
    let (mut one, mut other) = ends(&client, &config);
    let error = talk(&mut one, &mut other, |_| Reply::Configured).unwrap_err();
    assert_eq!(error.alert(), Some(AlertDescription::HANDSHAKE_FAILURE));
}

#[test]
fn a_deadline_that_the_driver_keeps() {
    let config = server(Authority::new().credential());
    let mut connection = Connection::server(&config);
    let left = connection.deadline().unwrap() - std::time::Instant::now();
    assert!((Duration::from_secs(50)..=Duration::from_secs(60)).contains(&left), "{left:?}");
    assert!(matches!(connection.time_out(), Error::HandshakeTimeout { .. }));
    let mut alerts = Vec::new();
    connection.output(&mut alerts).unwrap();
    assert_eq!(alerts, [21, 3, 3, 0, 2, 1, 90, 21, 3, 3, 0, 2, 1, 0]);
}

#[test]
fn a_look_at_a_client_hello() {
    let pin = surehand::Pin::sha256([0; 32]);
    let config = ClientConfig::builder().pins([pin]).application_protocols(["h2"]).build().unwrap();
    let mut hello = Vec::new();
    Connection::client(&config, localhost()).unwrap().output(&mut hello).unwrap();
    let Peeked::ClientHello(seen) = ClientHello::peek(&hello) else { panic!("not a ClientHello") };
    assert_eq!(seen.server_name.as_deref(), Some(&b"localhost"[..]));
    assert_eq!(seen.application_protocols, [b"h2"]);
    assert_eq!(ClientHello::peek(b""), Peeked::Incomplete);
    assert_eq!(ClientHello::peek(&hello[..100]), Peeked::Incomplete);
    assert_eq!(ClientHello::peek(b"GET / HTTP/1.0"), Peeked::SomethingElse);
    // One that says that it is longer than anything we take.
    assert_eq!(ClientHello::peek(&[22, 3, 1, 0, 4, 1, 255, 255, 255]), Peeked::SomethingElse);
}
