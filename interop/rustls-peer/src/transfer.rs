//! The client: standard input to the peer and the peer's data to standard output, at the same time.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustls::{ClientConnection, ConnectionCommon, HandshakeKind, StreamOwned};

use crate::configuration::{group_name, suite_name};
use crate::failure::Failure;

/// One line of what was agreed, for the harness to check.
pub fn report<D>(connection: &ConnectionCommon<D>, early_data: bool) {
    let suite = connection.negotiated_cipher_suite().map_or("?", |suite| suite_name(suite.suite()));
    let group = connection.negotiated_key_exchange_group().map_or("?", |group| group_name(group.name()));
    let alpn = String::from_utf8_lossy(connection.alpn_protocol().unwrap_or_default()).into_owned();
    let retry = connection.handshake_kind() == Some(HandshakeKind::FullWithHelloRetryRequest);
    let resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
    let certificates = connection.peer_certificates().map_or(0, <[_]>::len);
    eprintln!(
        "negotiated suite={suite} group={group} alpn={alpn} retry={retry} resumed={resumed} early={early_data} \
         certificates={certificates}"
    );
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the records that wait and writes them without holding the connection, so that reading goes on.
fn flush(connection: &Mutex<ClientConnection>, socket: &Mutex<TcpStream>) -> io::Result<()> {
    let mut socket = lock(socket);
    let mut records = Vec::new();
    {
        let mut connection = lock(connection);
        while connection.wants_write() {
            connection.write_tls(&mut records)?;
        }
    }
    socket.write_all(&records)
}

fn send(connection: &Mutex<ClientConnection>, socket: &Mutex<TcpStream>) -> io::Result<()> {
    let mut buffer = vec![0; 65_536];
    loop {
        let count = io::stdin().read(&mut buffer)?;
        let Some(data) = buffer.get(..count).filter(|data| !data.is_empty()) else { break };
        lock(connection).writer().write_all(data)?;
        flush(connection, socket)?;
    }
    lock(connection).send_close_notify();
    flush(connection, socket)
}

/// Gets a session: it comes with what the server sends.
pub fn rehearse(mut connection: ClientConnection, mut socket: TcpStream) -> Result<(), Failure> {
    connection.complete_io(&mut socket)?;
    report(&connection, false);
    let mut stream = StreamOwned::new(connection, socket);
    stream.write_all(b"first\n")?;
    stream.read_exact(&mut [0; 6])?;
    stream.conn.send_close_notify();
    Ok(stream.conn.complete_io(&mut stream.sock).map(drop)?)
}

/// Completes the handshake, with early data if the session admits it.
fn handshake(connection: &mut ClientConnection, socket: &mut TcpStream, early: &[u8]) -> Result<(), Failure> {
    if let Some(mut writer) = connection.early_data() {
        writer.write_all(early)?;
    }
    connection.complete_io(socket)?;
    let accepted = connection.is_early_data_accepted();
    report(connection, accepted);
    if !accepted {
        connection.writer().write_all(early)?;
        connection.complete_io(socket)?;
    }
    Ok(())
}

pub fn stdin_to_stdout(mut connection: ClientConnection, mut socket: TcpStream, early: &[u8]) -> Result<(), Failure> {
    handshake(&mut connection, &mut socket, early)?;
    connection.set_buffer_limit(None);
    let mut reading = socket.try_clone()?;
    let connection = Arc::new(Mutex::new(connection));
    let writing = Arc::new(Mutex::new(socket));
    let (their_connection, their_writing) = (connection.clone(), writing.clone());
    thread::spawn(move || send(&their_connection, &their_writing));
    let mut buffer = vec![0; 65_536];
    let mut plaintext = Vec::new();
    loop {
        let count = reading.read(&mut buffer)?;
        let mut received = buffer.get(..count).unwrap_or_default();
        if received.is_empty() {
            return Err(Failure::Truncated);
        }
        let mut closed = false;
        while !received.is_empty() && !closed {
            let mut connection = lock(&connection);
            connection.read_tls(&mut received)?;
            closed = connection.process_new_packets()?.peer_has_closed();
            plaintext.clear();
            match connection.reader().read_to_end(&mut plaintext) {
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error.into()),
                _ => io::stdout().write_all(&plaintext)?,
            }
        }
        io::stdout().flush()?;
        if closed {
            lock(&connection).send_close_notify();
            let _ = flush(&connection, &writing);
            let _ = reading.shutdown(Shutdown::Write);
            return Ok(());
        }
    }
}
