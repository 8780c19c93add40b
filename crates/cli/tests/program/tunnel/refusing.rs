//! Who does not get through, and what is said then.

use super::world::{Tunnel, close, echo, exchange, identity, is_reset};
use crate::run::{Folder, assert_code, surehand, text};

#[test]
fn a_client_of_somebody_else() {
    let (folder, other) = (Folder::with_certificates(), Folder::with_certificates());
    let server = Tunnel::server(&folder, &echo(), &[]);
    let (cert, key, ca) = (other.path("client.pem"), other.path("client.key"), folder.path("ca.pem"));
    let client = ["--client", "--name", "localhost", "--ca", &ca];
    for credential in [&["--cert", &cert, "--key", &key][..], &["--no-client-auth"]] {
        let client = Tunnel::start(&server.address, &[&client[..], credential].concat());
        let tcp = client.connect();
        let from = tcp.local_addr().unwrap();
        assert!(is_reset(tcp));
        client.says(&format!("connection 1 from {from}: cut off on the TLS side: the peer refused us in "));
        client.says("certificate_required");
        client.counts("connections_cut_total{reason=\"tls_received_certificate_required\"}", 1);
    }
    server.says("connection 2 from 127.0.0.1:");
    server.says(": handshake failed: refused the peer in ");
    server.says("with alert certificate_required (RFC rule ");
    server.counts("handshakes_failed_total{reason=\"sent_certificate_required\"}", 2);
    assert_eq!(server.counter("bytes_total{direction=\"encrypted\"}"), 0);
    // Each of them is a line.
    assert_eq!(server.said().lines().count(), 2, "{}", server.said());
    // It is not that nobody gets in.
    let client = Tunnel::client(&folder, &server.address, &[]);
    let tcp = client.connect();
    exchange(&tcp, b"hello");
    close(tcp);
}

#[test]
fn a_server_of_somebody_else() {
    let (folder, other) = (Folder::with_certificates(), Folder::with_certificates());
    let server = Tunnel::server(&other, &echo(), &[]);
    let client = Tunnel::client(&folder, &server.address, &[]);
    assert!(is_reset(client.connect()));
    client.says(": handshake failed: refused the peer in ");
    client.says("; hint: trust the issuer");
    client.counts("handshakes_failed_total{reason=\"sent_unknown_ca\"}", 1);
    server.says(": handshake failed: the peer refused us in ");
    server.counts("handshakes_failed_total{reason=\"received_unknown_ca\"}", 1);
}

#[test]
fn what_is_no_tls() {
    let folder = Folder::with_certificates();
    let server = Tunnel::server(&folder, &echo(), &[]);
    let tcp = server.connect();
    std::io::Write::write_all(&mut &tcp, b"GET / HTTP/1.0\r\n\r\n").unwrap();
    server.says(": handshake failed: refused the peer in ");
    let tcp = server.connect();
    drop(tcp);
    server.counts("handshakes_failed_total{reason=\"truncated\"}", 1);
}

#[test]
fn whoever_says_nothing() {
    let folder = Folder::with_certificates();
    let silent = super::world::service(|tcp| drop(std::io::copy(&mut &tcp, &mut std::io::sink())));
    let server = Tunnel::server(&folder, &echo(), &["--handshake-seconds", "1"]);
    let client = Tunnel::client(&folder, &silent, &["--handshake-seconds", "1"]);
    let mut answer = Vec::new();
    std::io::Read::read_to_end(&mut server.connect(), &mut answer).unwrap();
    assert_eq!(answer, [21, 3, 3, 0, 2, 2, 117], "a fatal alert: general_error");
    assert!(is_reset(client.connect()));
    for tunnel in [&server, &client] {
        tunnel.says(": handshake failed: it took more than 1 s");
        tunnel.counts("handshakes_failed_total{reason=\"timeout\"}", 1);
    }
}

#[test]
fn anybody_where_that_is_said() {
    let folder = Folder::with_certificates();
    let (cert, key, ca) = (folder.path("leaf.pem"), folder.path("leaf.key"), folder.path("ca.pem"));
    let server = Tunnel::start(&echo(), &["--server", "--cert", &cert, "--key", &key, "--no-client-auth"]);
    let flags = ["--client", "--name", "localhost", "--ca", &ca, "--no-client-auth"];
    let client = Tunnel::start(&server.address, &flags);
    let tcp = client.connect();
    exchange(&tcp, b"hello");
    close(tcp);
}

#[test]
fn one_too_many() {
    let folder = Folder::with_certificates();
    let server = Tunnel::server(&folder, &echo(), &["--max-connections", "1"]);
    let client = Tunnel::client(&folder, &server.address, &[]);
    let first = client.connect();
    exchange(&first, b"hello");
    assert!(is_reset(client.connect()));
    client.counts("connections_open", 1);
    server.says(": refused, 1 are open already");
    server.counts("connections_refused_total", 1);
    let narrow = Tunnel::client(&folder, &server.address, &["--max-connections", "0"]);
    assert!(is_reset(narrow.connect()));
    narrow.says(": refused, 0 are open already");
    exchange(&first, b"still here");
    close(first);
    server.counts("connections_open", 0);
    let third = client.connect();
    exchange(&third, b"hello");
    close(third);
}

#[test]
fn flags_that_say_too_little_or_too_much() {
    let folder = Folder::with_certificates();
    let (leaf, client) = (identity(&folder, "leaf"), identity(&folder, "client"));
    let flags = |identity: &[String], head: &str, more: &str| -> Vec<String> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        [words(head), identity.to_vec(), words(more)].concat()
    };
    let (server, name) = ("--server", "--client --name localhost");
    let psk = "--psk 00112233445566778899aabbccddeeff";
    for (arguments, says) in [
        (flags(&leaf, "", ""), "--server"),
        (flags(&leaf, "--server --client --name x", ""), "cannot be used with"),
        (flags(&client, "--client", ""), "--name"),
        (flags(&[], server, ""), "--cert"),
        (flags(&leaf[..4], server, ""), "--no-client-auth"),
        (flags(&leaf, server, "--no-client-auth"), "--no-client-auth"),
        (flags(&[], server, &format!("{psk} --no-client-auth")), "--no-client-auth needs --cert"),
        (flags(&leaf[4..], server, psk), "--ca needs --cert"),
        (flags(&client[4..], name, ""), "--no-client-auth"),
        (flags(&client, name, "--no-client-auth"), "--no-client-auth"),
        (flags(&client, name, "--ticket-key x"), "cannot be used with"),
        (flags(&leaf, server, "--metrics 0.0.0.0:1"), "not a loopback address"),
    ] {
        let mut all = vec!["tunnel", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:1"];
        all.extend(arguments.iter().map(String::as_str));
        let output = surehand(&all, b"");
        assert_code(&output, 1);
        assert!(text(&output.stderr).contains(says), "{says} in {}", text(&output.stderr));
    }
}
