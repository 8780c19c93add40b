//! RFC 8446 §4.2.10: a server that takes no early data skips it, up to a limit, and goes on.

mod peer;

use peer::bytes::plaintext;
use peer::{Pair, Rigged, keeps};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E};
use surehand_core::connection::EarlyData;

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
fn not_where_none_was_offered() {
    Pair::server_at("WaitFinished").refuses(&early_data(100), Alert::BAD_RECORD_MAC, "5.2-3");
    Pair::server_at("WaitSecondClientHello").refuses(&early_data(100), Alert::UNEXPECTED_MESSAGE, "5.1-i1");
    keeps(&["A.2-i4"], "what does not open is skipped if early data was offered, and not otherwise");
}
