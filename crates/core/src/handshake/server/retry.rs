//! RFC 8446 §4.1.4: a HelloRetryRequest goes out, with or without a memory of the first ClientHello.

use alloc::vec;

use surehand_codec::Reject;
use surehand_codec::code_point::NamedGroup;
use surehand_codec::message::{ClientHello, Received};

use super::retried::Request;
use super::{AskSealCookie, Env, Server, WaitSecondClientHello};
use crate::config::Retry;
use crate::crypto::{Provider, Purpose, Suite};
use crate::handshake::env::internal;
use crate::handshake::{Action, Out};
use crate::transcript::Transcript;

/// Asks for a share of `group`; `psk` is the place of the pre-shared key that has been chosen.
pub(super) fn retry<P: Provider>(
    env: &Env<'_, P>,
    first: &Received<'_, ClientHello<'_>>,
    suite: Suite,
    group: NamedGroup,
    psk: Option<u16>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    if first.extensions.early_data {
        out.push(Action::SkipEarlyData(true));
    }
    let mut hello = Transcript::new(env.provider, suite.hash);
    hello.add(first.bytes);
    let cookie = match env.config.retry {
        // A cookie has at least one byte (§4.2.2).
        Retry::Plain | Retry::RandomCookie(0) => None,
        Retry::RandomCookie(length) => {
            let mut cookie = vec![0; length];
            env.provider.random(env.randomness, Purpose::Cookie, &mut cookie).map_err(internal)?;
            Some(cookie)
        }
        Retry::Stateless => return Ok(AskSealCookie::ask(first, hello.hash(), suite, group, out).into()),
    };
    let request = Request { suite, group, legacy_session_id: first.legacy_session_id, cookie: cookie.as_deref() };
    let retried = request.send(env, &hello.hash(), out)?;
    Ok(WaitSecondClientHello { retried, cookie, first: first.bytes.to_vec(), psk }.into())
}
