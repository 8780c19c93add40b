//! What may be wrong with a provider, for seeded flaws: never with a real one, and not with this one unless it is asked for.

use surehand_codec::message::{self, Message};
use surehand_codec::wire::List;
use surehand_core::crypto::MacPurpose;

use crate::term::Agent;

/// What is broken. The default is nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Weakness {
    /// Every signature verifies.
    pub any_signature: bool,
    /// Signatures by this agent's key verify whatever the key should be.
    pub also_signed_by: Option<Agent>,
    /// Every MAC of this kind verifies.
    pub any_mac: Option<MacPurpose>,
    /// Signatures do not cover whose CertificateVerify they are in (§4.4.3).
    pub no_context_string: bool,
    /// Records are protected without their sequence numbers (§5.3).
    pub no_sequence_number: bool,
    /// What is left out when keys are derived.
    pub derivation: Derivation,
    /// Identity shares are accepted (§7.4.2).
    pub identity_shares: bool,
    /// All connections draw the same shares.
    pub shares_reused: bool,
    /// What transcript hashes leave out.
    pub transcript: Omission,
}

/// A flaw of the key schedule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Derivation {
    /// None.
    #[default]
    Sound,
    /// Traffic secrets do not depend on the transcript.
    NoTranscript,
    /// The keys of all tickets of a connection are the same (§4.6.1).
    NoTicketNonce,
    /// exporter_master_secret is client_application_traffic_secret_0.
    ExporterIsTraffic,
}

/// What a transcript hash leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Omission {
    /// Nothing.
    #[default]
    Nothing,
    /// The first ClientHello and the HelloRetryRequest (§4.4.1).
    FirstHello,
    /// The first ClientHello alone (§4.4.1).
    MessageHash,
    /// Both, in binders only (§4.2.11.2).
    FirstHelloInBinders,
    /// Everything in a ClientHello but its random and its shares.
    Offer,
    /// The server's name in a ClientHello: two that differ in it alone collide.
    Name,
    /// The main handshake, in what follows it (§4.4).
    MainHandshake,
    /// Binders and Finished, in what follows the main handshake (§4.4): nothing tells whose keys it had.
    Confirmation,
}

impl Omission {
    /// What is hashed in the place of `input`.
    pub(super) fn apply(self, input: &[u8]) -> Vec<u8> {
        match self {
            Self::Nothing => input.to_vec(),
            Self::FirstHello => without_first_hello(input).to_vec(),
            Self::MessageHash if input.first() == Some(&MESSAGE_HASH) => first_message(input).1.to_vec(),
            Self::MessageHash => input.to_vec(),
            Self::FirstHelloInBinders => match last_is_truncated(input) {
                true => without_first_hello(input).to_vec(),
                false => input.to_vec(),
            },
            Self::Offer => without_offer(input),
            Self::Name => without_name(input),
            Self::MainHandshake => without_main_handshake(input).to_vec(),
            Self::Confirmation => without_confirmation(input),
        }
    }
}

/// The message that `bytes` begin with, and the rest; a truncated one is taken whole.
fn first_message(bytes: &[u8]) -> (&[u8], &[u8]) {
    let length = message::length(bytes).unwrap_or(bytes.len()).min(bytes.len());
    bytes.split_at(length)
}

/// message_hash is not a message that anybody sends (§4.4.1).
const MESSAGE_HASH: u8 = 254;

fn without_first_hello(input: &[u8]) -> &[u8] {
    if input.first() != Some(&MESSAGE_HASH) {
        return input;
    }
    let (_message_hash, rest) = first_message(input);
    let (_hello_retry_request, rest) = first_message(rest);
    rest
}

fn last_is_truncated(input: &[u8]) -> bool {
    let mut rest = input;
    while !rest.is_empty() {
        let Some(length) = message::length(rest) else { return true };
        let Some(after) = rest.get(length..) else { return true };
        rest = after;
    }
    false
}

fn without_name(input: &[u8]) -> Vec<u8> {
    let (bytes, rest) = first_message(input);
    let Ok(Message::ClientHello(received)) = Message::read(bytes) else { return input.to_vec() };
    let mut hello = received.body;
    hello.extensions.server_name = None;
    // The extensions as they came are written where no field says anything else.
    hello.extensions.other = List::default();
    let mut kept = Vec::new();
    match message::write(&hello, &mut kept) {
        Ok(()) => [kept.as_slice(), rest].concat(),
        Err(_) => input.to_vec(),
    }
}

/// What comes after the second Finished, if anything does.
fn without_main_handshake(input: &[u8]) -> &[u8] {
    let (mut rest, mut finished) = (input, 0);
    while !rest.is_empty() && finished < 2 {
        let (bytes, after) = first_message(rest);
        finished += u8::from(matches!(Message::read(bytes), Ok(Message::Finished(_))));
        rest = after;
    }
    if rest.is_empty() { input } else { rest }
}

/// What comes after the second Finished with what comes before it, but for binders and both Finished.
fn without_confirmation(input: &[u8]) -> Vec<u8> {
    let after = without_main_handshake(input);
    let mut rest = input.get(..input.len() - after.len()).unwrap_or_default();
    let mut kept = Vec::new();
    while !rest.is_empty() {
        let (bytes, more) = first_message(rest);
        match Message::read(bytes) {
            Ok(Message::ClientHello(hello)) => kept.extend_from_slice(hello.truncated().unwrap_or(bytes)),
            Ok(Message::Finished(_)) => {}
            _ => kept.extend_from_slice(bytes),
        }
        rest = more;
    }
    [kept.as_slice(), after].concat()
}

fn without_offer(input: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut rest = input;
    while !rest.is_empty() {
        let (bytes, after) = first_message(rest);
        match Message::read(bytes) {
            Ok(Message::ClientHello(hello)) => {
                kept.extend_from_slice(&hello.random);
                for share in hello.extensions.key_share.unwrap_or_default().iter() {
                    kept.extend_from_slice(share.key_exchange);
                }
            }
            _ => kept.extend_from_slice(bytes),
        }
        rest = after;
    }
    kept
}
