//! RFC 8446 §5.5, RFC 8449: when keys are updated, and how long records are.

use surehand::{Direction, KeyUpdatePolicy, Observation, Padding};
use surehand_evidence::property;

use crate::made::Authority;
use crate::rig::{End, agree, connected, run};

/// The lengths of the protected records in these bytes, without header and tag.
fn protected(mut bytes: &[u8]) -> Vec<usize> {
    let mut lengths = Vec::new();
    while let [content_type, _, _, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if *content_type == 23 {
            lengths.push(length - 16);
        }
        bytes = &rest[length..];
    }
    lengths
}

fn key_updates(end: &mut End, direction: Direction) -> usize {
    let is_update = |observation: &Observation<()>| matches!(observation, Observation::Message { direction: it, name: "KeyUpdate", .. } if *it == direction);
    end.connection.observations().iter().filter(|it| is_update(it)).count()
}

#[test]
fn keys_are_updated_after_so_many_records_or_bytes() {
    let authority = Authority::new("A");
    let records = KeyUpdatePolicy { records: Some(3), ..KeyUpdatePolicy::default() };
    let bytes = KeyUpdatePolicy { bytes: Some(100), ..KeyUpdatePolicy::default() };
    for (policy, size, expected) in
        [(records, 1, 3), (bytes, 1, 0), (bytes, 50, 5), (KeyUpdatePolicy::default(), 50, 0)]
    {
        let client = authority.trusting().key_update(policy).observe_messages(true).build().unwrap();
        let server = authority.serving().observe_messages(true).build().unwrap();
        let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
        run(&mut at_client, &mut at_server);
        let mut sent = Vec::new();
        for number in 0..12u8 {
            at_client.send(&vec![number; size]);
            sent.extend(vec![number; size]);
            run(&mut at_client, &mut at_server);
        }
        assert_eq!(at_server.data, sent);
        assert_eq!(key_updates(&mut at_client, Direction::Sent), expected, "{policy:?} {size}");
        assert_eq!(key_updates(&mut at_server, Direction::Received), expected);
        agree(&mut at_client, &mut at_server);
    }
    // A server, and one write that is longer than what one key may protect.
    let server = authority.serving().key_update(bytes).observe_messages(true).build().unwrap();
    let (mut at_client, mut at_server) = connected(&authority.trusting().build().unwrap(), &server);
    at_client.data.clear();
    at_server.connection.observations();
    at_server.send(&[9; 100_000]);
    run(&mut at_client, &mut at_server);
    assert_eq!(at_client.data, [9; 100_000]);
    assert!(key_updates(&mut at_server, Direction::Sent) > 1);
}

#[test]
fn the_peer_keeps_to_the_limit() {
    let authority = Authority::new("A");
    for padding in [Padding::None, Padding::Block(64.try_into().unwrap())] {
        let client = authority.trusting().record_size_limit(100).padding(padding.clone()).build().unwrap();
        let server = authority.serving().record_size_limit(64).padding(padding).build().unwrap();
        let (mut at_client, mut at_server) = connected(&client, &server);
        at_client.send(&[1; 1000]);
        at_server.send(&[2; 1000]);
        run(&mut at_client, &mut at_server);
        assert_eq!((at_client.data.len(), at_server.data.len()), (1000 + 8, 1000 + 5));
        let (ours, theirs) = (protected(&at_client.sent), protected(&at_server.sent));
        assert_eq!(ours.iter().max(), Some(&64), "the server's limit");
        assert_eq!(theirs.iter().max(), Some(&100), "the client's limit, from its first protected record on");
    }
    property("5.4-i1", "no protected record has more content, type and padding than the peer's limit");
}

#[test]
fn a_server_without_a_limit_keeps_to_that_of_the_client() {
    let authority = Authority::new("A");
    let client = authority.trusting().record_size_limit(100).build().unwrap();
    let (mut at_client, mut at_server) = connected(&client, &authority.serving().build().unwrap());
    at_server.send(&[2; 1000]);
    at_client.send(&[1; 1000]);
    run(&mut at_client, &mut at_server);
    assert_eq!(protected(&at_server.sent).iter().max(), Some(&100));
    assert!(protected(&at_client.sent).iter().max() > Some(&1000), "the other direction has no limit");
}

#[test]
fn early_data_keeps_to_the_limit_that_is_known() {
    let authority = Authority::new("A");
    let client = authority.trusting().early_data(true).record_size_limit(100).build().unwrap();
    let recording = crate::made::recording();
    let server = authority.serving().early_data(10_000, recording).record_size_limit(80).build().unwrap();
    connected(&client, &server);
    let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
    // The server's limit is not known yet, and the server takes what comes before it is.
    at_client.send_early(&[3; 1000]);
    run(&mut at_client, &mut at_server);
    assert!(at_server.early == [3; 1000], "{:?} {:?}", at_client.error, at_server.error);
    agree(&mut at_client, &mut at_server);
}

#[test]
fn limits_that_make_no_sense() {
    let authority = Authority::new("A");
    for limit in [0, 63, 16_386, 65_535] {
        assert!(authority.trusting().record_size_limit(limit).build().is_err());
        assert!(authority.serving().record_size_limit(limit).build().is_err());
    }
}

#[test]
fn the_callers_own_buffer_takes_what_it_has_room_for() {
    let authority = Authority::new("A");
    let policy = KeyUpdatePolicy { records: Some(3), ..KeyUpdatePolicy::default() };
    let data: Vec<u8> = (0..100_000_u32).map(|number| number as u8).collect();
    for padding in [Padding::None, Padding::Block(1000.try_into().unwrap())] {
        for room in [0, 21, 22, 23, 2000, 16_406, 20_000, 33_000, 200_000] {
            let server = authority.serving().key_update(policy).padding(padding.clone()).build().unwrap();
            let client = authority.trusting().build().unwrap();
            let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
            run(&mut at_client, &mut at_server);
            let mut out = vec![0xee; room];
            let mut rest = &data[..if room < 2000 { 100 } else { data.len() }];
            let whole = rest;
            loop {
                let sent = at_server.connection.send_into(rest, &mut out).unwrap();
                assert!(out[sent.written..].iter().all(|byte| *byte == 0xee), "nothing but records is written");
                at_client.hear(&out[..sent.written]);
                out[..sent.written].fill(0xee);
                rest = &rest[sent.taken..];
                if sent.written == 0 {
                    break;
                }
            }
            assert!(at_client.data.as_slice() == if room >= 23 { whole } else { &[] }, "{room} bytes of room");
            assert!(at_client.error.is_none());
        }
    }
}
