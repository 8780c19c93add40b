//! RFC 8446 A.2: the server's states, and which message or answer each of them takes.

mod ask_credential;
mod ask_early_data;
mod ask_psks;
mod ask_psks_again;
mod ask_sign;
mod client_certificate;
mod connected;
mod exchange;
mod flight;
mod negotiate;
mod negotiate_again;
mod post_handshake;
mod proceed;
mod psks;
mod retried;
mod retry;
mod select;
mod selected;
mod stateless_retry;
mod tickets;
mod wait_certificate;
mod wait_client_hello;
mod wait_end_of_early_data;
mod wait_finished;
mod wait_second_client_hello;

pub use ask_credential::AskCredential;
pub use ask_early_data::AskEarlyData;
pub use ask_psks::AskPsks;
pub use ask_psks_again::AskPsksAgain;
pub use ask_sign::AskSign;
pub use connected::{Connected, PostHandshakeRequest};
pub use flight::Flight;
pub use post_handshake::{AskPostHandshakeVerifyPeer, WaitPostHandshakeCertificateVerify, WaitPostHandshakeFinished};
pub use retried::Retried;
pub use selected::{ChosenPsk, Selected};
pub use stateless_retry::{AskOpenCookie, AskSealCookie, WaitCookie};
pub use wait_certificate::{AskVerifyPeer, WaitCertificate, WaitCertificateVerify};
pub use wait_client_hello::WaitClientHello;
pub use wait_end_of_early_data::WaitEndOfEarlyData;
pub use wait_finished::WaitFinished;
pub use wait_second_client_hello::WaitSecondClientHello;

use surehand_codec::message::Message;
use surehand_codec::{Reject, reject};

use super::{Answer, Out};
use crate::config::ServerConfig;
use crate::crypto::Provider;
use crate::state::states;

/// What surrounds a server's state.
pub type Env<'a, P> = super::Env<'a, P, ServerConfig>;

states! {
    /// A server between two messages.
    pub enum Server {
        /// Nothing received.
        WaitClientHello,
        /// A stateless HelloRetryRequest is due; what is its cookie?
        AskSealCookie,
        /// A stateless HelloRetryRequest has gone out on this connection.
        WaitCookie,
        /// A cookie has come back; what does it say?
        AskOpenCookie,
        /// HelloRetryRequest sent.
        WaitSecondClientHello,
        /// Which of the client's pre-shared keys are known?
        AskPsks,
        /// Which of the pre-shared keys of the second ClientHello are known?
        AskPsksAgain,
        /// Has this early data been seen before?
        AskEarlyData,
        /// Parameters selected; which credential shall be shown?
        AskCredential,
        /// Certificate sent; its key is asked for a signature.
        AskSign,
        /// Our flight is complete, and early data comes in.
        WaitEndOfEarlyData,
        /// Our flight is complete, and asked for a certificate.
        WaitCertificate,
        /// The client's chain is out for verification.
        AskVerifyPeer,
        /// The chain is good.
        WaitCertificateVerify,
        /// Our flight is complete, and the client is authenticated if it is to be.
        WaitFinished,
        /// Application data flows.
        Connected,
        /// The same, and the client's chain is out for verification.
        AskPostHandshakeVerifyPeer,
        /// The same, and the chain is good.
        WaitPostHandshakeCertificateVerify,
        /// The same, and the client is authenticated or has declined.
        WaitPostHandshakeFinished,
    }
}

impl<P: Provider> Server<P> {
    /// The first state.
    pub fn new() -> Self {
        Self::WaitClientHello(WaitClientHello::new())
    }

    /// The next state after a message. What this page does not name is unexpected.
    pub fn on_message(self, env: &Env<'_, P>, message: Message<'_>, out: &mut Out<P>) -> Result<Self, Reject> {
        use {Message as Got, Server as In};
        match (self, message) {
            (In::WaitClientHello(s), Got::ClientHello(m)) => s.on_client_hello(env, m, out),
            (In::WaitCookie(s), Got::ClientHello(m)) => s.on_client_hello(env, m, out),
            (In::WaitSecondClientHello(s), Got::ClientHello(m)) => s.on_client_hello(env, m, out),
            (In::WaitEndOfEarlyData(s), Got::EndOfEarlyData(m)) => s.on_end_of_early_data(m, out),
            (In::WaitCertificate(s), Got::Certificate(m)) => s.on_certificate(env, m, out),
            (In::WaitCertificateVerify(s), Got::CertificateVerify(m)) => s.on_certificate_verify(env, m, out),
            (In::WaitFinished(s), Got::Finished(m)) => s.on_finished(env, m, out),
            (In::Connected(s), Got::KeyUpdate(m)) => s.on_key_update(env, m, out),
            (In::Connected(s), Got::Certificate(m)) => s.on_certificate(env, m, out),
            (In::WaitPostHandshakeCertificateVerify(s), Got::CertificateVerify(m)) => {
                s.on_certificate_verify(env, m, out)
            }
            (In::WaitPostHandshakeFinished(s), Got::Finished(m)) => s.on_finished(env, m, out),
            (In::WaitPostHandshakeCertificateVerify(_) | In::WaitPostHandshakeFinished(_), _) => {
                Err(reject!(UNEXPECTED_MESSAGE, "4.6.2-5"))
            }
            (In::WaitEndOfEarlyData(_), _) => Err(reject!(UNEXPECTED_MESSAGE, "4.5-i2")),
            (_, Got::EndOfEarlyData(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.5-2")),
            (_, Got::ClientHello(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.1.2-3")),
            (_, Got::KeyUpdate(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.3-1")),
            (_, Got::NewSessionTicket(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.1-i1")),
            _ => Err(reject!(UNEXPECTED_MESSAGE, "4-2")),
        }
    }

    /// The next state after the answer to the open question; `None` if that is not the question.
    pub fn on_answer(self, env: &Env<'_, P>, answer: Answer<P>, out: &mut Out<P>) -> Option<Result<Self, Reject>> {
        use {Answer as Got, Server as In};
        Some(match (self, answer) {
            (In::AskSealCookie(s), Got::SealedCookie(answer)) => s.on_cookie(env, answer, out),
            (In::AskOpenCookie(s), Got::OpenedCookie(answer)) => s.on_cookie(env, answer, out),
            (In::AskPsks(s), Got::Psks(answer)) => s.on_psks(env, answer, out),
            (In::AskPsksAgain(s), Got::Psks(answer)) => s.on_psks(env, answer, out),
            (In::AskEarlyData(s), Got::EarlyData(answer)) => s.on_early_data(env, answer, out),
            (In::AskCredential(s), Got::Credential(answer)) => s.on_credential(env, answer, out),
            (In::AskSign(s), Got::Signature(answer)) => s.on_signature(env, answer, out),
            (In::AskVerifyPeer(s), Got::Peer(answer)) => s.on_peer(answer),
            (In::Connected(s), Got::Ticket(answer)) => s.on_ticket(env, answer, out),
            (In::AskPostHandshakeVerifyPeer(s), Got::Peer(answer)) => s.on_peer(answer),
            _ => return None,
        })
    }

    /// What the handshake has settled, once it is complete.
    pub fn connected(&self) -> Option<&Connected<P>> {
        match self {
            Self::Connected(connected) => Some(connected),
            Self::AskPostHandshakeVerifyPeer(state) => Some(&state.connected),
            Self::WaitPostHandshakeCertificateVerify(state) => Some(&state.connected),
            Self::WaitPostHandshakeFinished(state) => Some(&state.connected),
            _ => None,
        }
    }

    /// Whether the client is in the middle of an answer that nothing may interrupt (§4.6.2).
    pub fn awaits_rest_of_answer(&self) -> bool {
        matches!(
            self,
            Self::AskPostHandshakeVerifyPeer(_)
                | Self::WaitPostHandshakeCertificateVerify(_)
                | Self::WaitPostHandshakeFinished(_)
        )
    }

    /// Asks for a certificate after the handshake (§4.6.2); `None` if this client may not be asked now.
    pub fn request_certificate(&mut self, env: &Env<'_, P>, out: &mut Out<P>) -> Option<Result<(), Reject>> {
        match self {
            Self::Connected(connected) => connected.request_certificate(env, out),
            _ => None,
        }
    }

    /// Makes one more ticket (§4.6.1); `None` if this client has no use for any, or not now.
    pub fn make_ticket(&mut self, env: &Env<'_, P>, out: &mut Out<P>) -> Option<Result<(), Reject>> {
        match self {
            Self::Connected(connected) if connected.can_make_tickets() => Some(connected.make_tickets(env, 1, out)),
            _ => None,
        }
    }
}

impl<P: Provider> Default for Server<P> {
    fn default() -> Self {
        Self::new()
    }
}
