//! RFC 8446 §4.1.1: what a server makes of a ClientHello.

use alloc::vec::Vec;

use surehand_codec::code_point::{NamedGroup, ProtocolVersion};
use surehand_codec::extension::KeyShareEntry;
use surehand_codec::message::ClientHello;
use surehand_codec::{Reject, reject};

use super::Env;
use crate::crypto::{Provider, Suite};
use crate::state::state;
use crate::transcript::Transcript;

/// The group that was selected.
pub(super) enum Group<'a> {
    /// The client sent a share for it.
    Shared(KeyShareEntry<'a>),
    /// It did not.
    Missing(NamedGroup),
}

/// What is taken from a ClientHello besides suite and group.
pub(super) struct Details {
    legacy_session_id: Vec<u8>,
    server_name: Option<Vec<u8>>,
    application_layer_protocol: Option<Vec<u8>>,
}

state! {
    /// The parameters of a connection, and the client's share.
    pub struct Selected {
        pub(super) suite: Suite,
        pub(super) group: NamedGroup,
        pub(super) client_share: Vec<u8>,
        pub(super) legacy_session_id: Vec<u8>,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        pub(super) change_cipher_spec_sent: bool,
        pub(super) transcript: Transcript<P>,
    }
}

impl Details {
    pub(super) fn with_share<P: Provider>(
        self,
        share: KeyShareEntry<'_>,
        suite: Suite,
        transcript: Transcript<P>,
        change_cipher_spec_sent: bool,
    ) -> Selected<P> {
        Selected {
            suite,
            group: share.group,
            client_share: share.key_exchange.to_vec(),
            legacy_session_id: self.legacy_session_id,
            server_name: self.server_name,
            application_layer_protocol: self.application_layer_protocol,
            change_cipher_spec_sent,
            transcript,
        }
    }
}

/// Checks a ClientHello and selects from it.
pub(super) fn select<'a, P: Provider>(
    env: &Env<'_, P>,
    hello: &ClientHello<'a>,
) -> Result<(Suite, Group<'a>, Details), Reject> {
    check_version(hello)?;
    if hello.legacy_compression_methods != [0] {
        return Err(reject!(ILLEGAL_PARAMETER, "4.1.2-15"));
    }
    check_required_extensions(hello)?;
    let suite = env
        .config
        .cipher_suites
        .iter()
        .filter(|suite| hello.cipher_suites.contains(suite))
        .find_map(|suite| env.suite(&env.config.cipher_suites, *suite))
        .ok_or(reject!(HANDSHAKE_FAILURE, "4.1.1-4"))?;
    let details = Details {
        legacy_session_id: hello.legacy_session_id.to_vec(),
        server_name: host_name(hello),
        application_layer_protocol: application_layer_protocol(env, hello)?,
    };
    Ok((suite, group(env, hello)?, details))
}

/// §4.2.1: supported_versions alone counts.
fn check_version(hello: &ClientHello<'_>) -> Result<(), Reject> {
    let versions = hello.extensions.supported_versions.ok_or(reject!(PROTOCOL_VERSION, "D.2-3"))?;
    if !versions.contains(&ProtocolVersion::TLS_1_3) {
        return Err(reject!(PROTOCOL_VERSION, "4.2.1-10"));
    }
    if hello.legacy_version != ProtocolVersion::TLS_1_2 {
        return Err(reject!(PROTOCOL_VERSION, "9846:4.2.2-1"));
    }
    Ok(())
}

/// §9.2, for a client that wants to see a certificate.
fn check_required_extensions(hello: &ClientHello<'_>) -> Result<(), Reject> {
    let extensions = &hello.extensions;
    if extensions.signature_algorithms.is_none() {
        return Err(reject!(MISSING_EXTENSION, "4.2.3-3"));
    }
    if extensions.supported_groups.is_none() || extensions.key_share.is_none() {
        return Err(reject!(MISSING_EXTENSION, "9.2-12"));
    }
    if extensions.pre_shared_key.is_some() && extensions.psk_key_exchange_modes.is_none() {
        return Err(reject!(MISSING_EXTENSION, "4.2.9-3"));
    }
    Ok(())
}

/// The first of the client's groups that we have too (RFC 9846 §4.3.8), with the client's share if it sent one.
///
/// Shares for groups that we do not have are ignored, so that the work does not grow with their number.
fn group<'a, P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'a>) -> Result<Group<'a>, Reject> {
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
    let group = groups.iter().find(ours).ok_or(reject!(HANDSHAKE_FAILURE, "4.1.1-1"))?;
    Ok(seen.into_iter().find(|share| share.group == group).map_or(Group::Missing(group), Group::Shared))
}

/// RFC 7301: the first of ours that the client offered; nothing in common is fatal.
fn application_layer_protocol<P: Provider>(
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
fn host_name(hello: &ClientHello<'_>) -> Option<Vec<u8>> {
    use surehand_codec::extension::ServerName;
    let names = hello.extensions.server_name?;
    names.iter().find(|name| name.name_type == ServerName::HOST_NAME).map(|name| name.name.to_vec())
}
