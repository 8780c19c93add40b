//! `surehand demo`.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::run::{assert_code, surehand, text};

#[test]
fn shows_every_message_and_the_hash() {
    let output = surehand(&["demo", "--size", "300KiB"], b"");
    assert_code(&output, 0);
    let said = text(&output.stdout);
    let mut rest = said.as_str();
    // In the order of RFC 8446 Figure 1.
    for message in [
        "ClientHello",
        "ServerHello",
        "EncryptedExtensions",
        "Certificate ",
        "CertificateVerify",
        "Finished",
        "Finished",
    ] {
        let line = rest.lines().find(|line| line.contains(message)).unwrap_or_else(|| panic!("no {message}: {said}"));
        assert!(line.contains("bytes") && line.contains("RFC 8446 §4"), "{line}");
        let keys = if message.ends_with("Hello") { "plaintext" } else { "handshake keys" };
        assert!(line.contains(keys), "{line}");
        rest = rest.split_once(line).unwrap().1;
    }
    for part in ["certificate chain to a trusted root", "X25519MLKEM768", "307200 bytes", "MB/s", "SHA-256"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(said.matches("alert close_notify").count(), 2, "{said}");
    assert!(!said.contains('\x1b'), "colour without a terminal");
}

#[test]
fn takes_groups_suites_and_providers() {
    let chosen = ["--groups", "P-256", "--ciphersuites", "tls_chacha20_poly1305_sha256"];
    let providers: &[&str] = if surehand::provider::Rows::available().graviola {
        &["default", "aws-lc", "graviola"]
    } else {
        &["default", "aws-lc"]
    };
    for provider in providers {
        let mut arguments = vec!["demo", "--size", "1", "--quiet", "--provider", provider];
        arguments.extend(chosen);
        let output = surehand(&arguments, b"");
        assert_code(&output, 0);
        let said = text(&output.stdout);
        assert!(said.contains("secp256r1") && said.contains("TLS_CHACHA20_POLY1305_SHA256"), "{said}");
    }
}

#[test]
fn sizes_in_words() {
    for (size, code) in [("0", 0), ("1k", 0), ("2KiB", 0), ("many", 1), ("1parsec", 1), ("99999999999GiB", 1)] {
        assert_code(&surehand(&["demo", "--quiet", "--size", size], b""), code);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_surehand"))
        .args(["demo", "--size", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
