//! RFC 8446 §4.1.1, A.2 RECVD_CH: the parameters are selected, or a HelloRetryRequest asks for what is missing.

use surehand_codec::Reject;
use surehand_codec::message::{ClientHello, Received};

use super::exchange::{Exchange, exchange};
use super::proceed::{Choice, proceed};
use super::retry::retry;
use super::selected::ChosenPsk;
use super::{Env, Server, select};
use crate::crypto::{Provider, Suite};
use crate::handshake::Out;
use crate::transcript::Transcript;

/// Selects what is left to select, with the PSK that was chosen and the suite that goes with it.
pub(super) fn negotiate<P: Provider>(
    env: &Env<'_, P>,
    hello: &Received<'_, ClientHello<'_>>,
    psk: Option<(ChosenPsk<P>, Suite)>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    if psk.is_none() {
        select::check_for_certificate(env, hello)?;
    }
    let exchange = exchange(env, hello, psk.is_some())?;
    let (psk, suite) = match psk {
        Some((psk, suite)) => (Some(psk), suite),
        None => (None, select::suite(env, hello)?),
    };
    let share = match exchange {
        Exchange::Share(group, share) => Some((group, share)),
        Exchange::None => None,
        Exchange::Retry(group) => {
            let place = psk.map(|psk| psk.index);
            return retry(env, hello, suite, group, place, out);
        }
    };
    let transcript = Transcript::new(env.provider, suite.hash);
    proceed(env, hello, Choice { suite, share, psk, transcript, retried: false }, out)
}
