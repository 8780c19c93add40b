//! RFC 8446 A.1: the client's states, and which message or answer each of them takes.

mod ask_credential;
mod ask_verify_peer;
mod ask_verify_resumed;
mod check_hello;
mod connected;
mod flight;
mod hello;
mod negotiate;
mod negotiated;
mod post_handshake;
mod start;
mod wait_certificate;
mod wait_certificate_verify;
mod wait_encrypted_extensions;
mod wait_finished;
mod wait_server_hello;

pub use ask_credential::{AskCredential, AskSign};
pub use ask_verify_peer::AskVerifyPeer;
pub use ask_verify_resumed::AskVerifyResumed;
pub use connected::Connected;
pub use flight::Flight;
pub use hello::{Hello, Offer, PskOffer};
pub use negotiated::{Negotiated, SelectedPsk};
pub use post_handshake::{AskPostHandshakeCredential, AskPostHandshakeSign};
pub use start::{Intent, start};
pub use wait_certificate::{WaitCertificate, WaitCertificateOrRequest};
pub use wait_certificate_verify::WaitCertificateVerify;
pub use wait_encrypted_extensions::WaitEncryptedExtensions;
pub use wait_finished::WaitFinished;
pub use wait_server_hello::{WaitSecondServerHello, WaitServerHello};

use surehand_codec::message::Message;
use surehand_codec::{Reject, reject};

use super::{Answer, Out};
use crate::config::ClientConfig;
use crate::crypto::Provider;
use crate::state::states;

/// What surrounds a client's state.
pub type Env<'a, P> = super::Env<'a, P, ClientConfig>;

states! {
    /// A client between two messages.
    pub enum Client {
        /// ClientHello sent.
        WaitServerHello,
        /// HelloRetryRequest received, second ClientHello sent.
        WaitSecondServerHello,
        /// ServerHello received: the rest is encrypted.
        WaitEncryptedExtensions,
        /// The server of a resumed session is out for verification.
        AskVerifyResumed,
        /// The server may ask for a certificate before it shows its own.
        WaitCertificateOrRequest,
        /// The server has asked for a certificate.
        WaitCertificate,
        /// The server's chain is out for verification.
        AskVerifyPeer,
        /// The chain is good.
        WaitCertificateVerify,
        /// The server has shown that it holds the key.
        WaitFinished,
        /// Which credential shall be shown to the server, if any?
        AskCredential,
        /// Certificate sent; its key is asked for a signature.
        AskSign,
        /// Application data flows.
        Connected,
        /// The same, and the server wants a certificate.
        AskPostHandshakeCredential,
        /// The same, and the key of our certificate is asked for a signature.
        AskPostHandshakeSign,
    }
}

impl<P: Provider> Client<P> {
    /// The next state after a message. What this page does not name is unexpected.
    pub fn on_message(self, env: &Env<'_, P>, message: Message<'_>, out: &mut Out<P>) -> Result<Self, Reject> {
        use {Client as In, Message as Got};
        match (self, message) {
            (In::WaitServerHello(s), Got::HelloRetryRequest(m)) => s.on_hello_retry_request(env, m, out),
            (In::WaitServerHello(s), Got::ServerHello(m)) => s.on_server_hello(env, m, out),
            (In::WaitSecondServerHello(s), Got::ServerHello(m)) => s.on_server_hello(env, m, out),
            (In::WaitSecondServerHello(_), Got::HelloRetryRequest(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.1.4-6")),
            (In::WaitEncryptedExtensions(s), Got::EncryptedExtensions(m)) => s.on_encrypted_extensions(env, m, out),
            (In::WaitCertificateOrRequest(s), Got::CertificateRequest(m)) => s.on_certificate_request(m),
            (In::WaitCertificateOrRequest(s), Got::Certificate(m)) => s.without_request().on_certificate(env, m, out),
            (In::WaitCertificate(s), Got::Certificate(m)) => s.on_certificate(env, m, out),
            (In::WaitCertificateVerify(s), Got::CertificateVerify(m)) => s.on_certificate_verify(env, m, out),
            (In::WaitFinished(s), Got::Finished(m)) => s.on_finished(env, m, out),
            (In::Connected(s), Got::NewSessionTicket(m)) => s.on_new_session_ticket(env, m, out),
            (In::Connected(s), Got::KeyUpdate(m)) => s.on_key_update(env, m, out),
            (In::Connected(s), Got::CertificateRequest(m)) => s.on_certificate_request(m, out),
            (_, Got::KeyUpdate(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.3-1")),
            (_, Got::EndOfEarlyData(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.5-4")),
            _ => Err(reject!(UNEXPECTED_MESSAGE, "4-2")),
        }
    }

    /// The next state after the answer to the open question; `None` if that is not the question.
    pub fn on_answer(self, env: &Env<'_, P>, answer: Answer<P>, out: &mut Out<P>) -> Option<Result<Self, Reject>> {
        use {Answer as Got, Client as In};
        Some(match (self, answer) {
            (In::AskVerifyResumed(s), Got::Resumed(answer)) => s.on_resumed(answer),
            (In::AskVerifyPeer(s), Got::Peer(answer)) => s.on_peer(answer),
            (In::AskCredential(s), Got::ClientCredential(answer)) => s.on_credential(env, answer, out),
            (In::AskSign(s), Got::Signature(answer)) => s.on_signature(env, answer, out),
            (In::AskPostHandshakeCredential(s), Got::ClientCredential(answer)) => s.on_credential(answer, out),
            (In::AskPostHandshakeSign(s), Got::Signature(answer)) => s.on_signature(answer, out),
            _ => return None,
        })
    }

    /// What the handshake has settled, once it is complete.
    pub fn connected(&self) -> Option<&Connected<P>> {
        match self {
            Self::Connected(connected) => Some(connected),
            Self::AskPostHandshakeCredential(state) => Some(&state.connected),
            Self::AskPostHandshakeSign(state) => Some(&state.connected),
            _ => None,
        }
    }
}
