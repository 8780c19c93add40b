//! Client certificates: `connect --cert`, `serve --verify`, and asked for later.

use crate::run::{Folder, Server, assert_code, surehand, text};

fn credential(folder: &Folder) -> [String; 4] {
    ["--cert".to_owned(), folder.path("client.pem"), "--key".to_owned(), folder.path("client.key")]
}

fn connect(server: &Server, folder: &Folder, more: &[&str]) -> std::process::Output {
    let credential = credential(folder);
    let mut arguments: Vec<&str> = credential.iter().map(String::as_str).collect();
    arguments.extend_from_slice(more);
    server.connect(folder, &arguments, b"hello")
}

#[test]
fn a_client_shows_its_certificate() {
    let folder = Folder::with_certificates();
    let ca = folder.path("ca.pem");
    for flag in ["--verify", "--verify-optional"] {
        let server = Server::start(&folder, &["--echo", "--trace", "--connections", "1", flag, &ca]);
        let output = connect(&server, &folder, &[]);
        assert_code(&output, 0);
        assert_eq!(output.stdout, b"hello");
        let said = server.wait();
        assert!(said.contains("peer CN=client authenticated by "), "{said}");
        assert!(said.contains("CertificateRequest"), "{said}");
    }
}

#[test]
fn a_client_without_a_certificate() {
    let folder = Folder::with_certificates();
    let ca = folder.path("ca.pem");
    let server = Server::start(&folder, &["--echo", "--verify", &ca]);
    let refused = server.connect(&folder, &[], b"hello");
    assert_code(&refused, 3);
    assert!(text(&refused.stderr).contains("certificate_required"), "{}", text(&refused.stderr));
    let server = Server::start(&folder, &["--echo", "--trace", "--connections", "1", "--verify-optional", &ca]);
    assert_code(&server.connect(&folder, &[], b"hello"), 0);
    assert!(server.wait().contains("peer not authenticated"));
}

#[test]
fn a_client_of_somebody_else() {
    let (folder, other) = (Folder::with_certificates(), Folder::with_certificates());
    for flag in ["--verify", "--verify-optional"] {
        let server = Server::start(&folder, &["--echo", flag, &folder.path("ca.pem")]);
        let (cert, key) = (other.path("client.pem"), other.path("client.key"));
        let output = server.connect(&folder, &["--cert", &cert, "--key", &key], b"hello");
        // Its issuer is not among those that the server names, so it is not even shown where that is not required.
        assert_code(&output, if flag == "--verify" { 3 } else { 0 });
        // A server's certificate is none for a client.
        let (cert, key) = (folder.path("leaf.pem"), folder.path("leaf.key"));
        assert_code(&server.connect(&folder, &["--cert", &cert, "--key", &key], b"hello"), 3);
    }
}

#[test]
fn the_server_asks_later() {
    let folder = Folder::with_certificates();
    let (ca, credential) = (folder.path("ca.pem"), credential(&folder));
    for flag in ["--verify", "--verify-optional"] {
        let server = Server::start(&folder, &["--echo", "--connections", "1", flag, &ca, "--request-later"]);
        let mut flags: Vec<&str> = credential.iter().map(String::as_str).collect();
        flags.push("--post-handshake-auth");
        server.converse(&folder, &flags, b"hello");
        let said = server.wait();
        assert!(said.contains("connection 1: peer CN=client authenticated after the handshake"), "{said}");
    }
    // Whoever leaves before the answer has not authenticated.
    let server = Server::start(&folder, &["--echo", "--connections", "1", "--verify", &ca, "--request-later"]);
    connect(&server, &folder, &["--post-handshake-auth"]);
    let said = server.wait();
    assert!(said.contains("connection 1: the client has not authenticated"), "{said}");
}

#[test]
fn a_client_that_cannot_be_asked_later() {
    let folder = Folder::with_certificates();
    let ca = folder.path("ca.pem");
    for (flag, code) in [("--verify", 3), ("--verify-optional", 0)] {
        let server = Server::start(&folder, &["--echo", "--connections", "1", flag, &ca, "--request-later"]);
        assert_code(&connect(&server, &folder, &[]), code);
        let said = server.wait();
        assert!(said.contains("cannot be asked for a certificate"), "{said}");
    }
}

#[test]
fn names_of_clients_are_chosen() {
    let folder = Folder::new();
    assert_code(&surehand(&["cert", "--out", &folder.path(""), "--client", "Pump 7"], b""), 0);
    let server =
        Server::start(&folder, &["--echo", "--trace", "--connections", "1", "--verify", &folder.path("ca.pem")]);
    assert_code(&connect(&server, &folder, &[]), 0);
    assert!(server.wait().contains("peer CN=Pump 7 authenticated"));
}

#[test]
fn flags_that_need_others() {
    let listen = ["serve", "--listen", "127.0.0.1:0", "--echo"];
    let (cert, key) = (["--cert", "x"], ["--key", "x"]);
    for arguments in [
        ["connect", "localhost:1"].into_iter().chain(cert).collect::<Vec<_>>(),
        ["connect", "localhost:1", "--post-handshake-auth"].into(),
        ["connect", "localhost:1", "--early-data", "x"].into(),
        listen.into(),
        listen.into_iter().chain(cert).collect(),
        listen.into_iter().chain(["--psk", "00112233445566778899aabbccddeeff", "--verify", "x"]).collect(),
        listen.into_iter().chain(cert).chain(key).chain(["--verify", "x", "--verify-optional", "x"]).collect(),
        listen.into_iter().chain(cert).chain(key).chain(["--cookie", "--stateless-retry"]).collect(),
    ] {
        assert_code(&surehand(&arguments, b""), 1);
    }
}
