//! `surehand demo`: two peers on this machine set up a secure channel and move a file through it.

use std::io::{self, IsTerminal, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest, Sha256};
use surehand::{ClientConfig, Connection, Credential, Error, Pin, Roots, ServerConfig, Session, Stream};

use crate::cert::{self, Algorithm};
use crate::exit::{Failure, say};
use crate::settings::Algorithms;
use crate::trace::{End, Trace};

/// How much is written at a time.
const CHUNK: usize = 256 * 1024;
/// No peer of a demonstration is ever this slow.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Set up a secure channel between two peers on this machine, and show how
///
/// Makes a throw-away CA and a server certificate in memory, starts a server and a client on loopback TCP, shows each
/// message of the handshake, says who was authenticated and how, and sends a file through the channel.
///
/// Example:
///
///   surehand demo --size 1GiB --groups x25519 --ciphersuites TLS_CHACHA20_POLY1305_SHA256
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Demo {
    /// How large the file is
    #[arg(long, default_value = "64MiB", value_parser = size)]
    size: u64,
    #[command(flatten)]
    algorithms: Algorithms,
    /// Show no progress bar
    #[arg(long, short)]
    quiet: bool,
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let number: u64 = digits.parse().map_err(|_| format!("{text:?} is no size"))?;
    let unit = match text.get(digits.len()..).unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        unit => return Err(format!("{unit:?} is no unit: use KiB, MiB or GiB")),
    };
    number.checked_mul(unit).ok_or_else(|| format!("{text:?} is too large"))
}

impl Demo {
    pub fn run(self) -> Result<(), Failure> {
        let (client, server) = self.configs()?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        say!("A throw-away CA has issued a certificate for localhost. The server listens on {address}.\n");
        let serving = thread::spawn(move || receive_file(&listener, &server));

        say!("Handshake");
        let tcp = TcpStream::connect(address)?;
        tcp.set_read_timeout(Some(TIMEOUT))?;
        let _ = tcp.set_nodelay(true);
        let name = "localhost".try_into().map_err(|_| Failure::local("localhost is no name here"))?;
        let started = Instant::now();
        let mut stream = Stream::new(Connection::client(&client, name)?, tcp);
        let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let mut trace = Trace::new(End::Client, colour, io::stdout());
        loop {
            let advanced = stream.advance_handshake();
            trace.show(&stream.connection_mut().observations());
            if advanced? {
                break;
            }
        }
        let took = started.elapsed();
        let session = stream.connection().session().ok_or_else(|| Failure::local("there is no session"))?;
        describe(&session, took);

        let sent = self.send_file(&mut stream)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let received = serving.join().map_err(|_| Failure::local("the server's thread failed"))??;
        if answer != sent.as_slice() || received != sent {
            return Err(Failure::local("what arrived is not what was sent"));
        }
        let hex: String = sent.iter().map(|byte| format!("{byte:02x}")).collect();
        say!("  SHA-256 {hex}, the same on both sides\n");
        say!("Close");
        trace.show(&stream.connection_mut().observations());
        say!("\nBoth sides closed with close_notify: nothing was cut off.");
        Ok(())
    }

    fn configs(&self) -> Result<(ClientConfig, ServerConfig), Failure> {
        let ca = cert::authority()?;
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let leaf = cert::leaf(&ca, &names, Algorithm::EcdsaP256, 1)?;
        let client = ClientConfig::builder()
            .roots(Roots::from_pem(ca.certificate.as_bytes())?)
            .application_protocols(["demo"])
            .observe_messages(true);
        let credential = Credential::from_pem(leaf.certificate.as_bytes(), leaf.key.as_bytes())?;
        let server = ServerConfig::builder().credential(credential).application_protocols(["demo"]);
        Ok((self.algorithms.client(client)?.build()?, self.algorithms.server(server)?.build()?))
    }

    /// Sends a made-up file and closes our direction; the file's hash.
    fn send_file(&self, stream: &mut Stream<TcpStream>) -> Result<[u8; 32], Failure> {
        say!("Transfer, client to server");
        let bar = ProgressBar::new(self.size);
        let template = "  [{bar:40}] {bytes}/{total_bytes}  {binary_bytes_per_sec}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        if self.quiet || !io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let mut hash = Sha256::new();
        let mut chunk: Vec<u8> = (0..CHUNK).map(|byte| (byte * 31) as u8).collect();
        let started = Instant::now();
        let mut left = self.size;
        while left > 0 {
            // Every chunk of the file is different.
            chunk.iter_mut().zip(left.to_le_bytes()).for_each(|(byte, counter)| *byte = counter);
            let length = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
            let data = chunk.get(..length).unwrap_or_default();
            hash.update(data);
            stream.write_all(data)?;
            left -= length as u64;
            bar.inc(length as u64);
        }
        stream.close()?;
        bar.finish_and_clear();
        let seconds = started.elapsed().as_secs_f64().max(1e-9);
        say!(
            "  {} bytes in {seconds:.3} s: {:.0} MB/s, with hashing and both ends on this machine",
            self.size,
            self.size as f64 / seconds / 1e6
        );
        Ok(hash.finalize().into())
    }
}

fn describe(session: &Session<'_>, took: Duration) {
    say!("\nSession, after {:.1} ms", took.as_secs_f64() * 1e3);
    if let Some(by) = session.peer_authenticated {
        say!("  server authenticated  localhost, by {by}");
    }
    if let Some(scheme) = session.signature_scheme {
        say!("  signature             {scheme}");
    }
    if let Some(pin) = session.peer_certificates.first().and_then(|certificate| Pin::of_certificate(certificate).ok()) {
        say!("  certificate           CN=localhost, issued by the throw-away CA");
        say!("  pin of its key        {pin}");
    }
    say!("  client authenticated  no");
    say!("  key exchange          {}", session.group.map_or("none".to_owned(), |group| group.to_string()));
    say!("  cipher suite          {}", session.cipher_suite);
    let protocol = session.application_protocol.map_or_else(|| "none".into(), String::from_utf8_lossy);
    say!("  application protocol  {protocol}\n");
}

/// The server: takes a file until close_notify, answers with its hash, closes.
fn receive_file(listener: &TcpListener, config: &ServerConfig) -> Result<[u8; 32], Error> {
    let (tcp, _) = listener.accept()?;
    tcp.set_read_timeout(Some(TIMEOUT))?;
    let _ = tcp.set_nodelay(true);
    let mut stream = surehand::accept(config, tcp)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
    let hash: [u8; 32] = hash.finalize().into();
    stream.write_all(&hash)?;
    stream.close()?;
    Ok(hash)
}
