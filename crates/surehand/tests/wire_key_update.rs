//! RFC 8446 §4.6.3: KeyUpdate, asked for or not, both ways.

mod peer;

use peer::{Broken, Pair, Rigged, breaks, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::config::KeyUpdatePolicy;
use surehand_core::connection::Error;

fn key_update(request: u8) -> Vec<u8> {
    message(24, &[request])
}

fn connected() -> [Pair; 2] {
    [Pair::client_at("Connected"), Pair::server_at("Connected")]
}

#[test]
fn the_peer_updates_and_data_flows() {
    for mut pair in connected() {
        for _ in 0..5 {
            pair.give_record(22, &key_update(0)).unwrap();
            pair.peer.update_writing();
            pair.agree();
        }
        assert_eq!(pair.peer.epoch(), 2, "an update that asks for nothing is not answered");
    }
    surehand_evidence::property("4.6.3-3", "the receiving keys are updated on KeyUpdate");
}

#[test]
fn the_reply_comes_before_further_data() {
    for mut pair in connected() {
        let heard = pair.peer.seen.len();
        let record = pair.peer.record(22, &key_update(1));
        pair.local.feed(&record).unwrap();
        pair.peer.update_writing();
        let sent = pair.local.send(b"after the reply").unwrap();
        pair.peer.hear(&sent);
        let after: Vec<_> = pair.peer.seen[heard..].iter().map(|seen| (seen.content.clone(), seen.epoch)).collect();
        assert_eq!(after, [(key_update(0), 2), (b"after the reply".to_vec(), 3)]);
        pair.agree();
        surehand_evidence::property("4.6.3-5", "the KeyUpdate that was asked for precedes further application data");
    }
}

#[test]
fn several_requests_need_one_reply() {
    for mut pair in connected() {
        for _ in 0..3 {
            let record = pair.peer.record(22, &key_update(1));
            pair.local.feed(&record).unwrap();
            pair.peer.update_writing();
        }
        pair.settle();
        assert_eq!(pair.peer.epoch(), 3);
        pair.agree();
    }
    surehand_evidence::property("4.6.3-i3", "several requests while we are silent are answered once");
}

#[test]
fn a_request_of_ours_is_not_repeated_before_it_is_met() {
    for mut pair in connected() {
        let heard = pair.peer.seen.len();
        for _ in 0..3 {
            pair.local.connection.update_keys(true).unwrap();
        }
        pair.settle();
        let said: Vec<_> = pair.peer.seen[heard..].iter().map(|seen| seen.content.clone()).collect();
        assert_eq!(said, [key_update(1), key_update(0), key_update(0)]);
        pair.give_record(22, &key_update(0)).unwrap();
        pair.peer.update_writing();
        pair.local.connection.update_keys(true).unwrap();
        pair.settle();
        assert_eq!(pair.peer.seen.last().unwrap().content, key_update(1));
        pair.agree();
        surehand_evidence::property("4.6.3-2", "what follows our KeyUpdate is under the next generation of keys");
        surehand_evidence::property("4.6.3-6", "our KeyUpdate itself is under the old keys");
        surehand_evidence::property("9846:4.7.3-1", "one request for a KeyUpdate is outstanding at a time");
    }
}

#[test]
fn a_request_that_is_neither_is_refused() {
    for request in [2, 3, 255] {
        for pair in connected() {
            pair.refuses_message(&key_update(request), Alert::ILLEGAL_PARAMETER, "4.6.3-4");
        }
    }
}

#[test]
fn before_the_handshake_is_complete_it_is_unexpected() {
    for state in ["WaitServerHello", "WaitEncryptedExtensions", "WaitCertificateVerify", "WaitFinished"] {
        Pair::client_at(state).refuses_message(&key_update(0), Alert::UNEXPECTED_MESSAGE, "4.6.3-1");
    }
    for state in ["WaitClientHello", "WaitSecondClientHello", "WaitFinished"] {
        Pair::server_at(state).refuses_message(&key_update(0), Alert::UNEXPECTED_MESSAGE, "4.6.3-1");
    }
    for mut pair in [Pair::client_at("WaitFinished"), Pair::server_at("WaitFinished")] {
        assert_eq!(pair.local.connection.update_keys(false), Err(Error::NotYet));
    }
    breaks(Alert::UNEXPECTED_MESSAGE, &["4.6.3-i1"]);
}

#[test]
fn read_keys_that_cannot_be_made_are_an_internal_error() {
    let client = Pair::client_with(Rigged::broken(Broken::OpeningKey(2)), |_| {});
    for pair in [client, Pair::server_with(Rigged::broken(Broken::OpeningKey(2)), |_| {})] {
        pair.to("Connected").refuses_message(&key_update(0), Alert::INTERNAL_ERROR, "6.2-i17");
    }
}

#[test]
fn write_keys_that_cannot_be_made_are_an_internal_error() {
    let broken = || Rigged::broken(Broken::SealingKey(2));
    for pair in [Pair::client_with(broken(), |_| {}), Pair::server_with(broken(), |_| {})] {
        let mut pair = pair.to("Connected");
        let result = pair.local.connection.update_keys(false);
        pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
    }
    for pair in [Pair::client_with(broken(), |_| {}), Pair::server_with(broken(), |_| {})] {
        let mut pair = pair.to("Connected");
        let record = pair.peer.record(22, &key_update(1));
        pair.local.feed(&record).unwrap();
        let mut out = Vec::new();
        let result = pair.local.connection.output(&mut out);
        pair.peer.hear(&out);
        pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
    }
}

/// Both roles with this policy, connected.
fn with_policy(records: Option<u64>, bytes: Option<u64>) -> [Pair; 2] {
    let key_update = KeyUpdatePolicy { records, bytes };
    let client = Pair::client_with(Rigged::new(), |config| config.key_update = key_update);
    let server = Pair::server_with(Rigged::new(), |config| config.key_update = key_update);
    [client.to("Connected"), server.to("Connected")]
}

/// Sends so many pieces of data of this size, and gives how many records of data came under each key.
fn records_by_key(pair: &mut Pair, pieces: usize, size: usize) -> Vec<usize> {
    let (first, heard) = (pair.peer.epoch(), pair.peer.seen.len());
    for _ in 0..pieces {
        let sent = pair.local.send(&vec![7; size]).unwrap();
        pair.peer.hear(&sent);
    }
    assert_eq!((pair.peer.unopened, pair.peer.data.len()), (0, pieces * size));
    let seen = &pair.peer.seen[heard..];
    let data = |epoch: usize| seen.iter().filter(|seen| seen.content_type == 23 && seen.epoch == epoch).count();
    let counts = (first..=pair.peer.epoch()).map(data).collect();
    assert!(seen.iter().all(|seen| seen.content_type != 22 || seen.content == key_update(0)));
    pair.agree();
    counts
}

#[test]
fn keys_are_updated_after_so_many_records() {
    for mut pair in with_policy(Some(5), None) {
        assert_eq!(records_by_key(&mut pair, 17, 100), [5, 5, 5, 2]);
    }
    for limit in [0, 1] {
        for mut pair in with_policy(Some(limit), None) {
            assert_eq!(records_by_key(&mut pair, 4, 100), [1, 1, 1, 1]);
        }
    }
    // Within one piece too.
    for mut pair in with_policy(Some(2), None) {
        assert_eq!(records_by_key(&mut pair, 1, 5 << 14), [2, 2, 1]);
    }
}

#[test]
fn keys_are_updated_after_so_many_bytes() {
    for mut pair in with_policy(None, Some(1000)) {
        assert_eq!(records_by_key(&mut pair, 9, 400), [3, 3, 3]);
    }
    for limit in [0, 1] {
        for mut pair in with_policy(None, Some(limit)) {
            assert_eq!(records_by_key(&mut pair, 3, 1), [1, 1, 1]);
        }
    }
    for mut pair in with_policy(Some(2), Some(1000)) {
        assert_eq!(records_by_key(&mut pair, 5, 100), [2, 2, 1]);
        let mut pair = pair;
        pair.local.connection.close();
    }
}

#[test]
fn without_a_policy_keys_stay() {
    for mut pair in with_policy(None, None) {
        assert_eq!(records_by_key(&mut pair, 300, 5000), [300]);
    }
    surehand_evidence::property("9846:5.5-1", "a policy by records and by bytes, for either role");
}

#[test]
fn an_update_of_ours_starts_the_count_anew() {
    for mut pair in with_policy(Some(3), Some(1000)) {
        assert_eq!(records_by_key(&mut pair, 2, 400), [2]);
        pair.local.connection.update_keys(false).unwrap();
        pair.settle();
        pair.peer.data.clear();
        assert_eq!(records_by_key(&mut pair, 2, 400), [2]);
    }
}
