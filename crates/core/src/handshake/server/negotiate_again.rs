//! RFC 8446 §4.1.4: the parameters are selected from a second ClientHello.

use surehand_codec::message::{ClientHello, Received};
use surehand_codec::{Reject, reject};

use super::exchange::{Exchange, exchange};
use super::proceed::{Choice, proceed};
use super::retried::Retried;
use super::selected::ChosenPsk;
use super::{Env, Server, select};
use crate::crypto::{Provider, Suite};
use crate::handshake::Out;

/// Selects what is left to select; the second ClientHello has to bring what the HelloRetryRequest has asked for.
pub(super) fn negotiate_again<P: Provider>(
    env: &Env<'_, P>,
    hello: &Received<'_, ClientHello<'_>>,
    retried: Retried<P>,
    psk: Option<(ChosenPsk<P>, Suite)>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    if psk.is_none() {
        select::check_for_certificate(env, hello)?;
    }
    let mut shares = hello.extensions.key_share.unwrap_or_default().iter();
    let share = match (exchange(env, hello, psk.is_some())?, shares.next(), shares.next()) {
        (Exchange::None, ..) => None,
        (Exchange::Share(group, share), Some(_), None) if group == retried.group => Some((group, share)),
        _ => return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-i3")),
    };
    let Retried { suite, transcript, .. } = retried;
    let psk = psk.map(|(psk, _)| psk);
    proceed(env, hello, Choice { suite, share, psk, transcript, retried: true }, out)
}
