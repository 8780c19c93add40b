//! Streams: data both ways, closing and truncation told apart, two halves on two threads.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;

use surehand::{ClientConfig, Error, Padding, ServerConfig, Stream};

use crate::certificates::{Authority, handshake};

fn pair() -> (Stream<UnixStream>, Stream<UnixStream>) {
    let authority = Authority::new();
    let client = ClientConfig::builder().roots(authority.roots()).build().unwrap();
    let server = ServerConfig::builder()
        .credential(authority.credential())
        .padding(Padding::Block(256.try_into().unwrap()))
        .build()
        .unwrap();
    let (client, server) = handshake(&client, &server, "localhost");
    (client.unwrap(), server.unwrap())
}

#[test]
fn data_of_every_size_arrives_whole() {
    for size in [0, 1, 2, 100, 16383, 16384, 16385, 100_000] {
        let (mut client, mut server) = pair();
        let data: Vec<u8> = (0..size).map(|byte| byte as u8).collect();
        let expected = data.clone();
        let thread = thread::spawn(move || {
            let mut received = Vec::new();
            server.read_to_end(&mut received).unwrap();
            server.write_all(&received).unwrap();
            server.close().unwrap();
        });
        client.write_all(&data).unwrap();
        client.close().unwrap();
        let mut back = Vec::new();
        client.read_to_end(&mut back).unwrap();
        assert!(back == expected, "{size}");
        thread.join().unwrap();
    }
}

#[test]
fn truncation_is_not_the_end() {
    let (mut client, mut server) = pair();
    server.write_all(b"half a mess").unwrap();
    drop(server);
    let mut received = Vec::new();
    let error = client.read_to_end(&mut received).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert!(matches!(Error::from(error), Error::Truncated));
    assert_eq!(received, b"half a mess");
    surehand_evidence::property("6.1-i1", "a transport that ends without close_notify is an error");
    surehand_evidence::property("6.1-6", "read says 0 on close_notify and on nothing else");
}

#[test]
fn half_close() {
    let (mut client, mut server) = pair();
    client.close().unwrap();
    assert_eq!(server.read(&mut [0; 8]).unwrap(), 0);
    server.write_all(b"still here").unwrap();
    server.close().unwrap();
    let mut received = String::new();
    client.read_to_string(&mut received).unwrap();
    assert_eq!(received, "still here");
    assert!(client.write(b"too late").is_err());
    surehand_evidence::property("6.1-3", "one direction closes, the other goes on");
    surehand_evidence::property("6-1", "close_notify is the end of the data that is read");
    surehand_evidence::property("6.1-i2", "close_notify forces no answer");
}

#[test]
fn keys_are_updated_both_ways() {
    let (mut client, mut server) = pair();
    for round in 0..5 {
        client.connection_mut().update_keys(true).unwrap();
        client.write_all(&[round; 1000]).unwrap();
        let mut received = [0; 1000];
        server.read_exact(&mut received).unwrap();
        assert_eq!(received, [round; 1000]);
        server.write_all(&received).unwrap();
        client.read_exact(&mut received).unwrap();
        assert_eq!(received, [round; 1000]);
    }
}

#[test]
fn two_halves_on_two_threads() {
    let (client, server) = pair();
    let (mut client_read, mut client_write) = client.split(UnixStream::try_clone).unwrap();
    let (mut server_read, mut server_write) = server.split(UnixStream::try_clone).unwrap();
    const SIZE: usize = 1 << 20;
    thread::scope(|scope| {
        scope.spawn(move || {
            client_write.write_all(&vec![1; SIZE]).unwrap();
            client_write.close().unwrap();
        });
        scope.spawn(move || {
            server_write.write_all(&vec![2; SIZE]).unwrap();
            server_write.close().unwrap();
        });
        let at_server = scope.spawn(move || {
            let mut received = Vec::new();
            server_read.read_to_end(&mut received).unwrap();
            received
        });
        let mut at_client = Vec::new();
        client_read.read_to_end(&mut at_client).unwrap();
        assert!(at_client == vec![2; SIZE]);
        assert!(at_server.join().unwrap() == vec![1; SIZE]);
    });
}

#[test]
fn an_idle_writing_half_is_woken_for_what_it_owes() {
    let (client, mut server) = pair();
    let (mut client_read, mut client_write) = client.split(UnixStream::try_clone).unwrap();
    let (waker, woken) = std::sync::mpsc::channel();
    client_read.on_wake(move || waker.send(()).unwrap());
    let mut byte = [0];
    server.write_all(b"1").unwrap();
    client_read.read_exact(&mut byte).unwrap();
    assert!(woken.try_recv().is_err(), "nothing is owed");
    server.connection_mut().update_keys(true).unwrap();
    server.write_all(b"2").unwrap();
    client_read.read_exact(&mut byte).unwrap();
    woken.try_recv().expect("an answer to the KeyUpdate is owed");
    client_write.flush().unwrap();
    client_write.update_keys(false).unwrap();
    client_write.write_all(b"3").unwrap();
    server.read_exact(&mut byte).unwrap();
    assert_eq!(byte, *b"3");
    // Not a record of TLS: refused with an alert.
    server.transport().write_all(&[0; 64]).unwrap();
    client_read.read(&mut byte).unwrap_err();
    woken.try_recv().expect("an alert is owed");
}

#[test]
fn a_stream_runs_its_handshake_by_itself() {
    let authority = Authority::new();
    let config = ClientConfig::builder().roots(authority.roots()).build().unwrap();
    let server = ServerConfig::builder().credential(authority.credential()).build().unwrap();
    let (ours, theirs) = UnixStream::pair().unwrap();
    let thread = thread::spawn(move || {
        let mut stream = Stream::new(surehand::Connection::server(&server), theirs);
        let mut word = [0; 5];
        stream.read_exact(&mut word).unwrap();
        stream.close().unwrap();
        word
    });
    let connection = surehand::Connection::client(&config, "localhost".try_into().unwrap()).unwrap();
    assert!(connection.is_handshaking() && connection.session().is_none());
    let mut stream = Stream::new(connection, ours);
    stream.write_all(b"hello").unwrap();
    assert!(!stream.connection().is_handshaking() && stream.connection().session().is_some());
    surehand_evidence::property("E.5-5", "a connection says whether its handshake is complete");
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(&thread.join().unwrap(), b"hello");
}
