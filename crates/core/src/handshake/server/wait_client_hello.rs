//! RFC 8446 A.2, START: the first ClientHello.

use core::marker::PhantomData;

use surehand_codec::Reject;
use surehand_codec::message::{ClientHello, Received};

use super::retry::hello_retry_request;
use super::select::{Group, select};
use super::{AskCredential, Env, Server};
use crate::crypto::Provider;
use crate::handshake::{Action, Out};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// Nothing received.
    pub struct WaitClientHello {
        provider: PhantomData<fn(P) -> P>,
    }
}

impl<P: Provider> Default for WaitClientHello<P> {
    fn default() -> Self {
        Self { provider: PhantomData }
    }
}

impl<P: Provider> WaitClientHello<P> {
    /// §4.1.1: selects parameters; without a share for the group, asks for one.
    pub(super) fn on_client_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let (suite, group, details) = select(env, &message)?;
        if message.extensions.early_data {
            out.push(Action::SkipEarlyData(true));
        }
        match group {
            Group::Shared(share) => {
                let mut transcript = Transcript::new(env.provider, suite.hash);
                transcript.add(message.bytes);
                Ok(AskCredential::ask(details.with_share(share, suite, transcript, false), &message, out).into())
            }
            Group::Missing(group) => hello_retry_request(env, &message, suite, group, out).map(Server::from),
        }
    }
}
