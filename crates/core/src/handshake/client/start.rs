//! RFC 8446 A.1, START: send ClientHello, and early data after it if there is any.

use alloc::vec::Vec;

use surehand_codec::{Reject, reject};

use super::hello::{Hello, Offer, PskOffer, client_hello, draw_shares};
use super::{Client, Env, WaitServerHello};
use crate::crypto::{Provider, Purpose};
use crate::handshake::env::internal;
use crate::handshake::traffic::early_traffic;
use crate::handshake::{Action, OfferedPsk, Out};
use crate::key_schedule::{Epoch, write_keys};
use crate::transcript::Transcript;

/// What one connection of a client is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Intent {
    /// Goes into the server_name extension (RFC 6066).
    pub server_name: Option<Vec<u8>>,
    /// Pre-shared keys to offer, best first.
    pub psks: Vec<OfferedPsk>,
    /// Whether to offer early data, under the first of the keys; nothing happens if that one does not admit it.
    pub early_data: bool,
}

/// Sends the first ClientHello.
pub fn start<P: Provider>(env: &Env<'_, P>, intent: Intent, out: &mut Out<P>) -> Result<Client<P>, Reject> {
    let mut random = [0; 32];
    env.provider.random(env.randomness, Purpose::ClientRandom, &mut random).map_err(internal)?;
    let mut legacy_session_id = Vec::new();
    if env.config.carrier.compatibility_mode {
        legacy_session_id.resize(32, 0);
        env.provider.random(env.randomness, Purpose::LegacySessionId, &mut legacy_session_id).map_err(internal)?;
    }
    let (key_shares, shares) = draw_shares(env, Purpose::ClientShares(1), &env.config.key_share_groups)?;
    // Without a mode no PSK can be used (§4.2.9), nor without a suite of its hash (§4.2.11).
    let usable =
        |psk: &OfferedPsk| {
            !env.config.psk_key_exchange_modes.is_empty()
                && env.config.cipher_suites.iter().any(|suite| {
                    env.suite(&env.config.cipher_suites, *suite).is_some_and(|suite| suite.hash == psk.hash)
                })
        };
    let psks: Vec<_> = intent.psks.into_iter().filter(usable).map(|psk| PskOffer::new(env.provider, psk)).collect();
    let early_data = intent.early_data && psks.first().is_some_and(|psk| admits_early_data(env, psk));
    let offer =
        Offer { random, legacy_session_id, server_name: intent.server_name, key_shares, shares, psks, early_data };
    let hello = client_hello(env, offer, None, None)?;
    out.push(Action::Send(hello.message.clone()));
    if early_data {
        offer_early_data(env, &hello, out)?;
    }
    Ok(WaitServerHello { hello }.into())
}

/// Whether what we offer now is what the early data would be bound to (§4.2.10).
fn admits_early_data<P: Provider>(env: &Env<'_, P>, psk: &PskOffer<P>) -> bool {
    psk.early_data.as_ref().is_some_and(|terms| {
        let protocol = &terms.application_layer_protocol;
        terms.max_early_data_size > 0
            && env.suite(&env.config.cipher_suites, terms.cipher_suite).is_some()
            && protocol.as_ref().is_none_or(|name| env.config.application_layer_protocols.contains(name))
    })
}

fn offer_early_data<P: Provider>(env: &Env<'_, P>, hello: &Hello<P>, out: &mut Out<P>) -> Result<(), Reject> {
    let ours = || reject!(INTERNAL_ERROR, "6.2-i17");
    let psk = hello.offer.psks.first().ok_or_else(ours)?;
    let terms = psk.early_data.as_ref().ok_or_else(ours)?;
    let suite = env.suite(&env.config.cipher_suites, terms.cipher_suite).ok_or_else(ours)?;
    let mut transcript = Transcript::new(env.provider, suite.hash);
    transcript.add(&hello.message);
    let secret = early_traffic(env.provider, suite, &psk.early_secret, transcript.hash(), out);
    if env.config.carrier.compatibility_mode {
        out.push(Action::OweChangeCipherSpec);
    }
    out.push(Action::WriteKeys(write_keys(env.provider, suite, Epoch::Early, &secret).map_err(internal)?));
    out.push(Action::OfferEarlyData(terms.max_early_data_size));
    Ok(())
}
