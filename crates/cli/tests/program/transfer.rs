//! `surehand connect` and `surehand serve`: data both ways, and what can be asked of a handshake.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::thread;

use sha2::{Digest, Sha256};

use crate::run::{Folder, Server, assert_code, text};

/// A mebibyte and a bit, without a newline at its end.
fn data() -> Vec<u8> {
    (0..(1u32 << 20) + 17).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

#[test]
fn echo_gives_back_what_was_sent() {
    let folder = Folder::with_certificates();
    for flags in [&["--echo"][..], &["--echo", "--padding", "1024", "--cookie", "--provider", "aws-lc"]] {
        let server = Server::start(&folder, flags);
        let output = server.connect(&folder, &["--padding", "512"], &data());
        assert_code(&output, 0);
        assert_eq!(Sha256::digest(&output.stdout), Sha256::digest(data()));
        let said = text(&output.stderr);
        assert_eq!(said.lines().count(), 1, "{said}");
        for part in ["TLS_AES_128_GCM_SHA256", "X25519MLKEM768", "certificate chain to a trusted root"] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}

#[test]
fn quiet_is_quiet() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo"]);
    let output = server.connect(&folder, &["--quiet"], b"x");
    assert_code(&output, 0);
    assert!(output.stderr.is_empty());
}

#[test]
fn upstream_passes_both_directions_on() {
    let folder = Folder::with_certificates();
    let behind = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = behind.local_addr().unwrap().to_string();
    let service = thread::spawn(move || {
        let (mut tcp, _) = behind.accept().unwrap();
        let mut received = Vec::new();
        // Ends only if the client's close_notify is passed on, while the way back stays open.
        tcp.read_to_end(&mut received).unwrap();
        tcp.write_all(&received).unwrap();
        tcp.write_all(b"and more").unwrap();
        tcp.shutdown(Shutdown::Write).unwrap();
    });
    let server = Server::start(&folder, &["--upstream", &address]);
    let output = server.connect(&folder, &[], &data());
    assert_code(&output, 0);
    assert!(output.stdout == [&data()[..], b"and more"].concat());
    service.join().unwrap();
}

#[test]
fn a_client_that_trickles_loses_its_place() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo"]);
    let mut tcp = std::net::TcpStream::connect(&server.address).unwrap();
    let started = std::time::Instant::now();
    // A record header that promises much, and then a byte now and then.
    tcp.write_all(&[22, 3, 1, 0x3f, 0xff]).unwrap();
    let closed = (0..80).any(|_| {
        thread::sleep(std::time::Duration::from_millis(250));
        tcp.write_all(&[1]).is_err()
    });
    assert!(closed, "still open after {:?}", started.elapsed());
}

#[test]
fn ends_after_so_many_connections() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--connections", "2", "--trace"]);
    for _ in 0..2 {
        assert_code(&server.connect(&folder, &[], b"x"), 0);
    }
    let said = server.wait();
    assert_eq!(said.matches("ClientHello").count(), 2, "{said}");
    assert!(said.contains("connection 2: TLS 1.3"), "{said}");
}

#[test]
fn trace_shows_a_retry() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--groups", "secp384r1"]);
    let output = server.connect(&folder, &["--groups", "x25519:p-384", "--shares", "X25519", "--trace"], b"x");
    assert_code(&output, 0);
    let said = text(&output.stderr);
    assert_eq!(said.matches("ClientHello").count(), 2, "{said}");
    assert!(said.contains("HelloRetryRequest") && said.contains("§4.1.4"), "{said}");
    assert!(said.contains("change_cipher_spec") && said.contains("secp384r1"), "{said}");
}

#[test]
fn without_compatibility_mode_we_send_no_change_cipher_spec() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo"]);
    let output = server.connect(&folder, &["--no-compat", "--trace"], b"x");
    assert_code(&output, 0);
    assert!(!text(&output.stderr).contains("change_cipher_spec"));
}

#[test]
fn protocols_are_agreed() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--alpn", "b,c"]);
    let output = server.connect(&folder, &["--alpn", "a,b"], b"");
    assert_code(&output, 0);
    assert!(text(&output.stderr).contains("ALPN b"));
}

#[test]
fn suites_and_groups_are_chosen() {
    let folder = Folder::with_certificates();
    let server = Server::start(&folder, &["--echo", "--ciphersuites", "TLS_AES_256_GCM_SHA384"]);
    let output = server.connect(&folder, &["--groups", "secp521r1"], b"");
    assert_code(&output, 0);
    let said = text(&output.stderr);
    assert!(said.contains("TLS_AES_256_GCM_SHA384, secp521r1"), "{said}");
}

#[test]
fn key_logs_of_both_sides_agree() {
    let folder = Folder::with_certificates();
    let (ours, theirs) = (folder.path("client.log"), folder.path("server.log"));
    let server = Server::start(&folder, &["--echo", "--keylog", &theirs]);
    assert_code(&server.connect(&folder, &["--keylog", &ours], b"x"), 0);
    let lines = |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(ours.clone()), lines(theirs));
    for label in [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
        "EXPORTER_SECRET",
    ] {
        let found = lines(ours.clone()).into_iter().filter(|line| line.split(' ').next() == Some(label));
        let columns: Vec<Vec<usize>> = found.map(|line| line.split(' ').skip(1).map(str::len).collect()).collect();
        assert_eq!(columns, [[64, 64]], "{label}");
    }
}
