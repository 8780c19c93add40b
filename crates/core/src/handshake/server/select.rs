//! RFC 8446 §4.1.1, §9.2: what a server makes of a ClientHello, parameter by parameter.

use alloc::vec::Vec;

use surehand_codec::code_point::{NamedGroup, ProtocolVersion};
use surehand_codec::extension::{KeyShareEntry, PskKeyExchangeMode, ServerName};
use surehand_codec::message::ClientHello;
use surehand_codec::{Reject, reject};

use super::Env;
use crate::crypto::{Provider, Suite};

/// The group of the key exchange.
pub(super) enum Group<'a> {
    /// The client sent a share for it.
    Shared(KeyShareEntry<'a>),
    /// It did not.
    Missing(NamedGroup),
    /// There is none in common.
    None,
}

/// The checks of a ClientHello that need no choice.
pub(super) fn check<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> Result<(), Reject> {
    let versions = hello.extensions.supported_versions.ok_or(reject!(PROTOCOL_VERSION, "D.2-3"))?;
    if !versions.contains(&ProtocolVersion::TLS_1_3) {
        return Err(reject!(PROTOCOL_VERSION, "4.2.1-10"));
    }
    if hello.legacy_version != ProtocolVersion::TLS_1_2 {
        return Err(reject!(PROTOCOL_VERSION, "9846:4.2.2-1"));
    }
    if hello.legacy_compression_methods != [0] {
        return Err(reject!(ILLEGAL_PARAMETER, "4.1.2-15"));
    }
    if hello.extensions.other.iter().count() > env.config.limits.client_hello_extensions {
        return Err(reject!(DECODE_ERROR, "4.2-i1"));
    }
    check_required_extensions(hello)?;
    if env.config.server_name_required && host_name(hello).is_none() {
        return Err(reject!(MISSING_EXTENSION, "9.2-15"));
    }
    Ok(())
}

/// §9.2, whatever authenticates the server.
fn check_required_extensions(hello: &ClientHello<'_>) -> Result<(), Reject> {
    let extensions = &hello.extensions;
    if extensions.supported_groups.is_some() != extensions.key_share.is_some() {
        return Err(reject!(MISSING_EXTENSION, "9.2-12"));
    }
    match (&extensions.pre_shared_key, &extensions.psk_key_exchange_modes) {
        (Some(_), None) => Err(reject!(MISSING_EXTENSION, "4.2.9-3")),
        (Some(psks), _) if psks.identities.iter().count() != psks.binders.iter().count() => {
            Err(reject!(ILLEGAL_PARAMETER, "4.2.11-i2"))
        }
        _ => Ok(()),
    }
}

/// What a certificate needs besides (§9.2).
pub(super) fn check_for_certificate<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> Result<(), Reject> {
    if !env.config.certificates {
        // Without a pre-shared key nothing is left to authenticate with.
        return Err(reject!(HANDSHAKE_FAILURE, "4.2.11-7"));
    }
    if hello.extensions.signature_algorithms.is_none() {
        return Err(reject!(MISSING_EXTENSION, "4.2.3-3"));
    }
    if hello.extensions.supported_groups.is_none() {
        return Err(reject!(MISSING_EXTENSION, "9.2-12"));
    }
    Ok(())
}

/// The first of ours that the client has too.
pub(super) fn suite<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> Result<Suite, Reject> {
    suites(env, hello).next().ok_or(reject!(HANDSHAKE_FAILURE, "4.1.1-4"))
}

/// The suites in common, in our order.
pub(super) fn suites<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> impl Iterator<Item = Suite> {
    let both = env.config.cipher_suites.iter().filter(|suite| hello.cipher_suites.contains(suite));
    both.filter_map(|suite| env.suite(&env.config.cipher_suites, *suite))
}

/// Whether a PSK may be used in this mode (§4.2.9).
pub(super) fn has_mode<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>, mode: PskKeyExchangeMode) -> bool {
    let theirs = hello.extensions.psk_key_exchange_modes.unwrap_or_default();
    env.config.psk_key_exchange_modes.contains(&mode) && theirs.contains(&mode)
}

/// Whether a PSK may be used at all, now or on a later connection.
pub(super) fn has_any_mode<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> bool {
    [PskKeyExchangeMode::PSK_DHE_KE, PskKeyExchangeMode::PSK_KE].into_iter().any(|mode| has_mode(env, hello, mode))
}

/// The first of the client's groups that we have too (RFC 9846 §4.3.8), with the client's share if it sent one.
///
/// Shares for groups that we do not have are ignored, so that the work does not grow with their number.
pub(super) fn group<'a, P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'a>) -> Result<Group<'a>, Reject> {
    let ours = |group: &NamedGroup| env.config.groups.contains(group) && env.provider.groups().contains(group);
    let groups = hello.extensions.supported_groups.unwrap_or_default();
    let shares = hello.extensions.key_share.unwrap_or_default();
    let mut seen: Vec<KeyShareEntry<'a>> = Vec::new();
    for share in shares.iter().filter(|share| ours(&share.group)) {
        if seen.iter().any(|earlier| earlier.group == share.group) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-8"));
        }
        if !groups.contains(&share.group) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-9"));
        }
        seen.push(share);
    }
    let Some(group) = groups.iter().find(ours) else { return Ok(Group::None) };
    Ok(seen.into_iter().find(|share| share.group == group).map_or(Group::Missing(group), Group::Shared))
}

/// RFC 7301: the first of ours that the client offered; nothing in common is fatal.
pub(super) fn application_layer_protocol<P: Provider>(
    env: &Env<'_, P>,
    hello: &ClientHello<'_>,
) -> Result<Option<Vec<u8>>, Reject> {
    let ours = &env.config.application_layer_protocols;
    let Some(offered) = hello.extensions.application_layer_protocol_negotiation else { return Ok(None) };
    if ours.is_empty() {
        return Ok(None);
    }
    ours.iter()
        .find(|protocol| offered.iter().any(|name| name.0 == protocol.as_slice()))
        .map(|protocol| Some(protocol.clone()))
        .ok_or(reject!(NO_APPLICATION_PROTOCOL, "6.2-i24"))
}

/// RFC 6066 §3.
pub(super) fn host_name(hello: &ClientHello<'_>) -> Option<Vec<u8>> {
    let names = hello.extensions.server_name?;
    names.iter().find(|name| name.name_type == ServerName::HOST_NAME).map(|name| name.name.to_vec())
}
