//! Key updates, record size limits, stateless retries.

use crate::run::{Folder, Server, assert_code, text};

fn data() -> Vec<u8> {
    (0..100_003u32).map(|number| (number % 251) as u8).collect()
}

#[test]
fn keys_are_updated_by_either_end_and_both() {
    let folder = Folder::with_certificates();
    for (ours, theirs) in [(true, false), (false, true), (true, true)] {
        let flags = |on| if on { &["--update-keys", "16"][..] } else { &[] };
        let server = Server::start(&folder, &[&["--echo"], flags(theirs)].concat());
        let output = server.connect(&folder, flags(ours), &data());
        assert_code(&output, 0);
        assert!(output.stdout == data());
    }
}

#[test]
fn records_are_as_small_as_the_peer_wants() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--record-size-limit", "100"]);
    let output = server.connect(&folder, &["--record-size-limit", "64", "--trace"], &data());
    assert_code(&output, 0);
    assert!(output.stdout == data());
    assert_code(&server.connect(&folder, &["--record-size-limit", "63"], b""), 1);
}

#[test]
fn a_retry_without_state() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--groups", "secp384r1", "--stateless-retry"]);
    let output = server.connect(&folder, &["--groups", "x25519:p-384", "--shares", "x25519", "--trace"], b"x");
    assert_code(&output, 0);
    assert_eq!(output.stdout, b"x");
    assert!(text(&output.stderr).contains("HelloRetryRequest"));
}
