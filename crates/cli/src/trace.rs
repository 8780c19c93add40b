//! A handshake as it happens: each message, its direction, size, protection and section of the RFC.

use std::io::{IsTerminal, Write};

use surehand::{AlertDescription, Connection, Direction, EarlyData, Epoch, Observation};

use crate::identity;

/// Whose end is watched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    Client,
    Server,
}

/// Writes observations as lines.
pub struct Trace<W> {
    end: End,
    colour: bool,
    out: W,
}

impl Trace<std::io::Stderr> {
    /// On stderr, in colour on a terminal.
    pub fn stderr(end: End) -> Self {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { end, colour, out: std::io::stderr() }
    }
}

impl<W: Write> Trace<W> {
    /// On `out`.
    pub fn new(end: End, colour: bool, out: W) -> Self {
        Self { end, colour, out }
    }

    /// Writes a line for each observation. What cannot be written is not worth an error.
    pub fn show(&mut self, observations: &[Observation<()>]) {
        for observation in observations {
            let line = match observation {
                Observation::Message { direction, name, bytes, epoch } => {
                    self.line(*direction, name, &format!("{} bytes", bytes.len()), protection(*epoch), section(name))
                }
                Observation::ChangeCipherSpec(direction) => {
                    self.line(*direction, "change_cipher_spec", "1 byte", "for middleboxes", "D.4")
                }
                Observation::Alert { direction, level, description, epoch } => {
                    let section = if *description == AlertDescription::CLOSE_NOTIFY { "6.1" } else { "6.2" };
                    let name = format!("alert {description}");
                    self.line(*direction, &name, &level.to_string(), protection(*epoch), section)
                }
                _ => continue,
            };
            let _ = writeln!(self.out, "{line}");
        }
    }

    fn line(&self, direction: Direction, name: &str, size: &str, protection: &str, section: &str) -> String {
        let from_client = (self.end == End::Client) == (direction == Direction::Sent);
        let (arrow, colour) =
            if from_client { ("client ──▶ server", "36") } else { ("client ◀── server", "33") };
        let line = format!("  {arrow}  {name:22} {size:>11}  {protection:18} RFC 8446 §{section}");
        if self.colour { format!("\x1b[{colour}m{line}\x1b[0m") } else { line }
    }
}

fn protection(epoch: Epoch) -> &'static str {
    match epoch {
        Epoch::Plaintext => "plaintext",
        Epoch::Early => "early keys",
        Epoch::Handshake => "handshake keys",
        Epoch::Application(0) => "application keys",
        Epoch::Application(_) => "updated keys",
    }
}

fn section(name: &str) -> &'static str {
    match name {
        "ClientHello" => "4.1.2",
        "ServerHello" => "4.1.3",
        "HelloRetryRequest" => "4.1.4",
        "EncryptedExtensions" => "4.3.1",
        "CertificateRequest" => "4.3.2",
        "Certificate" => "4.4.2",
        "CertificateVerify" => "4.4.3",
        "Finished" => "4.4.4",
        "EndOfEarlyData" => "4.5",
        "NewSessionTicket" => "4.6.1",
        "KeyUpdate" => "4.6.3",
        _ => "4",
    }
}

/// The session in a line.
pub fn summary(connection: &Connection) -> Option<String> {
    let session = connection.session()?;
    let peer = session.peer_identity.map(identity::name);
    let authenticated = match (peer, session.peer_authenticated) {
        (Some(peer), Some(by)) => format!("peer {peer} authenticated by {by}"),
        _ => "peer not authenticated".to_owned(),
    };
    let resumed = if session.resumed { ", resumed" } else { "" };
    let scheme = session.signature_scheme.map(|scheme| format!(", {scheme}")).unwrap_or_default();
    let protocol = session
        .application_protocol
        .map(|name| format!(", ALPN {}", String::from_utf8_lossy(name).escape_debug()))
        .unwrap_or_default();
    let early_data = match connection.early_data() {
        EarlyData::Accepted => ", early data accepted",
        EarlyData::Rejected => ", early data rejected",
        _ => "",
    };
    let group = session.group.map_or("no key exchange".to_owned(), |group| group.to_string());
    let suite = session.cipher_suite;
    Some(format!("TLS 1.3, {suite}, {group}{resumed}{early_data}, {authenticated}{scheme}{protocol}"))
}
