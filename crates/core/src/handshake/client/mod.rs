//! RFC 8446 A.1: the client's states, and which message or answer each of them takes.

mod ask_verify_peer;
mod connected;
mod hello;
mod negotiated;
mod start;
mod wait_certificate;
mod wait_certificate_verify;
mod wait_encrypted_extensions;
mod wait_finished;
mod wait_server_hello;

pub use ask_verify_peer::AskVerifyPeer;
pub use connected::Connected;
pub use hello::Hello;
pub use negotiated::Negotiated;
pub use start::start;
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
        /// Application data flows.
        Connected,
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
            (In::WaitEncryptedExtensions(s), Got::EncryptedExtensions(m)) => s.on_encrypted_extensions(env, m),
            (In::WaitCertificateOrRequest(s), Got::CertificateRequest(m)) => s.on_certificate_request(m),
            (In::WaitCertificateOrRequest(s), Got::Certificate(m)) => s.without_request().on_certificate(m, out),
            (In::WaitCertificate(s), Got::Certificate(m)) => s.on_certificate(m, out),
            (In::WaitCertificateVerify(s), Got::CertificateVerify(m)) => s.on_certificate_verify(env, m, out),
            (In::WaitFinished(s), Got::Finished(m)) => s.on_finished(env, m, out),
            (In::Connected(s), Got::NewSessionTicket(m)) => s.on_new_session_ticket(m),
            (In::Connected(s), Got::KeyUpdate(m)) => s.on_key_update(m, out),
            // We never offer post_handshake_auth.
            (In::Connected(_), Got::CertificateRequest(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.2-6")),
            (_, Got::KeyUpdate(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.3-1")),
            (_, Got::EndOfEarlyData(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.5-4")),
            _ => Err(reject!(UNEXPECTED_MESSAGE, "4-2")),
        }
    }

    /// The next state after the answer to the open question; `None` if that is not the question.
    pub fn on_answer(self, answer: Answer<P>) -> Option<Result<Self, Reject>> {
        match (self, answer) {
            (Self::AskVerifyPeer(s), Answer::Peer(answer)) => Some(s.on_peer(answer)),
            _ => None,
        }
    }
}
