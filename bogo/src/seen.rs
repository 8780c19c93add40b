//! What the machine noted down about a connection.

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_codec::message::Message;
use surehand_core::connection::{Direction, Observation};
use surehand_core::handshake::Claim;
use surehand_core::key_schedule::BinderKind;

/// The traits of a connection that flags ask about.
#[derive(Default)]
pub struct Seen {
    /// The cipher suite and the group.
    pub parameters: Option<(CipherSuite, Option<NamedGroup>)>,
    /// What the peer signed with.
    pub scheme: Option<SignatureScheme>,
    /// Whether there was a HelloRetryRequest.
    pub retry: bool,
    /// Whether a ClientHello went by, and whether it offered early data.
    pub hello: Option<bool>,
    /// The client's signature_algorithms.
    pub client_schemes: Vec<SignatureScheme>,
    /// The pre-shared key that was selected: where it comes from, and its identity.
    pub psk: Option<(BinderKind, Vec<u8>)>,
    /// The types of the messages that came.
    pub received: Vec<u8>,
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
                    self.hello = self.hello.or(Some(hello.extensions.early_data));
                    self.client_schemes = hello.extensions.signature_algorithms.unwrap_or_default().iter().collect();
                }
                self.retry |= name == "HelloRetryRequest";
                let message_type = bytes.first().copied().unwrap_or_default();
                if direction == Direction::Received {
                    self.received.push(message_type);
                }
                self.note(direction, &format!("hs {message_type}"));
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
            Observation::Claim(Claim::PskSelected { kind, identity } | Claim::PskAccepted { kind, identity, .. }) => {
                self.psk = Some((kind, identity))
            }
            Observation::Claim(Claim::PeerAuthenticated { scheme, .. }) => self.scheme = Some(scheme),
            _ => {}
        }
    }

    fn note(&mut self, direction: Direction, what: &str) {
        let verb = if direction == Direction::Sent { "write" } else { "read" };
        self.trace.push_str(&format!("{verb} {what}\n"));
    }

    /// Whether a session was resumed.
    pub fn resumed(&self) -> bool {
        self.psk.as_ref().is_some_and(|(kind, _)| *kind == BinderKind::Resumption)
    }

    /// Whether an external pre-shared key was used.
    pub fn has_external_psk(&self) -> bool {
        self.psk.as_ref().is_some_and(|(kind, _)| *kind != BinderKind::Resumption)
    }
}
