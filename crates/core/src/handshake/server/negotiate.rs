//! RFC 8446 §4.1.1, A.2 RECVD_CH: the parameters are selected, or a HelloRetryRequest asks for what is missing.

use surehand_codec::code_point::NamedGroup;
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_codec::message::{ClientHello, Received};
use surehand_codec::{Reject, reject};

use alloc::vec::Vec;

use super::flight::server_flight;
use super::retry::{Retried, retry};
use super::select::{self, Group};
use super::selected::{ChosenPsk, ClientTakes, Selected};
use super::{AskCredential, AskEarlyData, Env, Server};
use crate::crypto::{Provider, Suite};
use crate::handshake::certificate::Extras;
use crate::handshake::{Action, ClientStatus, Out};
use crate::transcript::Transcript;

/// What the key exchange adds to a PSK, or what is missing for it.
enum Exchange {
    /// The group and the client's share.
    Share(NamedGroup, Vec<u8>),
    /// The PSK alone (§4.2.9).
    None,
    /// The client has no share for this group yet.
    Retry(NamedGroup),
}

/// Selects what is left to select, with the PSK that was chosen and the suite that goes with it.
pub(super) fn negotiate<P: Provider>(
    env: &Env<'_, P>,
    hello: &Received<'_, ClientHello<'_>>,
    retried: Option<Retried<P>>,
    psk: Option<(ChosenPsk<P>, Suite)>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    if psk.is_none() {
        select::check_for_certificate(env, hello)?;
    }
    let exchange = exchange(env, hello, psk.is_some(), retried.as_ref())?;
    let (psk, suite) = match (psk, &retried) {
        (Some((psk, suite)), _) => (Some(psk), suite),
        (None, Some(retried)) => (None, retried.suite),
        (None, None) => (None, select::suite(env, hello)?),
    };
    let share = match exchange {
        Exchange::Share(group, share) => Some((group, share)),
        Exchange::None => None,
        Exchange::Retry(group) => return retry(env, hello, suite, group, out),
    };
    let change_cipher_spec_sent = retried.is_some();
    let mut transcript =
        retried.map_or_else(|| Transcript::new(env.provider, suite.hash), |retried| retried.transcript);
    transcript.add(hello.bytes);
    let client = psk.as_ref().and_then(|psk| psk.session.as_ref()).map(|session| session.client.clone());
    let selected = Selected {
        suite,
        share,
        psk,
        early_data_accepted: false,
        legacy_session_id: hello.legacy_session_id.to_vec(),
        server_name: select::host_name(hello),
        application_layer_protocol: select::application_layer_protocol(env, hello)?,
        change_cipher_spec_sent,
        client_takes: client_takes(env, hello),
        client: client.unwrap_or(ClientStatus::NotRequested),
        transcript,
    };
    if hello.extensions.early_data && admits_early_data(env, &selected) {
        return AskEarlyData::ask(selected, hello, out).map(Server::from);
    }
    if hello.extensions.early_data {
        out.push(Action::SkipEarlyData(true));
    }
    match selected.psk {
        Some(_) => server_flight(env, selected, out),
        None => Ok(AskCredential::ask(selected, hello, out).into()),
    }
}

/// Whether there is an (EC)DHE exchange, and with what (§4.1.1, §4.2.9).
fn exchange<P: Provider>(
    env: &Env<'_, P>,
    hello: &ClientHello<'_>,
    by_psk: bool,
    retried: Option<&Retried<P>>,
) -> Result<Exchange, Reject> {
    let psk_alone = by_psk && select::has_mode(env, hello, PskKeyExchangeMode::PSK_KE);
    let group = if by_psk && !select::has_mode(env, hello, PskKeyExchangeMode::PSK_DHE_KE) {
        Group::None
    } else {
        select::group(env, hello)?
    };
    if let Some(retried) = retried
        && !matches!(group, Group::None)
    {
        let mut shares = hello.extensions.key_share.unwrap_or_default().iter();
        return match (group, shares.next(), shares.next()) {
            (Group::Shared(share), Some(_), None) if share.group == retried.group => {
                Ok(Exchange::Share(share.group, share.key_exchange.to_vec()))
            }
            _ => Err(reject!(ILLEGAL_PARAMETER, "4.2.8-i3")),
        };
    }
    match group {
        Group::Shared(share) => Ok(Exchange::Share(share.group, share.key_exchange.to_vec())),
        Group::Missing(group) => Ok(Exchange::Retry(group)),
        Group::None if psk_alone => Ok(Exchange::None),
        Group::None => Err(reject!(HANDSHAKE_FAILURE, "4.1.1-1")),
    }
}

fn client_takes<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> ClientTakes {
    let extensions = &hello.extensions;
    ClientTakes {
        extras: Extras {
            status_request: extensions.status_request.is_some(),
            signed_certificate_timestamp: extensions.signed_certificate_timestamp,
        },
        post_handshake_auth: extensions.post_handshake_auth,
        // No ticket that could not be used (§4.2.9).
        tickets: select::has_any_mode(env, hello),
        record_size_limit: extensions.record_size_limit,
    }
}

/// §4.2.10: the first identity, and the parameters that its early data is bound to.
fn admits_early_data<P: Provider>(env: &Env<'_, P>, selected: &Selected<P>) -> bool {
    let psk = selected.psk.as_ref().filter(|psk| psk.index == 0 && !selected.change_cipher_spec_sent);
    psk.and_then(|psk| psk.early_data.as_ref()).is_some_and(|terms| {
        env.config.max_early_data_size > 0
            && terms.max_early_data_size > 0
            && terms.cipher_suite == selected.suite.cipher_suite
            && terms.application_layer_protocol == selected.application_layer_protocol
    })
}
