//! RFC 8446 §6.1: a connection that is given up: user_canceled, and then close_notify.

mod peer;

use peer::pair::{CLIENT_STATES, SERVER_STATES};
use peer::{Pair, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::Error;

fn alerts(pair: &Pair) -> Vec<(Vec<u8>, usize)> {
    let alerts = pair.peer.seen.iter().filter(|seen| seen.content_type == 21);
    alerts.map(|seen| (seen.content.clone(), seen.epoch)).collect()
}

#[test]
fn in_every_state_both_alerts_are_heard() {
    let client = CLIENT_STATES.iter().map(|state| Pair::client_at(state));
    for mut pair in client.chain(SERVER_STATES.iter().map(|state| Pair::server_at(state))) {
        let heard = pair.peer.seen.len();
        pair.local.connection.cancel();
        pair.settle();
        let epoch = pair.peer.epoch();
        assert_eq!(pair.peer.unopened, 0);
        assert_eq!(alerts(&pair), [(vec![1, 90], epoch), (vec![1, 0], epoch)]);
        // A client may owe a change_cipher_spec before its first protected record (D.4).
        let news: Vec<u8> = pair.peer.seen[heard..].iter().map(|seen| seen.content_type).collect();
        assert!(matches!(news[..], [21, 21] | [20, 21, 21]), "{news:?}");
        // Nothing follows.
        pair.local.connection.cancel();
        pair.local.connection.close();
        assert_eq!(pair.local.output(), b"");
        assert_eq!(pair.local.send(b"data"), Err(Error::Closed));
        assert_eq!(pair.local.connection.update_keys(false), Err(Error::Closed));
    }
    surehand_evidence::property("6.1-2", "user_canceled is followed by close_notify");
    surehand_evidence::property("9846:6.1-2", "user_canceled is followed by close_notify");
}

#[test]
fn what_is_owed_goes_out_before_the_end() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        let record = pair.peer.record(22, &message(24, &[1]));
        pair.local.feed(&record).unwrap();
        pair.peer.update_writing();
        pair.local.connection.cancel();
        pair.settle();
        assert_eq!(pair.peer.unopened, 0);
        let content: Vec<_> = alerts(&pair).into_iter().map(|(content, _)| content).collect();
        assert_eq!(content, [[1, 90], [1, 0]]);
        // Reading goes on.
        pair.give_record(23, b"data").unwrap();
        assert_eq!(pair.local.data, b"data");
    }
}

#[test]
fn after_the_split_the_sender_cancels() {
    for pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        let mut peer = pair.peer;
        let Ok((mut sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
        sender.cancel();
        let mut out = Vec::new();
        sender.output(&mut out).unwrap();
        peer.hear(&out);
        let contents: Vec<_> = peer.seen.iter().rev().take(2).map(|seen| seen.content.clone()).collect();
        assert_eq!(contents, [[1, 0], [1, 90]]);
        let mut record = peer.record(21, &[1, 0]);
        receiver.receive(&mut record).unwrap();
        assert_eq!(receiver.end_of_input(), Ok(()));
    }
}

#[test]
fn a_failed_connection_is_not_cancelled() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        assert_eq!(pair.give_record(21, &[2, 80]), Err(Error::AlertReceived(Alert::INTERNAL_ERROR)));
        pair.local.connection.cancel();
        assert_eq!(pair.local.output(), b"");
    }
}
