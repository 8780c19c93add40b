//! Ends of all kinds: of the program, of the service, of a tunnel.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use socket2::SockRef;

use super::world::{Tunnel, close, echo, exchange, identity, is_reset, nobody, service};
use crate::run::{Folder, assert_code, surehand, text};

#[test]
fn sigterm_lets_connections_end() {
    let folder = Folder::with_certificates();
    for signal in ["TERM", "INT"] {
        let server = Tunnel::server(&folder, &echo(), &[]);
        let client = Tunnel::client(&folder, &server.address, &[]);
        let open: Vec<_> = (0..5).map(|_| client.connect()).collect();
        open.iter().for_each(|tcp| exchange(tcp, b"before"));
        server.signal(signal);
        client.signal(signal);
        for tunnel in [&server, &client] {
            tunnel.says("ending: 5 connections are open and have 30 s");
            assert!(TcpStream::connect(&tunnel.address).is_err());
        }
        open.iter().for_each(|tcp| exchange(tcp, b"after"));
        open.into_iter().for_each(close);
        for tunnel in [server, client] {
            let (code, said) = tunnel.wait();
            assert_eq!(code, Some(0), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn sigterm_has_a_limit_and_no_patience_the_second_time() {
    let folder = Folder::with_certificates();
    for (limit, again) in [("1", false), ("100", true)] {
        let server = Tunnel::server(&folder, &echo(), &["--drain-seconds", limit]);
        let client = Tunnel::client(&folder, &server.address, &[]);
        let tcp = client.connect();
        exchange(&tcp, b"before");
        server.signal("TERM");
        server.says("ending: 1 connections");
        if again {
            server.signal("TERM");
        }
        let (code, said) = server.wait();
        assert_eq!(code, Some(4), "{said}");
        assert!(said.contains("1 connections were cut off before their end"), "{said}");
        assert!(is_reset(tcp));
        client.says(": cut off on the TLS side: the transport ended without close_notify");
        client.counts("connections_cut_total{reason=\"tls_truncated\"}", 1);
    }
}

#[test]
fn a_service_that_is_not_there() {
    let folder = Folder::with_certificates();
    let to = nobody();
    let server = Tunnel::server(&folder, &to, &[]);
    let mut arguments = vec!["connect".to_owned(), server.address.clone()];
    arguments.extend(identity(&folder, "client"));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = surehand(&arguments, b"hello");
    assert_code(&output, 3);
    assert!(text(&output.stderr).contains("internal_error"), "{}", text(&output.stderr));
    server.says(&format!(": connecting to {to} failed: Connection refused"));
    server.counts("upstream_failed_total", 1);
    // The same from the other end: nothing is there behind the client's tunnel.
    let client = Tunnel::client(&folder, &to, &[]);
    assert!(is_reset(client.connect()));
    client.says(&format!(": connecting to {to} failed: Connection refused"));
    client.counts("upstream_failed_total", 1);
}

/// Answers the first bytes, and resets the connection.
fn vanishing() -> String {
    service(|mut tcp| {
        let mut some = [0; 5];
        tcp.read_exact(&mut some).unwrap();
        tcp.write_all(&some).unwrap();
        SockRef::from(&tcp).set_linger(Some(Duration::ZERO)).unwrap();
        let _ = tcp.read(&mut some);
    })
}

#[test]
fn a_service_that_vanishes() {
    let folder = Folder::with_certificates();
    let server = Tunnel::server(&folder, &vanishing(), &[]);
    let client = Tunnel::client(&folder, &server.address, &[]);
    let tcp = client.connect();
    exchange(&tcp, b"hello");
    (&tcp).write_all(b"?").unwrap();
    assert!(is_reset(tcp));
    server.says("connection 1 from 127.0.0.1:");
    server.says(": cut off on the plain side: the transport failed: Connection reset by peer");
    client.says(": cut off on the TLS side: the transport ended without close_notify");
    server.counts("connections_cut_total{reason=\"plain_transport\"}", 1);
    client.counts("connections_cut_total{reason=\"tls_truncated\"}", 1);
}

#[test]
fn a_user_or_a_tunnel_that_vanishes() {
    let folder = Folder::with_certificates();
    let (sender, heard) = mpsc::channel();
    let to = service(move |mut tcp| {
        let mut some = [0; 5];
        tcp.read_exact(&mut some).unwrap();
        tcp.write_all(&some).unwrap();
        sender.send(is_reset(tcp)).unwrap();
    });
    let server = Tunnel::server(&folder, &to, &[]);
    // A user with a certificate of his own, cut off before the end; and the client's tunnel as a whole.
    let client = Tunnel::client(&folder, &server.address, &[]);
    let tcp = client.connect();
    exchange(&tcp, b"hello");
    SockRef::from(&tcp).set_linger(Some(Duration::ZERO)).unwrap();
    drop(tcp);
    assert!(heard.recv().unwrap());
    client.says(": cut off on the plain side: the transport failed: Connection reset by peer");
    let tcp = client.connect();
    exchange(&tcp, b"hello");
    client.signal("KILL");
    assert!(heard.recv().unwrap());
    server.says("connection 2 from 127.0.0.1:");
    server.says(": cut off on the TLS side: ");
}
