//! What OpenSSL makes of it, where there is an `openssl`; `.ci/interop` does much more.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::run::{Folder, Server, assert_code, text};

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

/// Runs `openssl` in the folder; what it says, `None` where there is none.
fn openssl(folder: &Folder, arguments: &str) -> Option<String> {
    let mut command = Command::new("openssl");
    let output = command.current_dir(&folder.0).args(arguments.split(' ')).output().ok()?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    Some(text(&output.stdout))
}

#[test]
fn an_ocsp_response_is_stapled() {
    let folder = Folder::with_certificates();
    let Some(serial) = openssl(&folder, "x509 -in leaf.pem -noout -serial") else { return };
    let serial = serial.trim().strip_prefix("serial=").unwrap();
    std::fs::write(folder.path("index"), format!("V\t491231235959Z\t\t{serial}\tunknown\t/CN=localhost\n")).unwrap();
    let respond = "ocsp -index index -rsigner ca.pem -rkey ca.key -CA ca.pem -issuer ca.pem -cert leaf.pem -ndays 1";
    openssl(&folder, &format!("{respond} -respout response -noverify")).unwrap();
    let server = Server::start(&folder, &["--echo", "--ocsp-response", &folder.path("response")]);
    let said = s_client(&server, &["-status", "-CAfile", &folder.path("ca.pem")]).unwrap();
    assert!(said.contains("OCSP Response Status: successful"), "{said}");
    let certificate = |flags: &[&str]| {
        let output = server.connect(&folder, &[&["--trace"], flags].concat(), b"");
        assert_code(&output, 0);
        let said = text(&output.stderr);
        let line = said.lines().find(|line| line.contains(" Certificate ")).unwrap().to_owned();
        line.split_whitespace().find_map(|word| word.parse::<usize>().ok()).unwrap()
    };
    assert!(certificate(&[]) > certificate(&["--no-ocsp"]) + 100, "with a response and without");
}
