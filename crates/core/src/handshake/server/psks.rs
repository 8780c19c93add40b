//! RFC 8446 §4.2.11: which of the client's pre-shared keys is used.

use alloc::vec::Vec;

use surehand_codec::message::{ClientHello, Received};
use surehand_codec::{Reject, reject};

use super::retried::Retried;
use super::selected::ChosenPsk;
use super::{Env, select};
use crate::config::ServerConfig;
use crate::crypto::{Provider, Suite};
use crate::handshake::{Action, Claim, ClientStatus, FindPsks, FoundPsk, OfferedIdentity, Out, Session, binder};
use crate::key_schedule::EarlySecret;

/// What has to be asked about the PSKs of a ClientHello; nothing if it offers none that could be used.
pub(super) fn to_find<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> Result<Option<FindPsks>, Reject> {
    let Some(psks) = hello.extensions.pre_shared_key.filter(|_| select::has_any_mode(env, hello)) else {
        return Ok(None);
    };
    let identities = psks.identities.iter().take(env.config.limits.psk_identities).map(|each| OfferedIdentity {
        identity: each.identity.to_vec(),
        obfuscated_ticket_age: each.obfuscated_ticket_age,
    });
    Ok(Some(FindPsks {
        identities: identities.collect(),
        server_name: select::host_name(hello),
        application_layer_protocol: select::application_layer_protocol(env, hello)?,
    }))
}

/// The first of the known PSKs that can be used, with its suite. It alone has its binder validated (§4.2.11).
pub(super) fn choose<P: Provider>(
    env: &Env<'_, P>,
    hello: &Received<'_, ClientHello<'_>>,
    retried: Option<&Retried<P>>,
    found: Vec<FoundPsk>,
    out: &mut Out<P>,
) -> Result<Option<(ChosenPsk<P>, Suite)>, Reject> {
    let protocol = select::application_layer_protocol(env, hello)?;
    let usable = found.into_iter().find_map(|psk| {
        let fits = psk.session.as_ref().is_none_or(|session| may_continue(env.config, session, hello, &protocol));
        let suite = suite(env, hello, retried, &psk).filter(|_| fits)?;
        Some((psk, suite))
    });
    usable.map(|(psk, suite)| Ok((bind(env, hello, retried, psk, out)?, suite))).transpose()
}

/// Whether a ticket's connection may be continued by this one: the same name, protocol and standing of the client.
fn may_continue(config: &ServerConfig, session: &Session, hello: &ClientHello<'_>, protocol: &Option<Vec<u8>>) -> bool {
    let client = match (&config.client_authentication, &session.client) {
        (None, ClientStatus::NotRequested) => true,
        (None, _) => false,
        (Some(policy), ClientStatus::NotRequested) => !policy.in_handshake,
        (Some(policy), ClientStatus::Declined) => !(policy.in_handshake && policy.required),
        (Some(_), ClientStatus::Authenticated(_)) => true,
    };
    client && session.server_name == select::host_name(hello) && session.application_layer_protocol == *protocol
}

/// The suite to use with a PSK: of its hash (§4.2.11), and that of its session if possible, for early data's sake.
fn suite<P: Provider>(
    env: &Env<'_, P>,
    hello: &ClientHello<'_>,
    retried: Option<&Retried<P>>,
    psk: &FoundPsk,
) -> Option<Suite> {
    let preferred = psk.early_data.as_ref().map(|terms| terms.cipher_suite);
    let preferred = preferred.or(psk.session.as_ref().map(|session| session.cipher_suite));
    let fitting = || {
        select::suites(env, hello)
            .filter(|suite| suite.hash == psk.hash && retried.is_none_or(|retried| retried.suite == *suite))
    };
    fitting().find(|suite| Some(suite.cipher_suite) == preferred).or_else(|| fitting().next())
}

/// Checks the binder of a PSK (§4.2.11.2); from here on the ClientHello is believed to be its owner's.
fn bind<P: Provider>(
    env: &Env<'_, P>,
    hello: &Received<'_, ClientHello<'_>>,
    retried: Option<&Retried<P>>,
    psk: FoundPsk,
    out: &mut Out<P>,
) -> Result<ChosenPsk<P>, Reject> {
    let ours = || reject!(INTERNAL_ERROR, "6.2-i17");
    let offered = hello.extensions.pre_shared_key.ok_or_else(ours)?;
    let index = usize::from(psk.index);
    let (Some(identity), Some(entry)) = (offered.identities.iter().nth(index), offered.binders.iter().nth(index))
    else {
        return Err(ours());
    };
    let secret = env.provider.secret(psk.psk.as_ref());
    let early_secret = EarlySecret::new(env.provider, psk.hash, Some(&secret));
    let truncated = hello.truncated().ok_or_else(ours)?;
    let before = retried.map(|retried| &retried.transcript);
    binder::check(env.provider, &early_secret, psk.kind, before, truncated, entry.0)?;
    out.push(Action::Claim(Claim::PskAccepted {
        kind: psk.kind,
        identity: identity.identity.to_vec(),
        binder: entry.0.to_vec(),
    }));
    Ok(ChosenPsk {
        index: psk.index,
        early_secret: Some(early_secret),
        kind: psk.kind,
        early_data: psk.early_data,
        session: psk.session,
    })
}
