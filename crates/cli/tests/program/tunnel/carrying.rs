//! What goes through.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::mpsc;
use std::thread;

use super::world::{Tunnel, close, echo, exchange, service};
use crate::run::Folder;

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

#[test]
fn everything_both_ways_and_it_is_counted() {
    let folder = Folder::with_certificates();
    let server = Tunnel::server(&folder, &echo(), &[]);
    let client = Tunnel::client(&folder, &server.address, &[]);
    let data: Vec<u8> = (0..3_000_001u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut tcp = client.connect();
    let (mut writer, sent) = (tcp.try_clone().unwrap(), data.clone());
    let feeder = thread::spawn(move || {
        writer.write_all(&sent).unwrap();
        writer.shutdown(Shutdown::Write).unwrap();
    });
    let mut back = Vec::new();
    tcp.read_to_end(&mut back).unwrap();
    feeder.join().unwrap();
    assert!(back == data);
    for tunnel in [&server, &client] {
        tunnel.counts("connections_open", 0);
        tunnel.counts("connections_total", 1);
        tunnel.counts("bytes_total{direction=\"decrypted\"}", 3_000_001);
        tunnel.counts("bytes_total{direction=\"encrypted\"}", 3_000_001);
        assert_eq!(tunnel.said(), "");
    }
    assert!(server.counters().starts_with("HTTP/1.0 200 OK\r\n"));
    let second = client.connect();
    exchange(&second, b"hello");
    for tunnel in [&server, &client] {
        assert_eq!(tunnel.counter("connections_open"), 1);
        assert_eq!(tunnel.counter("connections_total"), 2);
    }
    close(second);
}

#[test]
fn each_direction_closes_by_itself() {
    let folder = Folder::with_certificates();
    let (sender, heard) = mpsc::channel();
    // The service closes first, and then listens.
    let to = service(move |mut tcp| {
        tcp.write_all(b"welcome").unwrap();
        tcp.shutdown(Shutdown::Write).unwrap();
        let mut all = String::new();
        sender.send(tcp.read_to_string(&mut all).map(|_| all)).unwrap();
    });
    let server = Tunnel::server(&folder, &to, &[]);
    let client = Tunnel::client(&folder, &server.address, &[]);
    let mut tcp = client.connect();
    let mut greeting = String::new();
    tcp.read_to_string(&mut greeting).unwrap();
    assert_eq!(greeting, "welcome");
    tcp.write_all(b"thank you").unwrap();
    tcp.shutdown(Shutdown::Write).unwrap();
    assert_eq!(heard.recv().unwrap().unwrap(), "thank you");
    // The user closes first, and then listens: the other tests do.
    for tunnel in [&server, &client] {
        tunnel.counts("connections_open", 0);
        assert_eq!(tunnel.said(), "");
    }
}

#[test]
fn a_key_on_both_ends_and_no_certificate() {
    let server = Tunnel::start(&echo(), &["--server", "--psk", KEY, "--psk-import"]);
    let client = ["--client", "--name", "localhost", "--psk-import", "--psk"];
    let tunnel = Tunnel::start(&server.address, &[&client[..], &[KEY]].concat());
    let tcp = tunnel.connect();
    exchange(&tcp, b"hello");
    close(tcp);
    let other = KEY.replace("00", "ff");
    let tunnel = Tunnel::start(&server.address, &[&client[..], &[&other]].concat());
    assert!(super::world::is_reset(tunnel.connect()));
    tunnel.says(": handshake failed: the peer refused us in ");
}

/// Two tunnels, and a thousand threads for the service; `ulimit -n` has to be 4,000 at least.
#[test]
#[ignore = "half a minute without optimisation: cargo test -p surehand-cli --test program -- --ignored a_thousand"]
fn a_thousand_at_once() {
    let folder = Folder::with_certificates();
    let patient = ["--handshake-seconds", "300"];
    let server = Tunnel::server(&folder, &echo(), &patient);
    let client = Tunnel::client(&folder, &server.address, &patient);
    let mut open = Vec::new();
    for _ in 0..20 {
        let some: Vec<_> = (0..50).map(|_| client.connect()).collect();
        some.iter().for_each(|mut tcp| tcp.write_all(b"I am here").unwrap());
        open.extend(some);
    }
    for mut tcp in &open {
        let mut back = [0; 9];
        tcp.read_exact(&mut back).unwrap_or_else(|error| panic!("{error}: {}{}", client.said(), server.said()));
        assert_eq!(&back, b"I am here");
    }
    for tunnel in [&server, &client] {
        assert_eq!(tunnel.counter("connections_open"), 1000);
    }
    open.iter().for_each(|tcp| exchange(tcp, b"and here"));
    open.into_iter().for_each(close);
    for tunnel in [&server, &client] {
        tunnel.counts("connections_open", 0);
        assert_eq!(tunnel.said(), "");
    }
}
