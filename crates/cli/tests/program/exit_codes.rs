//! Every exit code, with what is said then.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::run::{Folder, Server, assert_code, surehand, text};

/// What the client says when it ends with this code.
fn fails(folder: &Folder, server: &Server, arguments: &[&str], code: i32) -> String {
    let output = server.connect(folder, arguments, b"");
    assert_code(&output, code);
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    assert!(said.contains("error: "), "{said}");
    said
}

fn contains(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn usage_is_1() {
    for arguments in [
        &[][..],
        &["unknown"],
        &["demo", "--bogus"],
        &["demo", "--groups", "no-such-group"],
        &["connect", "localhost:1", "--ciphersuites", "no-such-suite"],
        &["connect", "no-port", "--ca", "x"],
        &["connect", "localhost:1", "--pin", "abc"],
        &["connect", "localhost:1", "--servername", "not a name", "--ca", "x"],
        &["serve", "--listen", "127.0.0.1:0", "--cert", "x", "--key", "y"],
        &["serve", "--listen", "127.0.0.1:0", "--cert", "x", "--key", "y", "--echo", "--www", "."],
    ] {
        let output = surehand(arguments, b"");
        assert_code(&output, 1);
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn refusing_the_peer_is_2() {
    let (folder, other) = (Folder::with_certificates(), Folder::with_certificates());
    let server = Server::start(&folder, &["--echo"]);
    let said = fails(&other, &server, &[], 2);
    contains(&said, &["unknown_ca", "hint: trust the issuer"]);
    let said = fails(&folder, &server, &["--servername", "wrong.example"], 2);
    contains(&said, &["bad_certificate", "hint: connect by a name that the certificate lists"]);
    let pin = "00".repeat(32);
    let output = surehand(&["connect", &server.address, "--pin", &pin], b"");
    assert_code(&output, 2);
    contains(&text(&output.stderr), &["certificate_unknown", "the peer's key has the pin ", "hint: "]);
}

#[test]
fn what_is_no_tls_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let service = thread::spawn(move || {
        let (mut tcp, _) = listener.accept().unwrap();
        tcp.write_all(b"220 mail.example ESMTP\r\n").unwrap();
        let _ = tcp.read_to_end(&mut Vec::new());
    });
    let output = surehand(&["connect", &address, "--pin", &"00".repeat(32)], b"");
    assert_code(&output, 2);
    contains(&text(&output.stderr), &["does not speak TLS at all"]);
    service.join().unwrap();
}

#[test]
fn being_refused_is_3() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--alpn", "b"]);
    let said = fails(&folder, &server, &["--alpn", "a"], 3);
    contains(&said, &["no_application_protocol", "hint: compare the application protocols"]);
    let server = Server::start(&folder, &["--echo", "--groups", "x25519"]);
    let said = fails(&folder, &server, &["--groups", "secp256r1"], 3);
    contains(&said, &["handshake_failure", "hint: "]);
}

#[test]
fn truncation_is_4() {
    let folder = Folder::with_certificates();
    let behind = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server::start(&folder, &["--upstream", &behind.local_addr().unwrap().to_string()]);
    // A relay that passes the server's first bytes on and then hangs up.
    let relay = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, inner) = (relay.local_addr().unwrap().to_string(), server.address.clone());
    let relaying = thread::spawn(move || {
        let (mut outside, _) = relay.accept().unwrap();
        let mut inside = TcpStream::connect(inner).unwrap();
        let (mut from, mut to) = (outside.try_clone().unwrap(), inside.try_clone().unwrap());
        let forth = thread::spawn(move || std::io::copy(&mut from, &mut to));
        let (mut passed, mut buffer) = (0, [0; 4096]);
        // The service behind sends this much and goes on waiting.
        while passed < 100_000 {
            let read = inside.read(&mut buffer).unwrap();
            outside.write_all(&buffer[..read]).unwrap();
            passed += read;
        }
        outside.shutdown(std::net::Shutdown::Write).unwrap();
        forth.join().unwrap().unwrap();
    });
    let service = thread::spawn(move || {
        let (mut tcp, _) = behind.accept().unwrap();
        let _ = tcp.write_all(&[b'x'; 200_000]);
    });
    let output = surehand(&["connect", &address, "--servername", "localhost", "--ca", &folder.path("ca.pem")], b"");
    assert_code(&output, 4);
    contains(&text(&output.stderr), &["without close_notify", "hint: "]);
    assert!(!output.stdout.is_empty() && output.stdout.iter().all(|byte| *byte == b'x'));
    relaying.join().unwrap();
    service.join().unwrap();
}

#[test]
fn a_network_that_fails_is_5() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let output = surehand(&["connect", &address, "--pin", &"00".repeat(32)], b"");
    assert_code(&output, 5);
    contains(&text(&output.stderr), &[&address]);
}

#[test]
fn what_is_wrong_here_is_6() {
    let folder = Folder::with_certificates();
    let (chain, key) = (folder.path("leaf.pem"), folder.path("leaf.key"));
    let serve = |chain: &str, key: &str| {
        surehand(&["serve", "--listen", "127.0.0.1:0", "--cert", chain, "--key", key, "--echo"], b"")
    };
    let output = serve("/no/such/file", &key);
    assert_code(&output, 6);
    contains(&text(&output.stderr), &["/no/such/file"]);
    let output = serve(&chain, &folder.path("ca.key"));
    assert_code(&output, 6);
    contains(&text(&output.stderr), &["does not belong to the certificate"]);
    assert_code(&surehand(&["connect", "localhost:1", "--ca", "/no/such/file"], b""), 6);
    assert_code(&surehand(&["cert", "--out", "/dev/null/x"], b""), 6);
}

#[cfg(target_os = "linux")]
#[test]
fn data_that_cannot_be_written_is_6() {
    let folder = Folder::with_certificates();
    let server = Server::start(
        &folder,
        &["--upstream", &{
            let behind = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = behind.local_addr().unwrap().to_string();
            thread::spawn(move || behind.accept().unwrap().0.write_all(b"data").unwrap());
            address
        }],
    );
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_surehand"))
        .args(["connect", &server.address, "--ca", &folder.path("ca.pem")])
        .stdin(std::process::Stdio::null())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn input_that_cannot_be_read_is_6_and_no_clean_end() {
    let folder = Folder::with_certificates();
    let behind = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server::start(&folder, &["--upstream", &behind.local_addr().unwrap().to_string()]);
    let service = thread::spawn(move || std::io::copy(&mut behind.accept().unwrap().0, &mut std::io::sink()));
    // A directory opens, and every read of it fails.
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_surehand"))
        .args(["connect", &server.address, "--ca", &folder.path("ca.pem")])
        .stdin(std::fs::File::open(&folder.0).unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", text(&output.stderr));
    contains(&text(&output.stderr), &["reading stdin"]);
    service.join().unwrap().unwrap();
}
