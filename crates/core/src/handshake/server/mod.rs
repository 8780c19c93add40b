//! RFC 8446 A.2: the server's states, and which message or answer each of them takes.

mod ask_credential;
mod ask_sign;
mod connected;
mod retry;
mod select;
mod wait_client_hello;
mod wait_finished;

pub use ask_credential::AskCredential;
pub use ask_sign::AskSign;
pub use connected::Connected;
pub use retry::WaitSecondClientHello;
pub use select::Selected;
pub use wait_client_hello::WaitClientHello;
pub use wait_finished::WaitFinished;

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
        /// HelloRetryRequest sent.
        WaitSecondClientHello,
        /// Parameters selected; which credential shall be shown?
        AskCredential,
        /// Certificate sent; its key is asked for a signature.
        AskSign,
        /// Our flight is complete.
        WaitFinished,
        /// Application data flows.
        Connected,
    }
}

impl<P: Provider> Server<P> {
    /// The first state.
    pub fn new() -> Self {
        Self::WaitClientHello(WaitClientHello::default())
    }

    /// The next state after a message. What this page does not name is unexpected.
    pub fn on_message(self, env: &Env<'_, P>, message: Message<'_>, out: &mut Out<P>) -> Result<Self, Reject> {
        use {Message as Got, Server as In};
        match (self, message) {
            (In::WaitClientHello(s), Got::ClientHello(m)) => s.on_client_hello(env, m, out),
            (In::WaitSecondClientHello(s), Got::ClientHello(m)) => s.on_client_hello(env, m, out),
            (In::WaitFinished(s), Got::Finished(m)) => s.on_finished(env, m, out),
            (In::Connected(s), Got::KeyUpdate(m)) => s.on_key_update(m, out),
            (_, Got::ClientHello(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.1.2-3")),
            (_, Got::KeyUpdate(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.3-1")),
            (_, Got::NewSessionTicket(_)) => Err(reject!(UNEXPECTED_MESSAGE, "4.6.1-i1")),
            _ => Err(reject!(UNEXPECTED_MESSAGE, "4-2")),
        }
    }

    /// The next state after the answer to the open question; `None` if that is not the question.
    pub fn on_answer(self, env: &Env<'_, P>, answer: Answer<P>, out: &mut Out<P>) -> Option<Result<Self, Reject>> {
        match (self, answer) {
            (Self::AskCredential(s), Answer::Credential(answer)) => Some(s.on_credential(env, answer, out)),
            (Self::AskSign(s), Answer::Signature(answer)) => Some(s.on_signature(env, answer, out)),
            _ => None,
        }
    }
}

impl<P: Provider> Default for Server<P> {
    fn default() -> Self {
        Self::new()
    }
}
