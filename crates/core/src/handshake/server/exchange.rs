//! RFC 8446 §4.1.1, §4.2.9: what the key exchange adds to a PSK, or does without one.

use alloc::vec::Vec;

use surehand_codec::code_point::NamedGroup;
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_codec::message::ClientHello;
use surehand_codec::{Reject, reject};

use super::Env;
use super::select::{self, Group};
use crate::crypto::Provider;

/// What the key exchange adds to a PSK, or what is missing for it.
pub(super) enum Exchange {
    /// The group and the client's share.
    Share(NamedGroup, Vec<u8>),
    /// The PSK alone (§4.2.9).
    None,
    /// The client has no share for this group yet.
    Retry(NamedGroup),
}

/// Whether there is an (EC)DHE exchange, and with what (§4.1.1, §4.2.9).
pub(super) fn exchange<P: Provider>(
    env: &Env<'_, P>,
    hello: &ClientHello<'_>,
    by_psk: bool,
) -> Result<Exchange, Reject> {
    let psk_alone = by_psk && select::has_mode(env, hello, PskKeyExchangeMode::PSK_KE);
    let group = if by_psk && !select::has_mode(env, hello, PskKeyExchangeMode::PSK_DHE_KE) {
        Group::None
    } else {
        select::group(env, hello)?
    };
    match group {
        Group::Shared(share) => Ok(Exchange::Share(share.group, share.key_exchange.to_vec())),
        Group::Missing(group) => Ok(Exchange::Retry(group)),
        Group::None if psk_alone => Ok(Exchange::None),
        Group::None => Err(reject!(HANDSHAKE_FAILURE, "4.1.1-1")),
    }
}
