//! The server: an echo, or files over HTTP/1.1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::failure::Failure;
use crate::transfer::report;

type Stream = StreamOwned<ServerConnection, TcpStream>;

pub fn one(config: Arc<ServerConfig>, mut socket: TcpStream, www: Option<&str>) -> Result<(), Failure> {
    let mut connection = ServerConnection::new(config)?;
    connection.complete_io(&mut socket)?;
    let mut early = Vec::new();
    if let Some(mut reader) = connection.early_data() {
        reader.read_to_end(&mut early)?;
    }
    report(&connection, !early.is_empty());
    let mut stream = StreamOwned::new(connection, socket);
    stream.write_all(&early)?;
    match www {
        Some(directory) => file(&mut stream, Path::new(directory))?,
        None => echo(&mut stream)?,
    }
    stream.conn.send_close_notify();
    stream.flush()?;
    stream.sock.shutdown(Shutdown::Write)?;
    eprintln!("closed clean");
    Ok(())
}

fn echo(stream: &mut Stream) -> Result<(), Failure> {
    let mut buffer = vec![0; 65_536];
    loop {
        let count = stream.read(&mut buffer)?;
        let Some(data) = buffer.get(..count).filter(|data| !data.is_empty()) else { return Ok(()) };
        stream.write_all(data)?;
        stream.flush()?;
    }
}

fn file(stream: &mut Stream, directory: &Path) -> Result<(), Failure> {
    let mut request = String::new();
    let mut lines = BufReader::new(&mut *stream);
    lines.read_line(&mut request)?;
    let mut header = String::new();
    while lines.read_line(&mut header)? > 2 {
        header.clear();
    }
    let name = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let found = std::fs::read(directory.join(name)).ok().filter(|_| !name.contains(".."));
    let (status, body) = found.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)?;
    stream.flush()?;
    Ok(())
}
