//! What the machine noted down about a connection.

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_codec::message::Message;
use surehand_core::connection::{Direction, Observation};
use surehand_core::handshake::Claim;

/// The traits of a connection that flags ask about.
#[derive(Default)]
pub struct Seen {
    /// The cipher suite and the group.
    pub parameters: Option<(CipherSuite, NamedGroup)>,
    /// What the peer signed with.
    pub scheme: Option<SignatureScheme>,
    /// Whether there was a HelloRetryRequest.
    pub retry: bool,
    /// Whether the client offers to take tickets (RFC 8446 §4.2.9).
    pub offers_resumption: bool,
    /// How many NewSessionTickets came.
    pub tickets: usize,
    /// Messages, alerts and change_cipher_spec, in the runner's notation.
    pub trace: String,
    /// The application traffic secrets of client and server.
    pub secrets: [Vec<u8>; 2],
}

impl Seen {
    /// Takes in one observation.
    pub fn add(&mut self, observation: Observation<()>) {
        match observation {
            Observation::Message { direction, name, bytes, .. } => {
                if let Ok(Message::ClientHello(hello)) = Message::read(&bytes) {
                    self.offers_resumption = hello.extensions.psk_key_exchange_modes.is_some();
                }
                self.retry |= name == "HelloRetryRequest";
                self.tickets += usize::from(name == "NewSessionTicket" && direction == Direction::Received);
                self.note(direction, &format!("hs {}", bytes.first().copied().unwrap_or_default()));
            }
            Observation::ChangeCipherSpec(direction) => self.note(direction, "ccs"),
            Observation::Alert { direction, level, description, .. } => {
                self.note(direction, &format!("alert {} {}", level.0, description.0));
            }
            Observation::Secret { label: "CLIENT_TRAFFIC_SECRET_0", secret, .. } => self.secrets[0] = secret.to_vec(),
            Observation::Secret { label: "SERVER_TRAFFIC_SECRET_0", secret, .. } => self.secrets[1] = secret.to_vec(),
            Observation::Claim(Claim::HandshakeKeys { cipher_suite, group, .. }) => {
                self.parameters = Some((cipher_suite, group));
            }
            Observation::Claim(Claim::PeerAuthenticated { scheme, .. }) => self.scheme = Some(scheme),
            _ => {}
        }
    }

    fn note(&mut self, direction: Direction, what: &str) {
        let verb = if direction == Direction::Sent { "write" } else { "read" };
        self.trace.push_str(&format!("{verb} {what}\n"));
    }
}
