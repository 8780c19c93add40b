//! RFC 8446 A.2, START: the first ClientHello, or the one that brings back the cookie of a stateless HelloRetryRequest.

use core::marker::PhantomData;

use surehand_codec::Reject;
use surehand_codec::message::{ClientHello, Received};

use super::{AskOpenCookie, AskPsks, Env, Server, select};
use crate::config::Retry;
use crate::crypto::Provider;
use crate::handshake::Out;
use crate::state::state;

state! {
    /// Nothing received.
    pub struct WaitClientHello {
        provider: PhantomData<fn(P) -> P>,
    }
}

impl<P: Provider> WaitClientHello<P> {
    pub(super) fn new() -> Self {
        Self { provider: PhantomData }
    }

    /// §4.1.1: selects parameters; without a share for the group, asks for one.
    pub(super) fn on_client_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        select::check(env, &message)?;
        match message.extensions.cookie {
            Some(cookie) if env.config.retry == Retry::Stateless => {
                Ok(AskOpenCookie::ask(&message, cookie, out).into())
            }
            _ => AskPsks::ask(env, &message, out),
        }
    }
}
