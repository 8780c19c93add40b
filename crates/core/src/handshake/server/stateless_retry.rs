//! RFC 8446 §4.2.2: a HelloRetryRequest after which the server remembers nothing; the cookie does.
//!
//! [`AskSealCookie`] makes the cookie; [`AskOpenCookie`] reads it, on the same connection or on another.

use alloc::vec::Vec;
use core::marker::PhantomData;

use surehand_codec::code_point::NamedGroup;
use surehand_codec::message::{ClientHello, Message, Received};
use surehand_codec::{Reject, reject};

use super::retried::{Request, check_second};
use super::{AskPsksAgain, Env, Server, select};
use crate::crypto::{Digest, Provider, Suite};
use crate::handshake::{OpenCookie, Out, Question, RetryState};
use crate::state::state;

state! {
    /// A HelloRetryRequest is due; what is its cookie?
    pub struct AskSealCookie {
        client_hello1: Digest,
        suite: Suite,
        group: NamedGroup,
        legacy_session_id: Vec<u8>,
        provider: PhantomData<fn(P) -> P>,
    }
}

state! {
    /// A stateless HelloRetryRequest has gone out on this connection.
    pub struct WaitCookie {
        provider: PhantomData<fn(P) -> P>,
    }
}

state! {
    /// A ClientHello with a cookie has come; what does it say?
    pub struct AskOpenCookie {
        hello: Vec<u8>,
        provider: PhantomData<fn(P) -> P>,
    }
}

impl<P: Provider> AskSealCookie<P> {
    pub(super) fn ask(
        first: &Received<'_, ClientHello<'_>>,
        client_hello1: Digest,
        suite: Suite,
        group: NamedGroup,
        out: &mut Out<P>,
    ) -> Self {
        let state = RetryState { client_hello1, cipher_suite: suite.cipher_suite, group };
        out.ask(Question::SealCookie(state));
        let legacy_session_id = first.legacy_session_id.to_vec();
        Self { client_hello1, suite, group, legacy_session_id, provider: PhantomData }
    }

    pub(super) fn on_cookie(
        self,
        env: &Env<'_, P>,
        answer: Result<Vec<u8>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let cookie = answer?;
        if cookie.is_empty() {
            return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
        }
        let Self { client_hello1, suite, group, legacy_session_id, .. } = self;
        let request = Request { suite, group, legacy_session_id: &legacy_session_id, cookie: Some(&cookie) };
        request.send(env, &client_hello1, out)?;
        Ok(WaitCookie { provider: PhantomData }.into())
    }
}

impl<P: Provider> WaitCookie<P> {
    /// The second ClientHello returns the cookie.
    pub(super) fn on_client_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        select::check(env, &message)?;
        let cookie = message.extensions.cookie.ok_or(reject!(ILLEGAL_PARAMETER, "4.2.2-2"))?;
        Ok(AskOpenCookie::ask(&message, cookie, out).into())
    }
}

impl<P: Provider> AskOpenCookie<P> {
    pub(super) fn ask(hello: &Received<'_, ClientHello<'_>>, cookie: &[u8], out: &mut Out<P>) -> Self {
        out.ask(Question::OpenCookie(OpenCookie { cookie: cookie.to_vec() }));
        Self { hello: hello.bytes.to_vec(), provider: PhantomData }
    }

    pub(super) fn on_cookie(
        self,
        env: &Env<'_, P>,
        answer: Result<RetryState, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let state = answer?;
        let Ok(Message::ClientHello(hello)) = Message::read(&self.hello) else {
            return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
        };
        // The suite may have been switched off since.
        let suite =
            env.suite(&env.config.cipher_suites, state.cipher_suite).ok_or(reject!(ILLEGAL_PARAMETER, "4.2.2-i2"))?;
        check_second(env, &hello, suite, out)?;
        let request = Request {
            suite,
            group: state.group,
            legacy_session_id: hello.legacy_session_id,
            cookie: hello.extensions.cookie,
        };
        let (retried, _) = request.transcript(env, &state.client_hello1)?;
        AskPsksAgain::ask(env, &hello, retried, out)
    }
}
