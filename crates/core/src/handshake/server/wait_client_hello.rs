//! RFC 8446 A.2, START: the first ClientHello, or the one that brings back the cookie of a stateless HelloRetryRequest.

use core::marker::PhantomData;

use surehand_codec::message::{ClientHello, Received};
use surehand_codec::{Reject, reject};

use super::{AskOpenCookie, AskPsks, Env, Server, select};
use crate::config::Retry;
use crate::crypto::Provider;
use crate::handshake::Out;
use crate::state::state;

state! {
    /// Nothing received.
    pub struct WaitClientHello {
        /// Whether this connection has sent a stateless HelloRetryRequest.
        pub(super) retried: bool,
        provider: PhantomData<fn(P) -> P>,
    }
}

impl<P: Provider> WaitClientHello<P> {
    pub(super) fn new(retried: bool) -> Self {
        Self { retried, provider: PhantomData }
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
            None if self.retried => Err(reject!(ILLEGAL_PARAMETER, "4.2.2-2")),
            _ => AskPsks::ask(env, &message, None, out),
        }
    }
}
