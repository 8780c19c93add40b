//! What OpenSSL makes of it, where there is an `openssl`; `.ci/interop` does much more.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::run::{Folder, Server};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// What `openssl s_client` says, `None` where there is none.
fn s_client(server: &Server, arguments: &[&str]) -> Option<String> {
    let mut child = Command::new("openssl")
        .args(["s_client", "-tls1_3", "-connect", &server.address, "-servername", "localhost"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .inspect_err(|_| eprintln!("skipped: no openssl here"))
        .ok()?;
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"hello\n").unwrap();
    // Its tickets have come when the echo has.
    let mut said = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    while stdout.read_line(&mut said).unwrap() > 0 && !said.ends_with("hello\n") {}
    drop(stdin);
    stdout.read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    Some(said)
}

#[test]
fn a_client_certificate_and_its_session() {
    let folder = Folder::with_certificates();
    let (ca, session) = (folder.path("ca.pem"), folder.path("session"));
    let (cert, key) = (folder.path("client.pem"), folder.path("client.key"));
    let server = Server::start(&folder, &["--echo", "--trace", "--connections", "2", "--verify", &ca]);
    let credential = ["-CAfile", &ca, "-cert", &cert, "-key", &key];
    let Some(said) = s_client(&server, &[&credential[..], &["-sess_out", &session]].concat()) else { return };
    assert!(said.contains("Verify return code: 0 (ok)"), "{said}");
    let said = s_client(&server, &[&credential[..], &["-sess_in", &session]].concat()).unwrap();
    assert!(said.contains("Reused, TLSv1.3"), "{said}");
    let said = server.wait();
    assert_eq!(said.matches("peer CN=client authenticated by").count(), 2, "{said}");
    assert!(said.contains(", resumed, "), "{said}");
}

#[test]
fn a_pre_shared_key() {
    let server = Server::start_with(&["--echo", "--trace", "--connections", "1", "--psk", KEY]);
    if s_client(&server, &["-psk", KEY]).is_none() {
        return;
    }
    let said = server.wait();
    assert!(said.contains("peer Client_identity authenticated by external pre-shared key"), "{said}");
}
