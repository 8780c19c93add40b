//! Either role's machine with its configuration.

use alloc::sync::Arc;

use surehand_codec::Reject;
use surehand_codec::message::Message;

use crate::config::{ClientConfig, Observe, Retry, ServerConfig};
use crate::crypto::{Provider, Suite};
use crate::handshake::client::{self, Client, Intent};
use crate::handshake::server::Server;
use crate::handshake::{Answer, ClientStatus, Env, Out};
use crate::key_schedule::Exporter;
use crate::record::Limits;

/// A role, its configuration and its state; no state while a step runs and after a failure.
pub(super) enum Machine<P: Provider> {
    Client(Arc<ClientConfig>, Option<Client<P>>),
    Server(Arc<ServerConfig>, Option<Server<P>>),
}

/// What surrounds a machine besides its configuration.
pub(super) struct Around<'a, P: Provider> {
    pub provider: &'a P,
    pub randomness: &'a P::Randomness,
    pub read_secret: Option<&'a P::Secret>,
}

impl<'a, P: Provider> Around<'a, P> {
    fn env<C>(&self, config: &'a C) -> Env<'a, P, C> {
        Env { config, provider: self.provider, randomness: self.randomness, read_secret: self.read_secret }
    }
}

/// What a complete handshake has settled.
#[derive(Clone, Copy)]
pub struct Connected<'a, P: Provider> {
    /// The cipher suite.
    pub suite: Suite,
    /// The application protocol (RFC 7301).
    pub application_layer_protocol: Option<&'a [u8]>,
    /// On a server: the host name that the client asked for (RFC 6066).
    pub server_name: Option<&'a [u8]>,
    /// On a server: what the client has shown of itself. A client never learns what the server makes of its certificate (E.1.2).
    pub client: Option<&'a ClientStatus>,
    /// Whether a pre-shared key authenticated: an external one, or a ticket.
    pub by_psk: bool,
    pub(super) exporter: &'a Exporter<P>,
}

impl<P: Provider> Machine<P> {
    pub(super) fn client(config: Arc<ClientConfig>) -> Self {
        Self::Client(config, None)
    }

    pub(super) fn server(config: Arc<ServerConfig>) -> Self {
        Self::Server(config, Some(Server::new()))
    }

    pub(super) fn limits(&self) -> &Limits {
        match self {
            Self::Client(config, _) => &config.limits,
            Self::Server(config, _) => &config.limits,
        }
    }

    pub(super) fn observe(&self) -> Observe {
        match self {
            Self::Client(config, _) => config.observe,
            Self::Server(config, _) => config.observe,
        }
    }

    /// Whether change_cipher_spec may come: from the first ClientHello to the peer's Finished (§5).
    ///
    /// A server without a state of its own may get the one that follows another's HelloRetryRequest (§4.2.2).
    pub(super) fn tolerates_change_cipher_spec(&self) -> bool {
        match self {
            Self::Client(_, state) => state.is_some() && self.connected().is_none(),
            Self::Server(config, Some(Server::WaitClientHello(_))) => config.retry == Retry::Stateless,
            Self::Server(_, state) => state.is_some() && self.connected().is_none(),
        }
    }

    /// Whether a client has begun an answer, and has to end it before anything else (§4.6.2).
    pub(super) fn awaits_rest_of_answer(&self) -> bool {
        matches!(self, Self::Server(_, Some(state)) if state.awaits_rest_of_answer())
    }

    /// Whether a client has the server's Finished, and the keys that follow it come with its own (A.1): records have to wait.
    pub(super) fn is_in_last_flight(&self) -> bool {
        matches!(self, Self::Client(_, Some(Client::AskCredential(_) | Client::AskSign(_))))
    }

    /// Sends the ClientHello of a client.
    pub(super) fn start(&mut self, around: Around<'_, P>, intent: Intent, out: &mut Out<P>) -> Result<(), Reject> {
        if let Self::Client(config, state) = self {
            *state = Some(client::start(&around.env(&**config), intent, out)?);
        }
        Ok(())
    }

    /// One step; `None` if the machine has failed before.
    pub(super) fn on_message(
        &mut self,
        around: Around<'_, P>,
        message: Message<'_>,
        out: &mut Out<P>,
    ) -> Option<Result<(), Reject>> {
        match self {
            Self::Client(config, state) => {
                let next = state.take()?.on_message(&around.env(&**config), message, out);
                Some(next.map(|next| *state = Some(next)))
            }
            Self::Server(config, state) => {
                let next = state.take()?.on_message(&around.env(&**config), message, out);
                Some(next.map(|next| *state = Some(next)))
            }
        }
    }

    /// One step; `None` if the machine has failed before or waits for another answer.
    pub(super) fn on_answer(
        &mut self,
        around: Around<'_, P>,
        answer: Answer<P>,
        out: &mut Out<P>,
    ) -> Option<Result<(), Reject>> {
        match self {
            Self::Client(config, state) => {
                let next = state.take()?.on_answer(&around.env(&**config), answer, out)?;
                Some(next.map(|next| *state = Some(next)))
            }
            Self::Server(config, state) => {
                let next = state.take()?.on_answer(&around.env(&**config), answer, out)?;
                Some(next.map(|next| *state = Some(next)))
            }
        }
    }

    /// A server asks for a certificate (§4.6.2); `None` if it may not.
    pub(super) fn request_certificate(
        &mut self,
        around: Around<'_, P>,
        out: &mut Out<P>,
    ) -> Option<Result<(), Reject>> {
        let Self::Server(config, Some(state)) = self else { return None };
        state.request_certificate(&around.env(&**config), out)
    }

    /// A server makes one more ticket (§4.6.1); `None` if it cannot.
    pub(super) fn make_ticket(&mut self, around: Around<'_, P>, out: &mut Out<P>) -> Option<Result<(), Reject>> {
        let Self::Server(config, Some(state)) = self else { return None };
        state.make_ticket(&around.env(&**config), out)
    }

    /// Forgets the state and its secrets (§6).
    pub(super) fn fail(&mut self) {
        match self {
            Self::Client(_, state) => *state = None,
            Self::Server(_, state) => *state = None,
        }
    }

    pub(super) fn connected(&self) -> Option<Connected<'_, P>> {
        match self {
            Self::Client(_, state) => state.as_ref()?.connected().map(|state| Connected {
                suite: state.suite(),
                application_layer_protocol: state.application_layer_protocol(),
                server_name: None,
                client: None,
                by_psk: state.by_psk(),
                exporter: state.exporter(),
            }),
            Self::Server(_, state) => state.as_ref()?.connected().map(|state| Connected {
                suite: state.suite(),
                application_layer_protocol: state.application_layer_protocol(),
                server_name: state.server_name(),
                client: Some(state.client()),
                by_psk: state.by_psk(),
                exporter: state.exporter(),
            }),
        }
    }

    pub(super) fn state_name(&self) -> &'static str {
        match self {
            Self::Client(_, Some(state)) => state.name(),
            Self::Server(_, Some(state)) => state.name(),
            _ => "Failed",
        }
    }
}
