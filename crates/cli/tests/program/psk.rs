//! External pre-shared keys, raw and imported.

use crate::run::{Folder, Server, assert_code, surehand, text};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const OTHER: &str = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn connect(server: &Server, arguments: &[&str]) -> std::process::Output {
    surehand(&[&["connect", &server.address, "--servername", "localhost"], arguments].concat(), b"hello")
}

#[test]
fn both_ends_have_the_key_and_no_certificate() {
    let imported: &[&str] = &["--psk-import"];
    let between = &["--psk-import", "--psk-context", "pump 7,control room"];
    for more in [&[][..], imported, between, &["--psk-ke"]] {
        let psk = [&["--psk", KEY, "--psk-identity", "plant"], more].concat();
        let server = Server::start_with(&[&psk[..], &["--echo", "--trace", "--connections", "1"]].concat());
        let output = connect(&server, &psk);
        assert_code(&output, 0);
        assert_eq!(output.stdout, b"hello");
        for said in [text(&output.stderr), server.wait()] {
            assert!(said.contains("peer plant authenticated by external pre-shared key"), "{said}");
            assert!(!said.contains("resumed"), "{said}");
        }
    }
}

#[test]
fn keys_names_and_ways_that_differ_are_refused() {
    let server = Server::start_with(&["--psk", KEY, "--echo"]);
    for (arguments, alert) in [
        (&["--psk", OTHER][..], "decrypt_error"),
        (&["--psk", KEY, "--psk-identity", "somebody"], "missing_extension"),
        (&["--psk", KEY, "--psk-import"], "missing_extension"),
    ] {
        let output = connect(&server, arguments);
        assert_code(&output, 3);
        let said = text(&output.stderr);
        assert!(said.contains(alert) || said.contains("handshake_failure"), "{said}");
    }
    let import = ["--psk", KEY, "--psk-import", "--psk-context"];
    let server = Server::start_with(&[&import[..], &["a,b", "--echo"]].concat());
    assert_code(&connect(&server, &[&import[..], &["a,b"]].concat()), 0);
    assert_code(&connect(&server, &[&import[..], &["b,a"]].concat()), 3);
}

#[test]
fn a_server_with_both_serves_both() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--psk", KEY, "--echo"]);
    let by_key = connect(&server, &["--psk", KEY]);
    assert_code(&by_key, 0);
    assert!(text(&by_key.stderr).contains("external pre-shared key"));
    let by_certificate = server.connect(&folder, &[], b"hello");
    assert_code(&by_certificate, 0);
    assert!(text(&by_certificate.stderr).contains("trusted root"));
}

#[test]
fn a_connection_by_pre_shared_key_is_resumed() {
    let folder = Folder::new();
    let server = Server::start_with(&["--psk", KEY, "--echo"]);
    let sessions = folder.path("sessions");
    let output = connect(&server, &["--psk", KEY, "--sess-out", &sessions]);
    assert_code(&output, 0);
    let output = connect(&server, &["--psk", KEY, "--sess-in", &sessions]);
    assert_code(&output, 0);
    assert!(text(&output.stderr).contains(", resumed, peer Client_identity"), "{}", text(&output.stderr));
}

#[test]
fn keys_that_are_none() {
    for (key, code) in [("xyz", 1), ("0", 1), ("0011", 6), ("", 6)] {
        assert_code(&surehand(&["connect", "localhost:1", "--psk", key], b""), code);
    }
    assert_code(&surehand(&["connect", "localhost:1", "--psk-import"], b""), 1);
    assert_code(&surehand(&["connect", "localhost:1", "--psk", KEY, "--psk-file", "x"], b""), 1);
    assert_code(&surehand(&["connect", "localhost:1", "--psk-file", "/nowhere/at/all"], b""), 6);
    let names = ["--psk", KEY, "--psk-import", "--psk-context"];
    for (context, code) in [("alone", 1), ("same,same", 6)] {
        assert_code(&surehand(&[&["connect", "localhost:1"], &names[..], &[context]].concat(), b""), code);
    }
}
