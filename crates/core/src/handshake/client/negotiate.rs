//! RFC 8446 §4.1.3, §4.2.11: from a good ServerHello to handshake keys.

use alloc::boxed::Box;

use surehand_codec::extension::{KeyShareEntry, PskKeyExchangeMode};
use surehand_codec::message::{Received, ServerHello};
use surehand_codec::{Reject, reject};

use super::hello::{Hello, PskOffer};
use super::negotiated::SelectedPsk;
use super::{Client, Env, Negotiated, WaitEncryptedExtensions};
use crate::crypto::{Provider, Suite};
use crate::handshake::env::{bad_share, internal};
use crate::handshake::traffic::handshake_traffic;
use crate::handshake::{Action, Claim, Out};
use crate::key_schedule::{Epoch, read_keys, write_keys};
use crate::transcript::Transcript;

/// Key exchange, handshake keys, next state.
pub(super) fn negotiate<P: Provider>(
    env: &Env<'_, P>,
    mut hello: Hello<P>,
    mut transcript: Transcript<P>,
    suite: Suite,
    message: &Received<'_, ServerHello<'_>>,
    out: &mut Out<P>,
) -> Result<Client<P>, Reject> {
    let provider = env.provider;
    let share = message.extensions.key_share;
    let index = message.extensions.pre_shared_key;
    let psk = select_psk(env, &mut hello, suite, index, share.is_some())?;
    if share.is_some_and(|share| !hello.has_share(share.group)) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-14"));
    }
    let Hello { offer, offered, .. } = hello;
    let finish = |share: KeyShareEntry<'_>| {
        provider.finish(offer.key_shares, share.group, share.key_exchange).map_err(bad_share)
    };
    let shared_secret = share.map(finish).transpose()?;
    transcript.add(message.bytes);
    let selected = psk.as_ref().map(SelectedPsk::new);
    if let Some(psk) = &psk {
        out.push(Action::Claim(Claim::PskSelected { kind: psk.kind, identity: psk.identity.clone() }));
    }
    let early = psk.map(|psk| psk.early_secret);
    let group = share.map(|share| share.group);
    let schedule = handshake_traffic(provider, suite, early, group, shared_secret.as_ref(), transcript.hash(), out);
    let (client, server) = (schedule.client_handshake_traffic_secret(), schedule.server_handshake_traffic_secret());
    out.push(Action::ReadKeys(read_keys(provider, suite, Epoch::Handshake, server).map_err(internal)?));
    let write = write_keys(provider, suite, Epoch::Handshake, client).map_err(internal)?;
    if env.config.carrier.compatibility_mode {
        out.push(Action::OweChangeCipherSpec);
    }
    // EncryptedExtensions will say whether the early data counts, unless its PSK was not selected (§4.2.11).
    let undecided = offer.early_data && index == Some(0);
    if offer.early_data && !undecided {
        out.push(Action::EarlyDataAccepted(false));
    }
    let after_early_data = if undecided && env.config.carrier.end_of_early_data {
        Some(write)
    } else {
        // At once, so that an alert about what follows is protected (A.1).
        out.push(Action::WriteKeys(write));
        None
    };
    let negotiated = Box::new(Negotiated {
        suite,
        transcript,
        schedule,
        offered,
        server_name: offer.server_name,
        application_layer_protocol: None,
        psk: selected,
        early_data_undecided: undecided,
        after_early_data,
    });
    Ok(WaitEncryptedExtensions { negotiated }.into())
}

/// The PSK that the server has selected, and whether its choice is consistent (§4.2.11).
fn select_psk<P: Provider>(
    env: &Env<'_, P>,
    hello: &mut Hello<P>,
    suite: Suite,
    index: Option<u16>,
    has_share: bool,
) -> Result<Option<PskOffer<P>>, Reject> {
    let Some(index) = index.map(usize::from) else {
        return match has_share {
            false => Err(reject!(MISSING_EXTENSION, "4.1.3-i2")),
            // Nothing else could authenticate the server.
            true if env.config.signature_algorithms.is_empty() => Err(reject!(MISSING_EXTENSION, "9.2-7")),
            true => Ok(None),
        };
    };
    if index >= hello.offer.psks.len() {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.11-14"));
    }
    let psk = hello.offer.psks.swap_remove(index);
    if psk.early_secret.algorithm() != suite.hash {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.11-4"));
    }
    let (mode, rule) = if has_share {
        (PskKeyExchangeMode::PSK_DHE_KE, reject!(ILLEGAL_PARAMETER, "4.2.9-7"))
    } else {
        (PskKeyExchangeMode::PSK_KE, reject!(ILLEGAL_PARAMETER, "4.2.9-8"))
    };
    if !env.config.psk_key_exchange_modes.contains(&mode) {
        return Err(rule);
    }
    Ok(Some(psk))
}
