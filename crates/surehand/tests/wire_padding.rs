//! RFC 8446 §5.4: padding, sent by each policy and received in any size.

mod peer;

use std::num::NonZeroU16;
use std::sync::Arc;

use peer::{Pair, Rigged, message};
use surehand_codec::code_point::ContentType;
use surehand_core::record::Padding;

fn policies() -> Vec<Padding> {
    vec![
        Padding::None,
        Padding::Block(NonZeroU16::new(1).unwrap()),
        Padding::Block(NonZeroU16::new(512).unwrap()),
        Padding::Block(NonZeroU16::MAX),
        Padding::Buckets([64, 1024, 8192].into()),
        Padding::Buckets([].into()),
        Padding::Custom(Arc::new(|_, _| 0)),
        Padding::Custom(Arc::new(|_, length| length + 7)),
        Padding::Custom(Arc::new(|_, _| usize::MAX)),
        Padding::Custom(Arc::new(|content_type, length| if content_type == ContentType::ALERT { 999 } else { length })),
    ]
}

fn pairs(padding: &Padding) -> [Pair; 2] {
    [
        Pair::client_with(Rigged::new(), |config| config.padding = padding.clone()),
        Pair::server_with(Rigged::new(), |config| config.padding = padding.clone()),
    ]
}

#[test]
fn every_protected_record_follows_the_policy() {
    for padding in policies() {
        for pair in pairs(&padding) {
            let mut pair = pair.to("Connected");
            for length in [0, 1, 63, 64, 65, 500, 1024, 16_000, 16_383, 16_384, 16_385, 50_000] {
                let sent = pair.local.send(&vec![5; length]).unwrap();
                pair.peer.hear(&sent);
            }
            pair.give_record(22, &message(24, &[1])).unwrap();
            pair.peer.update_writing();
            pair.agree();
            pair.local.connection.close();
            pair.settle();
            assert_eq!(pair.peer.unopened, 0);
            for seen in pair.peer.seen.iter().filter(|seen| seen.epoch > 0) {
                let expected = padding.padding(ContentType(seen.content_type), seen.content.len(), 1 << 14);
                assert_eq!(seen.padding, expected, "{padding:?}: {} bytes", seen.content.len());
                assert_eq!(seen.length, 5 + seen.content.len() + 1 + expected + 16);
                assert!(seen.length <= 5 + (1 << 14) + 256);
            }
            assert_eq!(pair.peer.seen.last().unwrap().content, [1, 0]);
        }
    }
    surehand_evidence::property("5.4-1", "every policy pads handshake, alert and application data records");
}

#[test]
fn a_fatal_alert_is_padded_too() {
    let block = Padding::Block(NonZeroU16::new(256).unwrap());
    for pair in pairs(&block) {
        let mut pair = pair.to("Connected");
        pair.give_record(24, b"heartbeat").unwrap_err();
        let seen = pair.peer.seen.last().unwrap();
        assert_eq!((seen.content_type, seen.padding), (21, 254));
    }
}

#[test]
fn chains_of_one_bucket_look_alike() {
    let lengths = |certificate: usize, padding: &Padding| {
        let mut pair = Pair::server_with(Rigged::new(), |config| config.padding = padding.clone());
        pair.local.chain = [vec![0x30; certificate]].into();
        let pair = pair.to("Connected");
        pair.peer.seen.iter().filter(|seen| seen.epoch > 0).map(|seen| seen.length).collect::<Vec<_>>()
    };
    let buckets = Padding::Buckets([2048, 4096].into());
    assert_eq!(lengths(700, &buckets), lengths(1500, &buckets));
    assert_ne!(lengths(700, &buckets), lengths(3000, &buckets));
    assert_ne!(lengths(700, &Padding::None), lengths(1500, &Padding::None));
    surehand_evidence::property("5.4-1", "two chains in one bucket give records of equal length");
}

#[test]
fn padding_of_any_size_is_received() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        for (content, padding) in [(0, 1 << 14), (1, 0), (1, (1 << 14) - 1), (100, 255), (100, 256), (1 << 14, 0)] {
            let record = pair.peer.writing.as_mut().unwrap().seal(23, &vec![6; content], padding);
            let before = pair.local.data.len();
            pair.give(&record).unwrap();
            assert_eq!(pair.local.data.len() - before, content);
        }
        let update = pair.peer.writing.as_mut().unwrap().seal(22, &message(24, &[0]), 5000);
        pair.give(&update).unwrap();
        pair.peer.update_writing();
        let alert = pair.peer.writing.as_mut().unwrap().seal(21, &[1, 0], 9000);
        pair.give(&alert).unwrap();
        assert_eq!(pair.local.connection.end_of_input(), Ok(()));
    }
    surehand_evidence::property("5.4-1", "padding of any size within the limits is accepted");
}
