//! What the flags ask of the machine, as its configuration.

use surehand::provider::Mixed;
use surehand_codec::code_point::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme};
use surehand_codec::extension::TABLE;
use surehand_core::config::{ClientConfig, Observe, ServerConfig};
use surehand_core::crypto::Provider;
use surehand_core::record::Limits;

use crate::failure::Failure;
use crate::flags::Set;

const TLS_1_3: u16 = 0x0304;
const OBSERVE: Observe = Observe { messages: true, secrets: true, claims: true };

/// Whether the flags leave TLS 1.3 in play.
pub fn check_versions(set: &Set) -> Result<(), Failure> {
    let highest = set.number("max-version")?.unwrap_or(TLS_1_3);
    let expected = set.number("expect-version")?.unwrap_or(TLS_1_3);
    if highest < TLS_1_3 || expected != TLS_1_3 || set.has("no-tls13") {
        return Err(Failure::unimplemented("a version other than TLS 1.3"));
    }
    Ok(())
}

/// A client's configuration.
pub fn client(provider: &Mixed, set: &Set) -> Result<ClientConfig, Failure> {
    let mut config = ClientConfig::new(provider);
    if let Some(suites) = cipher_suites(provider, set)? {
        config.cipher_suites = suites;
    }
    if let Some(groups) = groups(provider, set, "curves")? {
        let classical = groups.iter().copied().find(|group| *group != NamedGroup::X25519MLKEM768);
        config.key_share_groups = groups.first().copied().into_iter().chain(classical).collect();
        config.key_share_groups.dedup();
        config.groups = groups;
    }
    if let Some(groups) = groups(provider, set, "key-shares")? {
        config.key_share_groups = groups;
    }
    if set.has("no-key-shares") {
        config.key_share_groups = Vec::new();
    }
    let schemes: Vec<u16> = set.numbers("verify-prefs")?;
    if !schemes.is_empty() {
        config.signature_algorithms = schemes.into_iter().map(SignatureScheme).collect();
    }
    config.application_layer_protocols = set.last("advertise-alpn").map(protocols).unwrap_or_default();
    config.limits = limits(set)?;
    config.observe = OBSERVE;
    if set.has("permute-extensions") {
        config.carrier.extension_order = shuffled(provider)?;
    }
    Ok(config)
}

/// A server's configuration.
pub fn server(provider: &Mixed, set: &Set) -> Result<ServerConfig, Failure> {
    let mut config = ServerConfig::new(provider);
    if let Some(suites) = cipher_suites(provider, set)? {
        config.cipher_suites = suites;
    }
    if let Some(groups) = groups(provider, set, "curves")? {
        config.groups = groups;
    }
    if let Some(protocol) = set.last("select-alpn") {
        config.application_layer_protocols = vec![protocol.to_vec()];
    }
    if set.has("reject-alpn") {
        // A protocol that nobody offers.
        config.application_layer_protocols = vec![vec![0; 255]];
    }
    if set.has("decline-alpn") {
        config.application_layer_protocols = Vec::new();
    }
    config.limits = limits(set)?;
    config.observe = OBSERVE;
    Ok(config)
}

fn limits(set: &Set) -> Result<Limits, Failure> {
    let mut limits = Limits::default();
    if let Some(longest) = set.number::<usize>("max-cert-list")? {
        limits.handshake_message = longest + 4;
    }
    Ok(limits)
}

fn cipher_suites(provider: &Mixed, set: &Set) -> Result<Option<Vec<CipherSuite>>, Failure> {
    let suites: Vec<CipherSuite> = set.numbers("tls13-ciphers")?.into_iter().map(CipherSuite).collect();
    let has = |suite: &CipherSuite| provider.suites().iter().any(|row| row.cipher_suite == *suite);
    known(suites, has, "a cipher suite")
}

fn groups(provider: &Mixed, set: &Set, flag: &str) -> Result<Option<Vec<NamedGroup>>, Failure> {
    let groups: Vec<NamedGroup> = set.numbers(flag)?.into_iter().map(NamedGroup).collect();
    known(groups, |group| provider.groups().contains(group), "a group")
}

fn known<T: Copy + std::fmt::Display>(
    wanted: Vec<T>,
    has: impl Fn(&T) -> bool,
    what: &str,
) -> Result<Option<Vec<T>>, Failure> {
    match wanted.iter().find(|item| !has(item)) {
        Some(item) => Err(Failure::unimplemented(format!("{what}: {item}"))),
        None => Ok((!wanted.is_empty()).then_some(wanted)),
    }
}

/// The names of a ProtocolNameList without its outer length (RFC 7301).
pub fn protocols(list: &[u8]) -> Vec<Vec<u8>> {
    let (mut names, mut rest) = (Vec::new(), list);
    while let Some((length, tail)) = rest.split_first() {
        let (name, tail) = tail.split_at_checked(usize::from(*length)).unwrap_or((tail, &[]));
        names.push(name.to_vec());
        rest = tail;
    }
    names
}

/// All extensions in a random order.
fn shuffled(provider: &Mixed) -> Result<Vec<ExtensionType>, Failure> {
    let mut keyed = Vec::new();
    for row in TABLE {
        let mut key = [0; 8];
        provider
            .random(&(), surehand_core::crypto::Purpose::ClientRandom, &mut key)
            .map_err(|error| Failure::new(error.to_string()))?;
        keyed.push((key, row.extension_type));
    }
    keyed.sort();
    Ok(keyed.into_iter().map(|(_, extension_type)| extension_type).collect())
}
