//! RFC 8446 §4.6.2, §4.4: certificates asked for and shown after the handshake.

mod peer;

use std::collections::BTreeSet;

use peer::bytes::{block, numbers};
use peer::late::context;
use peer::pair::client_authentication;
use peer::{Broken, Known, Pair, Rigged, Role, breaks, key, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E};
use surehand_core::config::{ClientAuthentication, ClientConfig};
use surehand_core::connection::{Error, Event};
use surehand_core::crypto::Purpose;
use surehand_core::handshake::{ClientStatus, Signer, signed_content};

/// A server that may ask after the handshake.
fn server(change: impl FnOnce(&mut ClientAuthentication)) -> Pair {
    let mut policy = ClientAuthentication { in_handshake: false, required: false, ..client_authentication() };
    change(&mut policy);
    let mut pair = Pair::server_with(Rigged::new(), |config| config.client_authentication = Some(policy));
    pair.post = true;
    pair.to("Connected")
}

/// Asks, and gives the request that the peer has heard.
fn ask(pair: &mut Pair) -> Vec<u8> {
    pair.local.connection.request_certificate().unwrap();
    pair.settle();
    assert_eq!(pair.peer.unopened, 0);
    pair.peer.late.last().unwrap().0.clone()
}

fn give(pair: &mut Pair, messages: &[Vec<u8>]) -> Result<(), Error> {
    messages.iter().try_for_each(|message| pair.give_record(22, message))
}

fn client_of(pair: &Pair) -> ClientStatus {
    pair.local.connection.connected().unwrap().client.unwrap().clone()
}

fn authenticated() -> ClientStatus {
    ClientStatus::Authenticated(b"the test client".to_vec())
}

#[test]
fn a_client_authenticates() {
    for in_one_record in [false, true] {
        let mut pair = server(|_| {});
        assert_eq!(client_of(&pair), ClientStatus::NotRequested);
        let request = ask(&mut pair);
        let answer = pair.peer.answer(&request, true);
        if in_one_record {
            pair.give_record(22, &answer.concat()).unwrap();
        } else {
            give(&mut pair, &answer).unwrap();
        }
        assert!(pair.local.events.contains(&Event::ClientAnswered));
        assert_eq!(client_of(&pair), authenticated());
        pair.agree();
    }
    surehand_evidence::property("4.6.2-1", "a server asks after the handshake");
    surehand_evidence::property("4.3.2-9", "a server asks after the handshake");
}

#[test]
fn a_client_declines() {
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, false);
    give(&mut pair, &answer).unwrap();
    assert_eq!(client_of(&pair), ClientStatus::Declined);
    assert_eq!(pair.local.events.last(), Some(&Event::ClientAnswered));
    // It may think better of it, and what it has shown stays shown.
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer).unwrap();
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, false);
    give(&mut pair, &answer).unwrap();
    assert_eq!(client_of(&pair), authenticated());
    pair.agree();
}

#[test]
fn later_tickets_say_so() {
    let mut pair = Pair::server_knowing(&[Known::ticket(b"ticket")], false, with_policy);
    pair.post = true;
    let mut pair = pair.to("Connected");
    for expected in [ClientStatus::NotRequested, authenticated()] {
        pair.local.connection.make_ticket().unwrap();
        pair.give(b"").unwrap();
        let sealed = pair.local.known.last().unwrap().session.clone().unwrap();
        assert_eq!(sealed.client, expected);
        let request = ask(&mut pair);
        let answer = pair.peer.answer(&request, true);
        give(&mut pair, &answer).unwrap();
    }
}

#[test]
fn a_client_may_not_decline_where_a_certificate_is_required() {
    let mut pair = server(|policy| policy.required = true);
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, false);
    pair.refuses_message(&answer[0], Alert::CERTIFICATE_REQUIRED, "4.4.2.4-2");
}

#[test]
fn requests_are_answered_in_any_order() {
    let mut pair = server(|_| {});
    let requests: Vec<_> = (0..8).map(|_| ask(&mut pair)).collect();
    let contexts: BTreeSet<_> = requests.iter().map(|request| context(request).to_vec()).collect();
    assert_eq!(contexts.len(), 8, "each context is its own");
    assert!(contexts.iter().all(|context| context.len() >= 16));
    for (at, shows) in [(3, true), (0, false), (7, true), (6, false), (5, true), (1, true), (2, false), (4, true)] {
        let answer = pair.peer.answer(&requests[at], shows);
        give(&mut pair, &answer).unwrap();
        pair.agree();
    }
    assert_eq!(pair.local.events.iter().filter(|event| **event == Event::ClientAnswered).count(), 8);
    surehand_evidence::property("4.6.2-8", "eight requests answered in another order");
    surehand_evidence::property("4.3.2-3", "eight contexts, all different");
}

#[test]
fn other_messages_may_come_before_the_answer() {
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    for _ in 0..3 {
        pair.agree();
        pair.give_record(22, &message(24, &[1])).unwrap();
        pair.peer.update_writing();
        pair.local.connection.update_keys(false).unwrap();
    }
    // Finished is under client_application_traffic_secret_3.
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer).unwrap();
    assert_eq!(client_of(&pair), authenticated());
    pair.agree();
    surehand_evidence::property("4.6.2-7", "data and KeyUpdates come between a request and its answer");
}

#[test]
fn a_finished_under_an_earlier_secret_is_refused() {
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, true);
    pair.give_record(22, &message(24, &[0])).unwrap();
    pair.peer.update_writing();
    give(&mut pair, &answer[..2]).unwrap();
    pair.refuses_message(&answer[2], Alert::DECRYPT_ERROR, "4.4.4-2");
    breaks(Alert::DECRYPT_ERROR, &["4.4-i2", "9846:4.5-1"]);
}

#[test]
fn an_answer_covers_its_own_request_alone() {
    let mut pair = server(|_| {});
    let requests = [ask(&mut pair), ask(&mut pair)];
    // The first request is taken into the transcript of the second.
    let mut exchange = requests.to_vec();
    exchange.push(pair.peer.certificate_for(context(&requests[1])));
    pair.give_record(22, &exchange[2]).unwrap();
    let verify = pair.peer.certificate_verify_of(&pair.peer.hash_with(&exchange));
    pair.refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
    breaks(Alert::DECRYPT_ERROR, &["4.4.1-i4"]);
}

#[test]
fn a_context_that_was_not_given_is_refused() {
    for context in [&b"another"[..], b""] {
        let mut pair = server(|_| {});
        ask(&mut pair);
        let certificate = pair.peer.certificate_for(context);
        pair.refuses_message(&certificate, Alert::ILLEGAL_PARAMETER, "4.4.2-i1");
    }
}

#[test]
fn a_request_is_answered_once() {
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    ask(&mut pair);
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer).unwrap();
    pair.refuses_message(&answer[0], Alert::ILLEGAL_PARAMETER, "4.4.2-i1");
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer).unwrap();
    pair.refuses_message(&answer[0], Alert::UNEXPECTED_MESSAGE, "4.4.2-2");
}

#[test]
fn nothing_comes_between_the_messages_of_an_answer() {
    for after in [1, 2] {
        let begun = || {
            let mut pair = server(|_| {});
            let request = ask(&mut pair);
            let answer = pair.peer.answer(&request, true);
            give(&mut pair, &answer[..after]).unwrap();
            pair
        };
        begun().refuses_record(23, b"data", Alert::UNEXPECTED_MESSAGE, "4.6.2-5");
        for other in [message(24, &[0]), message(24, &[1]), key_certificate(), message(4, &[0; 14])] {
            if other[0] != 4 {
                begun().refuses_message(&other, Alert::UNEXPECTED_MESSAGE, "4.6.2-5");
            }
        }
        // Nor does a request of ours go out then, or fail.
        let mut pair = begun();
        assert_eq!(pair.local.connection.request_certificate(), Err(Error::NotPossible));
        assert_eq!(pair.local.connection.make_ticket(), Err(Error::NotPossible));
    }
    // Nor does the answer to another request.
    for after in [1, 2] {
        let mut pair = server(|_| {});
        let requests = [ask(&mut pair), ask(&mut pair)];
        let answers = requests.map(|request| pair.peer.answer(&request, true));
        give(&mut pair, &answers[0][..after]).unwrap();
        pair.refuses_message(&answers[1][0], Alert::UNEXPECTED_MESSAGE, "4.6.2-5");
        breaks(Alert::UNEXPECTED_MESSAGE, &["9846:4.7.2-1"]);
    }
    // A Finished at once, or a signature after none is due.
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer[..1]).unwrap();
    let finished = pair.peer.late_finished(&[request.clone(), answer[0].clone()]);
    pair.refuses_message(&finished, Alert::UNEXPECTED_MESSAGE, "4.6.2-5");
    let mut pair = server(|_| {});
    let request = ask(&mut pair);
    let empty = pair.peer.answer(&request, false);
    give(&mut pair, &empty[..1]).unwrap();
    let verify = pair.peer.certificate_verify_of(&pair.peer.hash_with(&[request, empty[0].clone()]));
    pair.refuses_message(&verify, Alert::UNEXPECTED_MESSAGE, "4.6.2-5");
}

fn key_certificate() -> Vec<u8> {
    message(11, &[&[0][..], &vector(3, &[&vector(3, key::CERTIFICATE)[..], &[0, 0]].concat())].concat())
}

#[test]
fn what_an_answer_holds_is_checked_as_in_the_handshake() {
    let begun = || {
        let mut pair = server(|_| {});
        let request = ask(&mut pair);
        let certificate = pair.peer.certificate_for(context(&request));
        (pair, request, certificate)
    };
    let (pair, request, _) = begun();
    let entry = [vector(3, key::CERTIFICATE), block(&[(E::STATUS_REQUEST, [&[1][..], &vector(3, b"o")].concat())])];
    let certificate = message(11, &[vector(1, context(&request)), vector(3, &entry.concat())].concat());
    pair.refuses_message(&certificate, Alert::UNSUPPORTED_EXTENSION, "4.4.2-7");

    let (mut pair, _, certificate) = begun();
    pair.give_record(22, &certificate).unwrap();
    let other = message(15, &[&[4, 3][..], &vector(2, &[1; 70])].concat());
    pair.refuses_message(&other, Alert::ILLEGAL_PARAMETER, "4.4.3-5");

    let (mut pair, request, certificate) = begun();
    pair.give_record(22, &certificate).unwrap();
    let hash = pair.peer.hash_with(&[request, certificate]);
    let signature = key::sign(&pair.peer.provider, &signed_content(Signer::Server, &hash));
    let verify = message(15, &[&key::SCHEME.0.to_be_bytes()[..], &vector(2, &signature)].concat());
    pair.refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");

    let (mut pair, request, _) = begun();
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer[..2]).unwrap();
    pair.refuses_message(&message(20, &[7; 31]), Alert::DECODE_ERROR, "4.4.4-i1");
}

#[test]
fn no_more_requests_than_a_client_may_have_to_answer() {
    let mut pair = server(|_| {});
    let requests: Vec<_> = (0..8).map(|_| ask(&mut pair)).collect();
    assert_eq!(pair.local.connection.request_certificate(), Err(Error::NotPossible));
    assert_eq!(pair.local.output(), b"");
    let answer = pair.peer.answer(&requests[5], false);
    give(&mut pair, &answer).unwrap();
    ask(&mut pair);
    assert_eq!(pair.local.connection.request_certificate(), Err(Error::NotPossible));
    pair.agree();
}

#[test]
fn who_may_not_be_asked_is_not_asked() {
    let refused = |mut pair: Pair| {
        assert_eq!(pair.local.connection.request_certificate(), Err(Error::NotPossible));
        assert_eq!(pair.local.output(), b"");
        pair
    };
    // A client that has not offered it; a server without a policy; a client; too early.
    let mut pair = refused(Pair { post: false, ..Pair::server_with(Rigged::new(), with_policy) }.to("Connected"));
    pair.agree();
    let mut pair = Pair::server();
    pair.post = true;
    refused(pair.to("Connected")).agree();
    refused(Pair::client_with(Rigged::new(), |config| config.post_handshake_auth = true).to("Connected")).agree();
    let mut pair = Pair::server_with(Rigged::new(), with_policy);
    pair.post = true;
    refused(pair.to("WaitFinished")).to("Connected").agree();
    surehand_evidence::property("4.2.6-1", "no request to a client that has not offered it");
    // One that an external PSK authenticates; but one that comes back with a ticket may be asked.
    let psk = Known::external(b"psk");
    let mut pair = Pair::server_knowing(&[psk], false, with_policy);
    pair.post = true;
    refused(pair.to("Connected")).agree();
    let mut pair = Pair::server_knowing(&[Known::ticket(b"ticket")], false, with_policy);
    pair.post = true;
    let mut pair = pair.to("Connected");
    assert!(pair.local.connection.connected().unwrap().by_psk);
    let request = ask(&mut pair);
    let answer = pair.peer.answer(&request, true);
    give(&mut pair, &answer).unwrap();
    assert_eq!(client_of(&pair), authenticated());
    pair.agree();
}

fn with_policy(config: &mut surehand_core::config::ServerConfig) {
    config.client_authentication = Some(ClientAuthentication { in_handshake: false, ..client_authentication() });
}

#[test]
fn a_context_without_randomness_is_our_own_failure() {
    let purpose = Purpose::CertificateRequestContext(1);
    let mut pair = Pair::server_with(Rigged::broken(Broken::Random(purpose)), with_policy);
    pair.post = true;
    let mut pair = pair.to("Connected");
    ask(&mut pair);
    let result = pair.local.connection.request_certificate();
    pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
    surehand_evidence::property("4.3.2-5", "each context is drawn from the generator, or there is none");
}

/// The rest is about clients.
fn client(change: impl FnOnce(&mut ClientConfig)) -> Pair {
    let mut pair = Pair::client_with(Rigged::new(), |config| {
        config.post_handshake_auth = true;
        change(config);
    });
    pair.local.shows = true;
    pair.to("Connected")
}

#[test]
fn a_client_of_ours_answers() {
    for shows in [true, false] {
        let mut pair = client(|_| {});
        pair.local.shows = shows;
        for context in [&b"one"[..], b"", &[7; 255]] {
            let request = pair.peer.request_for(context);
            let before = pair.peer.late.len();
            pair.give_record(22, &request).unwrap();
            assert_eq!(pair.peer.unopened, 0);
            let answer = pair.peer.late[before..].to_vec();
            assert_eq!(answer.len(), if shows { 3 } else { 2 });
            pair.peer.check_answer(&request, &answer);
            pair.agree();
        }
    }
    for rule in ["4.6.2-2", "4.6.2-3", "4.6.2-4", "4.4.2-i1"] {
        surehand_evidence::property(rule, "a client answers after the handshake, with a certificate or without");
    }
}

#[test]
fn the_finished_is_under_the_secret_of_the_moment() {
    let mut pair = client(|_| {});
    for round in 0..4 {
        if round % 2 == 0 {
            pair.local.connection.update_keys(true).unwrap();
        } else {
            pair.give_record(22, &message(24, &[1])).unwrap();
            pair.peer.update_writing();
        }
        let request = pair.peer.request_for(b"context");
        let before = pair.peer.late.len();
        pair.give_record(22, &request).unwrap();
        pair.peer.check_answer(&request, &pair.peer.late[before..]);
        pair.agree();
    }
    // The keys move on while the signature is being made.
    for state in ["AskPostHandshakeCredential", "AskPostHandshakeSign"] {
        let mut pair = client(|_| {}).to(state);
        pair.local.connection.update_keys(false).unwrap();
        let request = pair.peer.exchange[0].clone();
        while pair.local.connection.question().is_some() {
            pair.local.answer().unwrap();
        }
        pair.local.connection.update_keys(false).unwrap();
        pair.settle();
        pair.peer.check_answer(&request, &pair.peer.late.clone());
        pair.agree();
    }
}

#[test]
fn an_answer_is_in_one_piece() {
    let mut pair = client(|_| {}).to("AskPostHandshakeSign");
    let heard = pair.peer.seen.len();
    let sent = pair.local.send(b"before").unwrap();
    pair.peer.hear(&sent);
    pair.local.answer().unwrap();
    let sent = pair.local.send(b"after").unwrap();
    pair.peer.hear(&sent);
    let types: Vec<_> = pair.peer.seen[heard..].iter().map(|seen| seen.content_type).collect();
    assert_eq!(types, [23, 22, 23]);
    pair.peer.check_answer(&pair.peer.exchange[0].clone(), &pair.peer.late.clone());
    pair.agree();
}

#[test]
fn several_requests_wait_for_each_other() {
    let mut pair = client(|_| {});
    pair.local.answers = false;
    let requests: Vec<_> = (0..5_u8).map(|number| pair.peer.request_for(&[number])).collect();
    pair.give_record(22, &requests.concat()).unwrap();
    assert_eq!(pair.peer.late, []);
    pair.local.answers = true;
    pair.give(b"").unwrap();
    assert_eq!(pair.peer.late.len(), 15);
    for (request, answer) in requests.iter().zip(pair.peer.late.chunks(3)) {
        pair.peer.check_answer(request, answer);
    }
    pair.agree();
}

#[test]
fn data_flows_while_a_question_is_open() {
    for state in ["AskPostHandshakeCredential", "AskPostHandshakeSign"] {
        data_flows(client(|_| {}).to(state));
    }
}

fn data_flows(mut pair: Pair) {
    pair.local.answers = false;
    for _ in 0..3 {
        let record = pair.peer.record(23, b"data");
        pair.give(&record).unwrap();
        let sent = pair.local.send(b"data").unwrap();
        pair.peer.hear(&sent);
    }
    assert_eq!((&pair.local.data[..], &pair.peer.data[..]), (&b"datadatadata"[..], &b"datadatadata"[..]));
    // A KeyUpdate has to wait, and what is under its keys with it.
    pair.give_record(22, &message(24, &[1])).unwrap();
    pair.peer.update_writing();
    pair.give_record(23, b"later").unwrap();
    assert_eq!(pair.local.data, b"datadatadata");
    pair.local.answers = true;
    pair.give(b"").unwrap();
    assert_eq!(pair.local.data, b"datadatadatalater");
    pair.agree();
}

#[test]
fn a_request_that_was_not_offered_is_refused() {
    let request = Pair::client().peer.request_for(b"context");
    Pair::client_at("Connected").refuses_message(&request, Alert::UNEXPECTED_MESSAGE, "4.6.2-6");
    let offering =
        |psk: Known| Pair::client_offering(&[psk], false, |config| config.post_handshake_auth = true).to("Connected");
    offering(Known::external(b"psk")).refuses_message(&request, Alert::UNEXPECTED_MESSAGE, "4.6.2-6");
    let mut pair = offering(Known::ticket(b"ticket"));
    pair.give_record(22, &request).unwrap();
    pair.peer.check_answer(&request, &pair.peer.late.clone());
    pair.agree();
}

#[test]
fn a_request_is_checked_as_in_the_handshake() {
    let request = |extensions: &[(E, Vec<u8>)]| message(13, &[vector(1, b"c"), block(extensions)].concat());
    let schemes = (E::SIGNATURE_ALGORITHMS, numbers(2, &[0x0807]));
    let filter = [vector(1, b"oid"), vector(2, b"a")].concat();
    let filters = (E::OID_FILTERS, vector(2, &filter.repeat(2)));
    client(|_| {}).refuses_message(&request(&[]), Alert::MISSING_EXTENSION, "4.3.2-6");
    client(|_| {}).refuses_message(&request(&[schemes, filters]), Alert::ILLEGAL_PARAMETER, "4.2.5-7");
}

#[test]
fn after_the_split_the_halves_answer_together() {
    for updates in 0..3 {
        let pair = client(|_| {});
        let (provider, request) = (pair.local.provider.clone(), pair.peer.request_for(b"context"));
        let mut peer = pair.peer;
        let Ok((mut sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
        let credential = pair.local.chain.clone();
        let mut record = peer.record(22, &request);
        assert!(!receiver.receive(&mut record).unwrap().wake);
        let mut out = Vec::new();
        // The sender moves on in the meantime.
        for _ in 0..updates {
            sender.update_keys(false).unwrap();
        }
        let (id, _) = receiver.question().unwrap();
        let chosen = surehand_core::handshake::ChosenCredential::new(
            surehand_core::handshake::CredentialId(7),
            credential,
            key::SCHEME,
        );
        receiver.answer(id, surehand_core::handshake::Answer::ClientCredential(Ok(Some(chosen)))).unwrap();
        let (id, question) = receiver.question().unwrap();
        let surehand_core::handshake::Question::Sign(sign) = question else { panic!("{question:?}") };
        let signature = key::sign(&provider, &sign.message);
        receiver.answer(id, surehand_core::handshake::Answer::Signature(Ok(signature))).unwrap();
        if updates == 2 {
            sender.update_keys(false).unwrap();
        }
        sender.send(b"after the answer", &mut out).unwrap();
        peer.hear(&out);
        assert_eq!(peer.unopened, 0);
        peer.check_answer(&request, &peer.late.clone());
        assert_eq!(peer.data, b"after the answer");
    }
}

#[test]
fn after_the_split_a_server_asks() {
    let pair = server(|_| {});
    let mut peer = pair.peer;
    let Ok((mut sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
    for _ in 0..8 {
        receiver.request_certificate().unwrap();
    }
    assert_eq!(receiver.request_certificate(), Err(Error::NotPossible));
    let mut out = Vec::new();
    sender.send(b"data", &mut out).unwrap();
    peer.hear(&out);
    let requests: Vec<_> = peer.late.iter().map(|(message, _)| message.clone()).collect();
    assert_eq!((requests.len(), peer.unopened), (8, 0));
    let answer = peer.answer(&requests[6], false);
    let mut record = peer.record(22, &answer.concat());
    assert_eq!(receiver.receive(&mut record).unwrap().event, Event::ClientAnswered);
    assert_eq!(receiver.connected().unwrap().client, Some(&ClientStatus::Declined));
}

#[test]
fn a_server_that_asks_without_end_is_refused_where_nobody_sends() {
    let pair = client(|config| config.limits.tickets = 0);
    let mut peer = pair.peer;
    assert_eq!(peer.role, Role::Server);
    let Ok((mut sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
    let decline = |receiver: &mut surehand_core::connection::Receiver<Rigged>| {
        let (id, _) = receiver.question().unwrap();
        receiver.answer(id, surehand_core::handshake::Answer::ClientCredential(Ok(None)))
    };
    for number in 0..8 {
        let mut record = peer.record(22, &peer.request_for(&[number]).clone());
        receiver.receive(&mut record).unwrap();
        decline(&mut receiver).unwrap();
    }
    let mut record = peer.record(22, &peer.request_for(b"too many").clone());
    receiver.receive(&mut record).unwrap();
    let Err(Error::Rejected(reject)) = decline(&mut receiver) else { panic!("accepted") };
    assert_eq!((reject.alert, reject.rule.0), (Alert::UNEXPECTED_MESSAGE, "6.2-i1"));
    let mut out = Vec::new();
    let _ = sender.output(&mut out);
    peer.hear(&out);
    assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((2, 10)));
    surehand_evidence::saw("6.2-i1", "unexpected_message");
}
