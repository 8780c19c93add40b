//! Either role's machine with its configuration.

use alloc::sync::Arc;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::Message;

use crate::config::{ClientConfig, Observe, ServerConfig};
use crate::crypto::{Provider, Suite};
use crate::handshake::client::{self, Client};
use crate::handshake::server::Server;
use crate::handshake::{Answer, Env, Out};
use crate::key_schedule::Exporter;
use crate::record::Limits;

/// A role, its configuration and its state; no state while a step runs and after a failure.
pub(super) enum Machine<P: Provider> {
    Client(Arc<ClientConfig>, Option<Client<P>>),
    Server(Arc<ServerConfig>, Option<Server<P>>),
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
    pub(super) exporter: &'a Exporter<P>,
}

impl<P: Provider> Machine<P> {
    pub(super) fn client(config: Arc<ClientConfig>) -> Self {
        Self::Client(config, None)
    }

    pub(super) fn server(config: Arc<ServerConfig>) -> Self {
        Self::Server(config, Some(Server::new()))
    }

    pub(super) fn limits(&self) -> Limits {
        match self {
            Self::Client(config, _) => config.limits,
            Self::Server(config, _) => config.limits,
        }
    }

    pub(super) fn observe(&self) -> Observe {
        match self {
            Self::Client(config, _) => config.observe,
            Self::Server(config, _) => config.observe,
        }
    }

    /// Whether change_cipher_spec may come: from the first ClientHello to the peer's Finished (§5).
    pub(super) fn tolerates_change_cipher_spec(&self) -> bool {
        match self {
            Self::Client(_, state) => !matches!(state, None | Some(Client::Connected(_))),
            Self::Server(_, state) => !matches!(state, None | Some(Server::WaitClientHello(_) | Server::Connected(_))),
        }
    }

    /// Sends the ClientHello of a client.
    pub(super) fn start(
        &mut self,
        provider: &P,
        randomness: &P::Randomness,
        server_name: Option<Vec<u8>>,
        out: &mut Out<P>,
    ) -> Result<(), Reject> {
        if let Self::Client(config, state) = self {
            *state = Some(client::start(&Env { config: &**config, provider, randomness }, server_name, out)?);
        }
        Ok(())
    }

    /// One step; `None` if the machine has failed before.
    pub(super) fn on_message(
        &mut self,
        provider: &P,
        randomness: &P::Randomness,
        message: Message<'_>,
        out: &mut Out<P>,
    ) -> Option<Result<(), Reject>> {
        match self {
            Self::Client(config, state) => {
                let env = Env { config: &**config, provider, randomness };
                Some(state.take()?.on_message(&env, message, out).map(|next| *state = Some(next)))
            }
            Self::Server(config, state) => {
                let env = Env { config: &**config, provider, randomness };
                Some(state.take()?.on_message(&env, message, out).map(|next| *state = Some(next)))
            }
        }
    }

    /// One step; `None` if the machine has failed before or waits for another answer.
    pub(super) fn on_answer(
        &mut self,
        provider: &P,
        randomness: &P::Randomness,
        answer: Answer<P>,
        out: &mut Out<P>,
    ) -> Option<Result<(), Reject>> {
        match self {
            Self::Client(_, state) => Some(state.take()?.on_answer(answer)?.map(|next| *state = Some(next))),
            Self::Server(config, state) => {
                let env = Env { config: &**config, provider, randomness };
                Some(state.take()?.on_answer(&env, answer, out)?.map(|next| *state = Some(next)))
            }
        }
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
            Self::Client(_, Some(Client::Connected(state))) => Some(Connected {
                suite: state.suite(),
                application_layer_protocol: state.application_layer_protocol(),
                server_name: None,
                exporter: state.exporter(),
            }),
            Self::Server(_, Some(Server::Connected(state))) => Some(Connected {
                suite: state.suite(),
                application_layer_protocol: state.application_layer_protocol(),
                server_name: state.server_name(),
                exporter: state.exporter(),
            }),
            _ => None,
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
