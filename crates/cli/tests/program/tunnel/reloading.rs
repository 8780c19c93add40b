//! SIGHUP.

use std::process::Output;

use surehand::Credential;

use super::world::{Tunnel, close, echo, exchange};
use crate::run::{Folder, assert_code, surehand, text};

const DONE: &str = "reloaded; open connections stay as they are";

fn pin(folder: &Folder) -> String {
    let credential = Credential::from_pem_files(folder.path("leaf.pem"), folder.path("leaf.key")).unwrap();
    credential.pin().unwrap().to_string()
}

/// With the certificate of `who`, whatever the server trusts by now.
fn connect(server: &Tunnel, who: &Folder, more: &[&str]) -> Output {
    let (cert, key) = (who.path("client.pem"), who.path("client.key"));
    let all = [&["connect", &server.address, "--cert", &cert, "--key", &key], more].concat();
    surehand(&all, b"hello")
}

fn renew(folder: &Folder) {
    assert_code(&surehand(&["cert", "--out", &folder.path("")], b""), 0);
}

#[test]
fn fifty_connections_stay_and_new_ones_see_the_new_certificate() {
    let folder = Folder::with_certificates();
    let server = Tunnel::server(&folder, &echo(), &[]);
    let client = Tunnel::client(&folder, &server.address, &[]);
    let open: Vec<_> = (0..50).map(|_| client.connect()).collect();
    open.iter().for_each(|tcp| exchange(tcp, b"before"));
    let old = pin(&folder);
    assert_code(&connect(&server, &folder, &["--pin", &old]), 0);
    renew(&folder);
    let new = pin(&folder);
    assert_ne!(old, new);
    assert_code(&connect(&server, &folder, &["--pin", &new]), 2);
    server.reload(DONE);
    client.reload(DONE);
    assert_code(&connect(&server, &folder, &["--pin", &new]), 0);
    assert_code(&connect(&server, &folder, &["--pin", &old]), 2);
    open.iter().for_each(|tcp| exchange(tcp, b"after"));
    let late = client.connect();
    exchange(&late, b"late");
    assert_eq!(server.counter("connections_open"), 51);
    open.into_iter().chain([late]).for_each(close);
    assert_eq!(server.counter("reloads_total{result=\"done\"}"), 1);
    assert!(!client.said().contains("cut off"), "{}", client.said());
}

#[test]
fn a_reload_that_fails_changes_nothing() {
    let folder = Folder::with_certificates();
    let server = Tunnel::server(&folder, &echo(), &[]);
    let old = pin(&folder);
    let key = std::fs::read(folder.path("leaf.key")).unwrap();
    renew(&folder);
    // The new certificate with the old key.
    std::fs::write(folder.path("leaf.key"), key).unwrap();
    server.reload("reloading failed, everything stays as it was: ");
    assert_code(&connect(&server, &folder, &["--pin", &old]), 0);
    std::fs::remove_file(folder.path("ca.pem")).unwrap();
    server.signal("HUP");
    server.counts("reloads_total{result=\"failed\"}", 2);
    assert_code(&connect(&server, &folder, &["--pin", &old]), 0);
    server.says("ca.pem");
}

#[test]
fn sessions_outlive_ticket_keys_and_not_trust() {
    let (folder, other) = (Folder::with_certificates(), Folder::with_certificates());
    let secret = folder.path("ticket.key");
    std::fs::write(&secret, [1; 32]).unwrap();
    for more in [&[][..], &["--ticket-key", &secret]] {
        let ca = std::fs::read(folder.path("ca.pem")).unwrap();
        let server = Tunnel::server(&folder, &echo(), more);
        let (pin, sessions) = (pin(&folder), folder.path("sessions"));
        assert_code(&connect(&server, &folder, &["--pin", &pin, "--sess-out", &sessions]), 0);
        // New ticket keys; the old ones still open.
        std::fs::write(&secret, [2; 32]).unwrap();
        server.reload(DONE);
        let output = connect(&server, &folder, &["--pin", &pin, "--sess-in", &sessions, "--sess-out", &sessions]);
        assert_code(&output, 0);
        assert!(text(&output.stderr).contains(", resumed"), "{}", text(&output.stderr));
        // Another authority: whoever came by the old one is a stranger, ticket or not.
        std::fs::copy(other.path("ca.pem"), folder.path("ca.pem")).unwrap();
        server.signal("HUP");
        server.counts("reloads_total{result=\"done\"}", 2);
        assert_code(&connect(&server, &folder, &["--pin", &pin, "--sess-in", &sessions]), 3);
        assert_code(&connect(&server, &other, &["--pin", &pin]), 0);
        std::fs::write(folder.path("ca.pem"), ca).unwrap();
        let _ = std::fs::remove_file(sessions);
    }
}

#[test]
fn a_new_pre_shared_key() {
    let folder = Folder::new();
    let (file, sessions) = (folder.path("psk"), folder.path("sessions"));
    let (old, new) = ("00112233445566778899aabbccddeeff", "ff112233445566778899aabbccddeeff");
    std::fs::write(&file, format!("{old}\n")).unwrap();
    let server = Tunnel::start(&echo(), &["--server", "--psk-file", &file]);
    let connect = |more: &[&str]| {
        surehand(&[&["connect", &server.address, "--servername", "localhost"], more].concat(), b"hello")
    };
    assert_code(&connect(&["--psk-file", &file, "--sess-out", &sessions]), 0);
    std::fs::write(&file, new).unwrap();
    server.reload(DONE);
    assert_code(&connect(&["--psk", old]), 3);
    assert_code(&connect(&["--psk", old, "--sess-in", &sessions]), 3);
    assert_code(&connect(&["--psk", new]), 0);
    std::fs::write(&file, "no key").unwrap();
    server.reload("reloading failed, everything stays as it was: ");
    server.says("psk: not hexadecimal");
    assert_code(&connect(&["--psk", new]), 0);
}
