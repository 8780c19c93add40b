//! RFC 8446 §5: records that either role refuses, each with its alert and rule.

mod peer;

use peer::bytes::plaintext;
use peer::{Pair, Rigged, breaks, keeps, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::crypto::Provider;
use surehand_core::key_schedule::{Epoch, read_keys};
use surehand_core::record::Opening;

/// Both roles, connected, and in the middle of a protected handshake.
fn protected() -> Vec<Pair> {
    let client = ["WaitEncryptedExtensions", "WaitFinished", "Connected"].map(Pair::client_at);
    let server = ["WaitFinished", "Connected"].map(Pair::server_at);
    client.into_iter().chain(server).collect()
}

/// Both roles before any keys.
fn unprotected() -> Vec<Pair> {
    let server = ["WaitClientHello", "WaitSecondClientHello"].map(Pair::server_at);
    ["WaitServerHello", "WaitSecondServerHello"].map(Pair::client_at).into_iter().chain(server).collect()
}

#[test]
fn an_unknown_outer_type_is_refused() {
    for content_type in [0, 1, 19, 24, 25, 0x80, 255] {
        for pair in protected().into_iter().chain(unprotected()) {
            // The header is enough.
            let header = [content_type, 3, 3, 0, 5];
            pair.refuses(&header, Alert::UNEXPECTED_MESSAGE, "5-5");
        }
    }
    keeps(&["D.5-7"], "the first byte of an SSL 2.0 compatible hello is no content type");
}

#[test]
fn a_record_that_is_too_long_is_refused_by_its_header() {
    for content_type in [20, 21, 22] {
        for pair in protected().into_iter().chain(unprotected()) {
            pair.refuses(&[content_type, 3, 3, 0x40, 1], Alert::RECORD_OVERFLOW, "5.1-19");
        }
    }
    for pair in protected().into_iter().chain(unprotected()) {
        pair.refuses(&[23, 3, 3, 0x41, 1], Alert::RECORD_OVERFLOW, "5.2-2");
    }
    breaks(Alert::RECORD_OVERFLOW, &["5.1-18", "5.2-1", "6.2-i3"]);
}

#[test]
fn an_inner_plaintext_that_is_too_long_is_refused() {
    for mut pair in protected() {
        let inner = [&vec![7; (1 << 14) + 1][..], &[23]].concat();
        let record = pair.peer.writing.as_mut().unwrap().seal_inner(&inner);
        pair.refuses(&record, Alert::RECORD_OVERFLOW, "5.2-i5");
    }
    for mut pair in protected() {
        let record = pair.peer.writing.as_mut().unwrap().seal(23, b"short", 1 << 14);
        pair.refuses(&record, Alert::RECORD_OVERFLOW, "5.2-i5");
    }
    breaks(Alert::RECORD_OVERFLOW, &["5.4-7"]);
}

#[test]
fn the_longest_records_are_accepted() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        let record = pair.peer.writing.as_mut().unwrap().seal(23, &[7; 1 << 14], 0);
        pair.give(&record).unwrap();
        let record = pair.peer.writing.as_mut().unwrap().seal(23, b"x", (1 << 14) - 1);
        pair.give(&record).unwrap();
        assert_eq!(pair.local.data.len(), (1 << 14) + 1);
        pair.agree();
    }
}

#[test]
fn what_does_not_open_is_refused() {
    for place in [0, 1, 2, 5, 10, 20] {
        for mut pair in protected() {
            let mut record = pair.peer.record(22, &message(8, &[0, 0]));
            let at = if place == 0 { record.len() - 1 } else { place.min(record.len() - 1) };
            record[at] ^= 1;
            pair.refuses(&record, Alert::BAD_RECORD_MAC, "5.2-3");
        }
    }
    for length in [0, 1, 15, 16] {
        for pair in protected() {
            let record = plaintext(23, 0x0303, &vec![9; length]);
            pair.refuses(&record, Alert::BAD_RECORD_MAC, "5.2-3");
        }
    }
    breaks(Alert::BAD_RECORD_MAC, &["6.2-i2", "E.4-i1"]);
}

#[test]
fn a_record_shorter_than_its_header_does_not_open() {
    // Nobody gives such a one to be opened; here it is given.
    let provider = Rigged::new();
    let keys = read_keys(&provider, provider.suites[0], Epoch::Handshake, &provider.secret(&[7; 32])).unwrap();
    let mut opening = Opening::<Rigged>::new(keys);
    for length in 0..5 {
        let reject = opening.open(&mut vec![23; length], (1 << 14) + 1).unwrap_err();
        assert_eq!((reject.alert, reject.rule.0), (Alert::BAD_RECORD_MAC, "5.2-3"));
    }
    breaks(Alert::BAD_RECORD_MAC, &["5.2-3"]);
}

#[test]
fn keys_of_another_epoch_or_number_open_nothing() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        let record = pair.peer.spent.last_mut().unwrap().seal(23, b"old keys", 0);
        pair.refuses(&record, Alert::BAD_RECORD_MAC, "5.2-3");
    }
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.peer.writing.as_mut().unwrap().sequence_number += 1;
        pair.refuses_record(23, b"one was lost", Alert::BAD_RECORD_MAC, "5.2-3");
    }
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.peer.update_writing();
        pair.refuses_record(23, b"keys too new", Alert::BAD_RECORD_MAC, "5.2-3");
    }
    // The keys before the present ones are those of the handshake.
    breaks(Alert::BAD_RECORD_MAC, &["4.4.4-4", "4.6.3-7"]);
}

#[test]
fn a_record_without_a_content_type_is_refused() {
    for length in [0, 1, 300, 1 << 14] {
        for mut pair in protected() {
            let record = pair.peer.writing.as_mut().unwrap().seal_inner(&vec![0; length]);
            pair.refuses(&record, Alert::UNEXPECTED_MESSAGE, "5.4-6");
        }
    }
    breaks(Alert::UNEXPECTED_MESSAGE, &["C.3-i6"]);
    keeps(&["5.4-5"], "nothing but zeros, down to none at all, is no type");
}

#[test]
fn an_empty_handshake_or_alert_record_is_refused() {
    for content_type in [21, 22] {
        for padding in [0, 1, 100] {
            for mut pair in protected() {
                let record = pair.peer.writing.as_mut().unwrap().seal(content_type, b"", padding);
                pair.refuses(&record, Alert::UNEXPECTED_MESSAGE, "5.4-4");
            }
        }
    }
    for pair in unprotected() {
        pair.refuses(&[22, 3, 3, 0, 0], Alert::UNEXPECTED_MESSAGE, "5.1-9");
    }
    breaks(Alert::UNEXPECTED_MESSAGE, &["5.4-3"]);
}

#[test]
fn an_alert_is_two_bytes_long() {
    for content in [&[][..], &[2], &[2, 40, 0], &[1, 0, 1, 0]] {
        for pair in unprotected() {
            pair.refuses_record(21, content, Alert::DECODE_ERROR, "5.1-12");
        }
        for pair in protected().into_iter().filter(|_| !content.is_empty()) {
            pair.refuses_record(21, content, Alert::DECODE_ERROR, "5.1-12");
        }
    }
    breaks(Alert::DECODE_ERROR, &["5.1-11", "6.2-i13"]);
}

#[test]
fn an_inner_type_that_is_not_for_protected_records_is_refused() {
    for pair in protected() {
        pair.refuses_record(20, &[1], Alert::UNEXPECTED_MESSAGE, "5-2");
    }
    for content_type in [1, 19, 24, 255] {
        for pair in protected() {
            pair.refuses_record(content_type, b"content", Alert::UNEXPECTED_MESSAGE, "5.2-i4");
        }
    }
}

#[test]
fn protected_records_before_keys_are_refused() {
    for pair in unprotected() {
        pair.refuses(&plaintext(23, 0x0303, &[9; 40]), Alert::UNEXPECTED_MESSAGE, "5.1-i1");
    }
}

#[test]
fn unprotected_records_after_keys_are_refused() {
    for pair in protected() {
        let record = plaintext(22, 0x0303, &message(8, &[0, 0]));
        pair.refuses(&record, Alert::UNEXPECTED_MESSAGE, "5.2-i3");
    }
    for pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.refuses(&plaintext(21, 0x0303, &[1, 0]), Alert::UNEXPECTED_MESSAGE, "5.2-i3");
    }
    breaks(Alert::UNEXPECTED_MESSAGE, &["4.3-i1"]);
}

#[test]
fn nothing_comes_between_the_parts_of_a_message() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.give_record(22, &message(24, &[0])[..3]).unwrap();
        pair.refuses_record(23, b"data", Alert::UNEXPECTED_MESSAGE, "5.1-3");
    }
    for mut pair in [Pair::client_at("WaitFinished"), Pair::server_at("WaitFinished")] {
        let finished = pair.peer.finished();
        pair.give_record(22, &finished[..7]).unwrap();
        pair.refuses(&plaintext(20, 0x0303, &[1]), Alert::UNEXPECTED_MESSAGE, "5.1-4");
    }
    for mut pair in [Pair::client_at("WaitFinished"), Pair::server_at("WaitFinished")] {
        let finished = pair.peer.finished();
        pair.give_record(22, &finished[..7]).unwrap();
        pair.refuses_record(21, &[1, 90], Alert::UNEXPECTED_MESSAGE, "5.1-4");
    }
}

#[test]
fn application_data_waits_for_the_handshake() {
    for state in ["WaitEncryptedExtensions", "WaitCertificateOrRequest", "WaitCertificateVerify", "WaitFinished"] {
        Pair::client_at(state).refuses_record(23, b"early", Alert::UNEXPECTED_MESSAGE, "4.4.4-i2");
    }
    Pair::server_at("WaitFinished").refuses_record(23, b"early", Alert::UNEXPECTED_MESSAGE, "4.4.4-i2");
    breaks(Alert::UNEXPECTED_MESSAGE, &["2-2"]);
}

#[test]
fn what_lies_behind_a_refused_record_is_lost() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        let good = pair.peer.record(23, b"delivered");
        let bad = pair.peer.record(24, b"heartbeat");
        let behind = pair.peer.record(23, b"never delivered");
        let result = pair.give(&[good, bad, behind].concat());
        assert_eq!(pair.local.data, b"delivered");
        pair.refused(result, Alert::UNEXPECTED_MESSAGE, "5.2-i4");
    }
}

#[test]
fn the_version_of_a_record_is_ignored() {
    for version in [0x0000, 0x0300, 0x0301, 0x0304, 0xffff] {
        for mut pair in [Pair::client(), Pair::server()] {
            let hello = pair.next_message().unwrap();
            let record = plaintext(22, version, &hello);
            pair.peer.said(hello[0], hello);
            pair.give(&record).unwrap();
            pair.to("Connected").agree();
        }
    }
    let how = "legacy_record_version of an unprotected record has no effect";
    keeps(&["5.1-17", "C.3-i2", "D-1", "D.2-4"], how);
}
