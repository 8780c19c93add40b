//! RFC 8446 §2.3, §4.2.10, §4.5: early data, taken, refused and skipped.

mod peer;

use peer::bytes::{block, plaintext};
use peer::pair::OTHER_GROUP;
use peer::{Hello, Known, Pair, Rigged, Role, breaks, keeps, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, CipherSuite, ExtensionType as E};
use surehand_core::config::{ClientConfig, ServerConfig};
use surehand_core::connection::{EarlyData, Error, Event};
use surehand_core::handshake::Question;

/// A server whose client has said that early data follows.
fn offered(retry: bool, limit: usize) -> Pair {
    let mut pair = Pair::server_with(Rigged::new(), |config| config.limits.skipped_early_data = limit);
    pair.retry = retry;
    let hello = pair.client_hello().set(E::EARLY_DATA, vec![]);
    pair.tell(hello.bytes()).unwrap();
    pair.settle();
    pair
}

/// What nobody but an earlier server could open.
fn early_data(length: usize) -> Vec<u8> {
    plaintext(23, 0x0303, &vec![0x5a; length])
}

#[test]
fn refused_early_data_is_skipped() {
    for retry in [false, true] {
        let mut pair = offered(retry, 10_000);
        for _ in 0..9 {
            pair.give(&early_data(1000)).unwrap();
        }
        let mut pair = pair.to("Connected");
        pair.agree();
        assert_eq!(pair.local.connection.early_data(), EarlyData::Rejected);
    }
    assert_eq!(Pair::server_at("Connected").local.connection.early_data(), EarlyData::NotOffered);
    surehand_evidence::property("4.2.10-6", "early data is ignored, with and without a HelloRetryRequest");
    surehand_evidence::property("4.2.10-i4", "skipped until the second ClientHello");
}

#[test]
fn not_without_end() {
    for retry in [false, true] {
        let mut pair = offered(retry, 1010);
        pair.give(&early_data(1000)).unwrap();
        pair.refuses(&early_data(1), Alert::UNEXPECTED_MESSAGE, "4.2.10-i3");
    }
}

#[test]
fn not_after_the_first_record_that_opens() {
    let mut pair = offered(false, 10_000).to("Connected");
    pair.give_record(23, b"data").unwrap();
    pair.refuses(&early_data(100), Alert::BAD_RECORD_MAC, "5.2-3");
    // After a HelloRetryRequest, not after the second ClientHello.
    let pair = offered(true, 10_000).to("WaitFinished");
    pair.refuses(&early_data(100), Alert::BAD_RECORD_MAC, "5.2-3");
}

#[test]
fn not_in_the_midst_of_a_message() {
    let mut pair = offered(true, 10_000);
    let second = pair.next_message().unwrap();
    pair.give(&plaintext(22, 0x0303, &second[..40])).unwrap();
    pair.refuses(&early_data(100), Alert::UNEXPECTED_MESSAGE, "5.1-3");
}

#[test]
fn not_where_none_was_offered() {
    Pair::server_at("WaitFinished").refuses(&early_data(100), Alert::BAD_RECORD_MAC, "5.2-3");
    Pair::server_at("WaitSecondClientHello").refuses(&early_data(100), Alert::UNEXPECTED_MESSAGE, "5.1-i1");
    keeps(&["A.2-i4"], "what does not open is skipped if early data was offered, and not otherwise");
}

fn ticket() -> Known {
    Known::ticket(b"ticket").early(1000)
}

/// A server that knows the ticket, and a client that offers early data under it.
fn offering(change: impl FnOnce(&mut ServerConfig)) -> Pair {
    Pair::server_knowing(&[ticket()], true, change)
}

/// The same after the ClientHello.
fn accepting(change: impl FnOnce(&mut ServerConfig)) -> Pair {
    offering(change).to("WaitEndOfEarlyData")
}

fn encrypted_extensions(pair: &Pair) -> &[u8] {
    pair.peer.messages.iter().find(|message| message[0] == 8).unwrap()
}

#[test]
fn early_data_is_taken() {
    let mut pair = accepting(|_| {});
    assert_eq!(pair.peer.types(), [1, 2, 8, 20], "the whole flight, before EndOfEarlyData");
    assert_eq!(encrypted_extensions(&pair), pair.peer.early_data_accepted());
    for part in [&b"early "[..], b"", b"data"] {
        pair.give_record(23, part).unwrap();
    }
    assert_eq!((&pair.local.early[..], &pair.local.data[..]), (&b"early data"[..], &b""[..]));
    assert_eq!(pair.local.connection.early_data(), EarlyData::Accepted);
    assert!(!pair.local.events.contains(&Event::Complete));
    let mut exported = [0; 32];
    pair.local.connection.export_early(b"label", b"", &mut exported).unwrap();
    assert_eq!(exported[..], pair.peer.export_early(b"label"));
    let mut pair = pair.to("Connected");
    pair.agree();
    assert!(pair.local.events.contains(&Event::Complete));
    for rule in ["4.2.10-6", "4.2.10-i2", "4.2.10-i6", "4.2.11.3-1", "4.5-i1", "4.2.10-2"] {
        surehand_evidence::property(rule, "early data is taken under the first PSK's keys, and EndOfEarlyData ends it");
    }
}

#[test]
fn exporters_end_with_the_connection() {
    let mut server = accepting(|_| {});
    let mut early_client = client(|_| {});
    for pair in [&mut server, &mut early_client] {
        pair.local.connection.export_early(b"label", b"", &mut [0; 32]).unwrap();
        assert!(pair.give_record(22, &message(99, b"")).is_err());
        assert!(pair.local.connection.export_early(b"label", b"", &mut [0; 32]).is_err());
    }
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.local.connection.export(b"label", b"", &mut [0; 32]).unwrap();
        assert!(pair.give_record(22, &message(99, b"")).is_err());
        assert!(pair.local.connection.export(b"label", b"", &mut [0; 32]).is_err());
        pair.dead();
    }
    keeps(&["6-4"], "a failed connection exports, reads and writes nothing: its secrets are gone");
}

#[test]
fn the_question_is_about_the_first_identity() {
    let mut pair = offering(|_| {}).to("AskEarlyData");
    let hello = pair.peer.hello.clone().unwrap();
    let Some((_, Question::AdmitEarlyData(question))) = pair.local.connection.question() else { panic!("not asked") };
    assert_eq!((&question.identity, question.obfuscated_ticket_age), (&ticket().identity, ticket().age));
    assert!(hello.bytes().ends_with(&question.binder));
    assert_eq!(question.binder.len(), 32);
    pair.local.answer().unwrap();
    pair.to("Connected").agree();
}

#[test]
fn records_wait_for_the_answers() {
    for stop in ["AskPsks", "AskEarlyData"] {
        for fresh in [true, false] {
            let mut pair = offering(|_| {}).to(stop);
            (pair.local.answers, pair.local.fresh) = (false, fresh);
            let records = [pair.peer.record(23, b"early "), pair.peer.record(23, b"data")].concat();
            for part in records.chunks(7) {
                pair.give(part).unwrap();
                assert_eq!((pair.local.state(), &pair.local.early[..]), (stop, &b""[..]));
            }
            assert_eq!(pair.local.input, records);
            pair.local.answers = true;
            pair.give(b"").unwrap();
            assert_eq!(pair.local.early, if fresh { &b"early data"[..] } else { b"" });
            pair.to("Connected").agree();
        }
    }
}

/// A server that does not take the early data: it says so, skips it, and comes to an end with the client.
#[track_caller]
fn rejected(mut pair: Pair, hello: impl FnOnce(Hello) -> Hello) {
    let hello = hello(pair.client_hello());
    let hello = if hello.get(E::PRE_SHARED_KEY).is_some() { pair.peer.bound(hello) } else { hello };
    pair.tell(hello.bytes()).unwrap();
    // What the client has sent before it knows.
    let terms = pair.peer.psks[0].early_data.clone();
    let suite = pair.peer.provider.suite(terms.map_or(peer::psk::SUITE, |terms| terms.cipher_suite)).unwrap();
    let mut early = peer::protection::Writing::new(&pair.peer.provider, suite, pair.peer.early_traffic());
    for _ in 0..5 {
        let record = early.seal(23, &[7; 800], 100);
        pair.give(&record).unwrap();
    }
    let mut pair = pair.to("Connected");
    pair.agree();
    assert_eq!(encrypted_extensions(&pair)[4..6], (encrypted_extensions(&pair).len() as u16 - 6).to_be_bytes());
    assert!(!encrypted_extensions(&pair).ends_with(&[0, 42, 0, 0]));
    assert_eq!((&pair.local.early[..], pair.local.connection.early_data()), (&b""[..], EarlyData::Rejected));
    assert!(pair.local.connection.export_early(b"label", b"", &mut [0; 32]).is_err());
    surehand_evidence::property("4.2.10-11", "early data that is not taken is skipped, for each reason");
    surehand_evidence::property("4.2.10-i6", "early data that is not taken is skipped, all of it");
}

fn alpn(names: &[&[u8]]) -> Vec<u8> {
    vector(2, &names.iter().flat_map(|name| vector(1, name)).collect::<Vec<_>>())
}

const CHACHA: CipherSuite = CipherSuite::TLS_CHACHA20_POLY1305_SHA256;

#[test]
fn early_data_is_refused_for_each_reason() {
    let same = |hello: Hello| hello;
    // Seen before.
    let mut pair = offering(|_| {});
    pair.local.fresh = false;
    rejected(pair, same);
    surehand_evidence::property("4.2.10-4", "a handshake goes on without its early data");
    // None is wanted, or the PSK admits none.
    rejected(offering(|config| config.max_early_data_size = 0), same);
    for size in [None, Some(0)] {
        let mut pair = offering(|_| {});
        pair.local.known[0].early_data = size.and_then(|size| Known::ticket(b"").early(size).early_data);
        rejected(pair, same);
    }
    // Another suite or protocol than it is bound to.
    rejected(offering(|config| config.cipher_suites = vec![CHACHA]), same);
    let offer = |names: &'static [&'static [u8]]| {
        move |hello: Hello| hello.set(E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, alpn(names))
    };
    let protocols = |config: &mut ServerConfig| config.application_layer_protocols = vec![b"h2".to_vec()];
    let with_protocol = |protocol: Option<&[u8]>| {
        let psk = Known::external(b"psk").early(1000);
        let mut pair = Pair::server_knowing(&[psk], true, protocols);
        let terms = pair.local.known[0].early_data.as_mut().unwrap();
        terms.application_layer_protocol = protocol.map(<[u8]>::to_vec);
        pair
    };
    rejected(with_protocol(None), offer(&[b"h2"]));
    rejected(with_protocol(Some(b"h3")), offer(&[b"h3", b"h2"]));
    rejected(with_protocol(Some(b"h2")), same);
    surehand_evidence::property("4.2.10-9", "suite and protocol are those of the PSK, or there is no early data");
    keeps(&["9846:4.3.10-1"], "suite and protocol are those of the PSK, or there is no early data");
    // The second identity.
    let mut pair = Pair::server_knowing(&[ticket(), Known::ticket(b"second").early(1000)], true, |_| {});
    pair.local.known.remove(0);
    rejected(pair, same);
    surehand_evidence::property("4.2.10-8", "the first identity, or there is no early data");
    // No PSK that is known; none that may be continued.
    let mut pair = offering(|_| {});
    pair.local.known.clear();
    rejected(pair, same);
    let mut pair = offering(|_| {});
    pair.local.known[0].session.as_mut().unwrap().server_name = Some(b"name".to_vec());
    rejected(pair, same);
    // A HelloRetryRequest.
    let mut pair = offering(|_| {});
    pair.retry = true;
    rejected(pair, same);
}

#[test]
fn the_protocol_that_it_is_bound_to_is_good() {
    let mut psk = ticket();
    psk.early_data.as_mut().unwrap().application_layer_protocol = Some(b"h2".to_vec());
    psk.session.as_mut().unwrap().application_layer_protocol = Some(b"h2".to_vec());
    let mut pair =
        Pair::server_knowing(&[psk], true, |config| config.application_layer_protocols = vec![b"h2".to_vec()]);
    let hello = pair.client_hello().set(E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, alpn(&[b"h2"]));
    let hello = pair.peer.bound(hello);
    pair.tell(hello.bytes()).unwrap();
    pair.give_record(23, b"early").unwrap();
    assert_eq!(pair.local.early, b"early");
    pair.to("Connected").agree();
}

#[test]
fn skipping_has_a_limit_here_too() {
    for retry in [false, true] {
        let mut pair = offering(|config| config.limits.skipped_early_data = 1000);
        pair.retry = retry;
        pair.local.fresh = false;
        let mut pair = pair.to(if retry { "WaitSecondClientHello" } else { "WaitFinished" });
        pair.give(&early_data(990)).unwrap();
        pair.refuses(&early_data(10), Alert::UNEXPECTED_MESSAGE, "4.2.10-i3");
    }
}

#[test]
fn no_more_than_the_ticket_and_the_configuration_admit() {
    for (configured, limit) in [(1000, 1000), (5000, 1000)] {
        let full = || {
            let mut pair = accepting(|config| config.max_early_data_size = configured);
            // Padding does not count.
            for size in [limit / 2, limit - limit / 2] {
                let record = pair.peer.writing.as_mut().unwrap().seal(23, &vec![7; size], 3000);
                pair.give(&record).unwrap();
            }
            assert_eq!(pair.local.early.len(), limit);
            pair
        };
        full().to("Connected").agree();
        full().refuses_record(23, b"x", Alert::UNEXPECTED_MESSAGE, "4.6.1-17");
    }
    accepting(|_| {}).refuses_record(23, &[7; 1001], Alert::UNEXPECTED_MESSAGE, "4.6.1-17");
    surehand_evidence::property("4.6.1-i6", "padding does not count");
}

#[test]
fn a_record_that_does_not_open_is_fatal_once_early_data_is_taken() {
    accepting(|_| {}).refuses(&early_data(100), Alert::BAD_RECORD_MAC, "5.2-3");
    let mut pair = accepting(|_| {});
    pair.give_record(23, b"early").unwrap();
    pair.refuses(&early_data(100), Alert::BAD_RECORD_MAC, "5.2-3");
    breaks(Alert::BAD_RECORD_MAC, &["4.2.10-12", "4.2.10-13"]);
}

#[test]
fn end_of_early_data_is_not_left_out() {
    // Under handshake keys at once.
    let mut pair = accepting(|_| {});
    pair.peer.said(5, message(5, &[]));
    let finished = pair.peer.finished();
    pair.refuses_message(&finished, Alert::BAD_RECORD_MAC, "5.2-3");
    // A Finished under early keys.
    let mut pair = accepting(|_| {});
    let finished = pair.peer.finished();
    pair.give_record(23, b"early").unwrap();
    pair.refuses_message(&finished, Alert::UNEXPECTED_MESSAGE, "4.5-i2");
    // One that leaves EndOfEarlyData out of its transcript.
    let mut pair = accepting(|_| {});
    let finished = pair.peer.finished();
    pair.tell(message(5, &[])).unwrap();
    pair.refuses_message(&finished, Alert::DECRYPT_ERROR, "4.4.4-2");
}

#[test]
fn nothing_but_data_comes_before_end_of_early_data() {
    for other in [message(24, &[0]), message(11, &[0; 4]), message(20, &[0; 32])] {
        accepting(|_| {}).refuses_message(&other, Alert::UNEXPECTED_MESSAGE, "4.5-i2");
    }
}

#[test]
fn end_of_early_data_ends_it() {
    // Early data after it, under the old keys; data under handshake keys; twice.
    let ended = || {
        let mut pair = accepting(|_| {});
        pair.give_record(23, b"early").unwrap();
        pair.tell(message(5, &[])).unwrap();
        assert_eq!(pair.local.state(), "WaitFinished");
        pair
    };
    let mut pair = ended();
    let late = pair.peer.spent.last_mut().unwrap().seal(23, b"late", 0);
    pair.refuses(&late, Alert::BAD_RECORD_MAC, "5.2-3");
    // A record that comes again, before the end and after it.
    for end in [false, true] {
        let mut pair = accepting(|_| {});
        let record = pair.peer.record(23, b"early");
        pair.give(&record).unwrap();
        if end {
            pair.tell(message(5, &[])).unwrap();
        }
        assert_eq!(pair.local.early, b"early");
        pair.refuses(&record, Alert::BAD_RECORD_MAC, "5.2-3");
    }
    breaks(Alert::BAD_RECORD_MAC, &["2.3-i2"]);
    ended().refuses_record(23, b"data", Alert::UNEXPECTED_MESSAGE, "4.4.4-i2");
    ended().refuses_message(&message(5, &[]), Alert::UNEXPECTED_MESSAGE, "4.5-2");
    // Nothing lies behind it in its record.
    let pair = accepting(|_| {});
    pair.refuses_message(&[message(5, &[]), message(20, &[0; 32])].concat(), Alert::UNEXPECTED_MESSAGE, "5.1-7");
    let pair = accepting(|_| {});
    pair.refuses_message(&message(5, &[0]), Alert::DECODE_ERROR, "4-i1");
}

#[test]
fn end_of_early_data_where_none_was_taken() {
    let mut pair = offering(|_| {});
    pair.local.fresh = false;
    pair.to("WaitFinished").refuses_message(&message(5, &[]), Alert::UNEXPECTED_MESSAGE, "4.5-2");
    Pair::server_at("WaitFinished").refuses_message(&message(5, &[]), Alert::UNEXPECTED_MESSAGE, "4.5-2");
    Pair::server_at("Connected").refuses_message(&message(5, &[]), Alert::UNEXPECTED_MESSAGE, "4.5-2");
}

#[test]
fn an_alert_under_early_keys_is_read() {
    let mut pair = accepting(|_| {});
    assert_eq!(pair.give_record(21, &[2, 80]), Err(Error::AlertReceived(Alert::INTERNAL_ERROR)));
    pair.dead();
    let mut pair = accepting(|_| {});
    pair.give_record(21, &[1, 0]).unwrap();
    assert_eq!(pair.local.events.last(), Some(&Event::Closed));
}

#[test]
fn a_server_may_send_before_the_client_is_done() {
    for state in ["WaitEndOfEarlyData", "WaitFinished", "WaitCertificate"] {
        let mut pair = Pair::server_at(state);
        assert_eq!(pair.local.send(b"too early"), Err(Error::NotYet));
        pair.local.connection.half_rtt().unwrap();
        let sent = pair.local.send(b"half-RTT data").unwrap();
        pair.peer.hear(&sent);
        assert_eq!((&pair.peer.data[..], pair.peer.unopened), (&b"half-RTT data"[..], 0));
        let mut pair = pair.to("Connected");
        pair.agree();
        assert!(pair.peer.data.starts_with(b"half-RTT data"));
    }
    for state in ["WaitClientHello", "AskCredential", "AskSign"] {
        let mut pair = Pair::server_at(state);
        assert_eq!(pair.local.connection.half_rtt(), Err(Error::NotYet));
        pair.to("Connected").agree();
    }
    for state in ["WaitServerHello", "WaitFinished"] {
        assert_eq!(Pair::client_at(state).local.connection.half_rtt(), Err(Error::NotYet));
    }
    let mut pair = Pair::server_at("WaitFinished");
    pair.local.connection.close();
    assert_eq!(pair.local.connection.half_rtt(), Err(Error::Closed));
    surehand_evidence::property("4.4.4-3", "half-RTT data under application keys");
}

/// The rest is about clients.
fn client(change: impl FnOnce(&mut ClientConfig)) -> Pair {
    Pair::client_offering(&[ticket()], true, change)
}

fn send_early(pair: &mut Pair, data: &[u8]) -> Result<(), Error> {
    let mut out = Vec::new();
    let result = pair.local.connection.send_early(data, &mut out);
    pair.peer.hear(&out);
    result
}

#[test]
fn a_client_sends_early_data() {
    let mut pair = client(|_| {});
    let hello = pair.peer.hello.clone().unwrap();
    assert_eq!((hello.get(E::EARLY_DATA), hello.extensions.last().unwrap().0), (Some(&[][..]), E::PRE_SHARED_KEY));
    assert!(pair.peer.binders_are_right());
    assert_eq!(pair.local.connection.early_data(), EarlyData::Offered);
    assert_eq!((pair.local.state(), pair.local.send(b"data")), ("WaitServerHello", Err(Error::NotYet)));
    send_early(&mut pair, b"early ").unwrap();
    let types: Vec<_> = pair.peer.seen.iter().map(|seen| (seen.content_type, seen.epoch)).collect();
    assert_eq!(types, [(22, 0), (20, 0), (23, 1)], "change_cipher_spec right after the ClientHello (D.4)");
    let mut exported = [0; 32];
    pair.local.connection.export_early(b"label", b"", &mut exported).unwrap();
    assert_eq!(exported[..], pair.peer.export_early(b"label"));
    let mut pair = pair.to("WaitFinished");
    assert_eq!(pair.local.connection.early_data(), EarlyData::Accepted);
    send_early(&mut pair, b"data").unwrap();
    assert_eq!(pair.peer.early_data, b"early data");
    let mut pair = pair.to("Connected");
    assert_eq!(pair.peer.types(), [1, 2, 8, 20, 5, 20]);
    assert_eq!(send_early(&mut pair, b"late"), Err(Error::NotYet));
    pair.agree();
    for rule in ["4.2.10-1", "4.5-1", "4.5-i1", "4.2.10-2", "A.1-i1"] {
        surehand_evidence::property(rule, "a client's early data, EndOfEarlyData and Finished");
    }
}

#[test]
fn a_client_sends_no_more_than_it_may() {
    let mut pair = client(|_| {});
    send_early(&mut pair, &[7; 600]).unwrap();
    assert_eq!(send_early(&mut pair, &[7; 401]), Err(Error::TooMuchEarlyData));
    assert_eq!(pair.peer.early_data.len(), 600);
    send_early(&mut pair, &[7; 400]).unwrap();
    assert_eq!(send_early(&mut pair, b"x"), Err(Error::TooMuchEarlyData));
    send_early(&mut pair, b"").unwrap();
    assert_eq!(pair.peer.early_data.len(), 1000);
    pair.to("Connected").agree();
    surehand_evidence::property("4.6.1-i5", "a client sends no more early data than its ticket admits");
}

#[test]
fn a_client_sends_no_more_than_its_key_protects() {
    let mut pair = Pair::client_for(Rigged::limited(8), &[ticket()], true, |config| {
        config.psk_key_exchange_modes = vec![surehand_codec::extension::PskKeyExchangeMode::PSK_DHE_KE];
    });
    let sent = (0..20).filter(|_| send_early(&mut pair, b"early").is_ok()).count();
    assert_eq!(sent, 7, "one record is left for EndOfEarlyData");
    assert_eq!(send_early(&mut pair, b"early"), Err(Error::KeysUsedUp));
    let mut pair = pair.to("Connected");
    assert_eq!(pair.peer.early_data, b"early".repeat(7));
    pair.agree();
    keeps(&["9846:5.5-2"], "early data ends with what its key may protect");
}

#[test]
fn a_server_of_an_older_version_ends_it() {
    let mut pair = client(|_| {});
    send_early(&mut pair, b"early").unwrap();
    let hello = pair.peer.server_hello().without(E::SUPPORTED_VERSIONS).without(E::PRE_SHARED_KEY);
    pair.refuses_message(&hello.bytes(), Alert::PROTOCOL_VERSION, "4.1.3-9");
    breaks(Alert::PROTOCOL_VERSION, &["D.3-1"]);
}

#[test]
fn a_client_hears_that_it_is_not_taken() {
    // By EncryptedExtensions; by a ServerHello without the PSK, or with another; by a HelloRetryRequest.
    for how in 0..4 {
        let psks = [ticket(), Known::ticket(b"second").early(1000)];
        let mut pair = Pair::client_offering(&psks, true, |_| {});
        send_early(&mut pair, b"early").unwrap();
        pair.early = false;
        pair.peer.select = [Some(0), None, Some(1), Some(0)][how];
        pair.retry = how == 3;
        let mut pair = pair.to("WaitFinished");
        assert_eq!(pair.local.connection.early_data(), EarlyData::Rejected);
        assert_eq!(send_early(&mut pair, b"late"), Err(Error::NotYet));
        let mut pair = pair.to("Connected");
        assert!(!pair.peer.types().contains(&5), "no EndOfEarlyData");
        assert_eq!(pair.local.connection.connected().unwrap().by_psk, how != 1);
        pair.agree();
    }
    surehand_evidence::property("4.2.10-i5", "a client goes on without its early data");
    surehand_evidence::property("4.5-2", "no EndOfEarlyData where early data was not taken");
    surehand_evidence::property("4.2.10-7", "no early_data after a HelloRetryRequest");
}

#[test]
fn no_early_data_after_a_retry() {
    let mut pair = client(|_| {});
    let retry = pair.peer.hello_retry_request(OTHER_GROUP);
    pair.tell(retry.bytes()).unwrap();
    assert_eq!(pair.peer.hello.as_ref().unwrap().get(E::EARLY_DATA), None);
    assert_eq!(pair.local.connection.early_data(), EarlyData::Rejected);
    assert_eq!(send_early(&mut pair, b"late"), Err(Error::NotYet));
    let pair = pair.to("WaitEncryptedExtensions");
    let accepted = pair.peer.early_data_accepted();
    pair.refuses_message(&accepted, Alert::UNSUPPORTED_EXTENSION, "4.2-4");
}

#[test]
fn early_data_that_was_not_offered_is_not_taken() {
    let pair = Pair::client_offering(&[ticket()], false, |_| {}).to("WaitEncryptedExtensions");
    let accepted = pair.peer.early_data_accepted();
    pair.refuses_message(&accepted, Alert::UNSUPPORTED_EXTENSION, "4.2-4");
}

#[test]
fn early_data_goes_with_the_first_identity() {
    for select in [Some(1), None] {
        let mut pair = Pair::client_offering(&[ticket(), Known::ticket(b"second")], true, |_| {});
        (pair.early, pair.peer.select) = (false, select);
        let pair = pair.to("WaitEncryptedExtensions");
        let accepted = pair.peer.early_data_accepted();
        pair.refuses_message(&accepted, Alert::ILLEGAL_PARAMETER, "4.2.11-16");
    }
    surehand_evidence::property("4.2.11-15", "early data is taken with selected_identity 0");
}

#[test]
fn early_data_goes_with_its_suite_and_its_protocol() {
    let mut pair = client(|_| {});
    pair.peer.use_suite(CHACHA);
    let pair = pair.to("WaitEncryptedExtensions");
    let accepted = pair.peer.early_data_accepted();
    pair.refuses_message(&accepted, Alert::ILLEGAL_PARAMETER, "4.2.10-9");
    let with = |protocol: Option<&[u8]>, answer: Option<&[u8]>| {
        let mut psk = ticket();
        psk.early_data.as_mut().unwrap().application_layer_protocol = protocol.map(<[u8]>::to_vec);
        let pair = Pair::client_offering(&[psk], true, |config| {
            config.application_layer_protocols = vec![b"h2".to_vec(), b"h3".to_vec()];
        });
        let name = answer.map(|name| (E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, alpn(&[name])));
        let extensions: Vec<_> = name.into_iter().chain([(E::EARLY_DATA, vec![])]).collect();
        (pair.to("WaitEncryptedExtensions"), message(8, &block(&extensions)))
    };
    for (protocol, answer) in [(None, Some(&b"h2"[..])), (Some(&b"h2"[..]), Some(b"h3")), (Some(b"h2"), None)] {
        let (pair, extensions) = with(protocol, answer);
        pair.refuses_message(&extensions, Alert::ILLEGAL_PARAMETER, "4.2.10-i2");
    }
    for protocol in [None, Some(&b"h2"[..])] {
        let (mut pair, extensions) = with(protocol, protocol);
        pair.tell(extensions).unwrap();
        pair.to("Connected").agree();
    }
}

#[test]
fn what_admits_no_early_data_offers_none() {
    let none = |psk: Known, early, change: fn(&mut ClientConfig)| {
        let mut pair = Pair::client_offering(&[psk], early, change);
        assert_eq!(pair.peer.hello.as_ref().unwrap().get(E::EARLY_DATA), None);
        assert_eq!(pair.local.connection.early_data(), EarlyData::NotOffered);
        assert_eq!(send_early(&mut pair, b"early"), Err(Error::NotYet));
        assert!(pair.local.connection.export_early(b"label", b"", &mut [0; 32]).is_err());
        pair.peer.early = false;
        pair
    };
    none(ticket(), false, |_| {}).to("Connected").agree();
    none(Known::ticket(b"ticket"), true, |_| {}).to("Connected").agree();
    none(ticket().early(0), true, |_| {}).to("Connected").agree();
    none(ticket(), true, |config| config.psk_key_exchange_modes.clear());
    none(ticket(), true, |config| config.cipher_suites = vec![CHACHA]);
    let mut psk = ticket();
    psk.early_data.as_mut().unwrap().application_layer_protocol = Some(b"h2".to_vec());
    none(psk, true, |_| {}).to("Connected").agree();
    keeps(&["D.1-2"], "early data goes with a PSK that admits it, which no server of an older version has given out");
}

#[test]
fn a_client_takes_no_end_of_early_data() {
    for state in ["WaitServerHello", "WaitEncryptedExtensions", "WaitFinished", "Connected"] {
        client(|_| {}).to(state).refuses_message(&message(5, &[]), Alert::UNEXPECTED_MESSAGE, "4.5-4");
    }
    surehand_evidence::property("4.5-3", "a server's EndOfEarlyData is refused");
}

#[test]
fn alerts_of_a_client_go_out_under_the_keys_of_the_moment() {
    for accepted in [true, false] {
        for state in ["WaitServerHello", "WaitEncryptedExtensions", "WaitFinished", "Connected"] {
            let mut pair = client(|_| {});
            send_early(&mut pair, b"early").unwrap();
            pair.early = accepted;
            let pair = pair.to(state);
            assert_eq!(pair.peer.role, Role::Server);
            pair.refuses_message(&message(99, b""), Alert::UNEXPECTED_MESSAGE, "4-i2");
        }
    }
    let mut pair = client(|_| {});
    pair.local.connection.close();
    assert_eq!(send_early(&mut pair, b"late"), Err(Error::Closed));
    pair.settle();
    assert_eq!(pair.peer.alert(), Some((1, 0, 1)));
}

#[test]
fn alerts_of_a_server_go_out_under_the_keys_of_the_moment() {
    for (state, fresh) in [("WaitEndOfEarlyData", true), ("WaitFinished", true), ("WaitFinished", false)] {
        let mut pair = offering(|_| {});
        pair.local.fresh = fresh;
        pair.to(state).refuses_message(&message(99, b""), Alert::UNEXPECTED_MESSAGE, "4-i2");
    }
}

#[test]
fn the_limit_of_records_is_not_that_of_early_data() {
    // What a client sends before it knows our limit (RFC 8449) is longer, and not refused for that.
    let mut pair = offering(|config| config.record_size_limit = Some(100));
    let hello = pair.client_hello().set(E::RECORD_SIZE_LIMIT, vec![0x40, 1]);
    let hello = pair.peer.bound(hello);
    pair.tell(hello.bytes()).unwrap();
    pair.give_record(23, &[7; 900]).unwrap();
    assert_eq!(pair.local.early.len(), 900);
    let mut pair = pair.to("Connected");
    pair.agree();
    pair.refuses_record(23, &[7; 100], Alert::RECORD_OVERFLOW, "5.2-i5");
}
