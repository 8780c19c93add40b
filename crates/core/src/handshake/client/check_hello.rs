//! RFC 8446 §4.1.3, §4.1.4: the checks of ServerHello and HelloRetryRequest.

use surehand_codec::code_point::{CipherSuite, ProtocolVersion};
use surehand_codec::message::ServerHello;
use surehand_codec::{Reject, reject};

use super::Env;
use super::hello::Hello;
use crate::crypto::{Provider, Suite};

/// The fields that ServerHello and HelloRetryRequest share.
pub(super) struct Common<'a> {
    pub supported_versions: Option<ProtocolVersion>,
    pub legacy_version: ProtocolVersion,
    pub legacy_session_id_echo: &'a [u8],
    pub cipher_suite: CipherSuite,
    pub legacy_compression_method: u8,
}

/// The checks that ServerHello and HelloRetryRequest share, supported_versions first (§4.2.1, §4.1.4).
pub(super) fn check_hello<P: Provider>(
    env: &Env<'_, P>,
    hello: &Hello<P>,
    message: &Common<'_>,
) -> Result<Suite, Reject> {
    if message.supported_versions != Some(ProtocolVersion::TLS_1_3) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.1-18"));
    }
    if message.legacy_version != ProtocolVersion::TLS_1_2 {
        return Err(reject!(PROTOCOL_VERSION, "9846:4.2.3-1"));
    }
    if message.legacy_session_id_echo != hello.offer.legacy_session_id {
        return Err(reject!(ILLEGAL_PARAMETER, "4.1.3-5"));
    }
    let suite =
        env.suite(&env.config.cipher_suites, message.cipher_suite).ok_or(reject!(ILLEGAL_PARAMETER, "4.1.3-6"))?;
    if message.legacy_compression_method != 0 {
        return Err(reject!(ILLEGAL_PARAMETER, "9846:4.2.3-2"));
    }
    Ok(suite)
}

/// What a TLS 1.3 server puts at the end of its random when it negotiates an older version (§4.1.3).
const DOWNGRADE_MARKER: &[u8] = b"DOWNGRD";

/// The checks of a ServerHello that need no key.
pub(super) fn check_server_hello<P: Provider>(
    env: &Env<'_, P>,
    hello: &Hello<P>,
    message: &ServerHello<'_>,
) -> Result<Suite, Reject> {
    if message.extensions.supported_versions.is_none() {
        let (_, tail) = message.random.split_at(24);
        return Err(match tail {
            [marker @ .., 0 | 1] if marker == DOWNGRADE_MARKER => reject!(ILLEGAL_PARAMETER, "4.1.3-17"),
            _ => reject!(PROTOCOL_VERSION, "4.1.3-9"),
        });
    }
    let suite = check_hello(
        env,
        hello,
        &Common {
            supported_versions: message.extensions.supported_versions,
            legacy_version: message.legacy_version,
            legacy_session_id_echo: message.legacy_session_id_echo,
            cipher_suite: message.cipher_suite,
            legacy_compression_method: message.legacy_compression_method,
        },
    )?;
    hello.offered.check(&message.extensions.other)?;
    Ok(suite)
}
