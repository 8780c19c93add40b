//! RFC 8446 A.1, START: send ClientHello.

use alloc::vec::Vec;

use surehand_codec::Reject;

use super::hello::{Ingredients, client_hello, draw_shares};
use super::{Client, Env, WaitServerHello};
use crate::crypto::{Provider, Purpose};
use crate::handshake::env::internal;
use crate::handshake::{Action, Out};

/// Sends the first ClientHello; `server_name` goes into the server_name extension (RFC 6066).
pub fn start<P: Provider>(
    env: &Env<'_, P>,
    server_name: Option<Vec<u8>>,
    out: &mut Out<P>,
) -> Result<Client<P>, Reject> {
    let mut random = [0; 32];
    env.provider.random(env.randomness, Purpose::ClientRandom, &mut random).map_err(internal)?;
    let mut legacy_session_id = Vec::new();
    if env.config.carrier.compatibility_mode {
        legacy_session_id.resize(32, 0);
        env.provider.random(env.randomness, Purpose::LegacySessionId, &mut legacy_session_id).map_err(internal)?;
    }
    let (key_shares, shares) = draw_shares(env, Purpose::ClientShares(1), &env.config.key_share_groups)?;
    let hello =
        client_hello(env, Ingredients { random, legacy_session_id, server_name, key_shares, shares, cookie: None })?;
    out.push(Action::Send(hello.message.clone()));
    Ok(WaitServerHello { hello }.into())
}
