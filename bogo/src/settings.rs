//! What the flags ask of the machine, as its configuration.

use surehand::provider::Mixed;
use surehand_codec::code_point::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme};
use surehand_codec::extension::{PskKeyExchangeMode, TABLE};
use surehand_core::config::{ClientAuthentication, ClientConfig, Observe, ServerConfig};
use surehand_core::crypto::Provider;
use surehand_core::record::Limits;

use crate::certificate;
use crate::failure::Failure;
use crate::flags::{CredentialFlags, Flags, Set};

const TLS_1_3: u16 = 0x0304;
const OBSERVE: Observe = Observe { messages: true, secrets: true, claims: true };

/// Not a scheme of TLS 1.3: the runner's number for what TLS 1.1 signed with.
const MD5_AND_SHA1: SignatureScheme = SignatureScheme(0xff01);
/// RFC 7507: a client says that it has tried a higher version before.
const FALLBACK_SCSV: CipherSuite = CipherSuite(0x5600);
/// How many tickets a server gives out.
const TICKETS: u8 = 2;
/// How much early data a server takes (§4.2.10), as BoringSSL does.
const MAX_EARLY_DATA: u32 = 14336;

/// The runner's idea of a default; without the schemes for chains alone, which nobody verifies here.
const DEFAULT_SCHEMES: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_SECP256R1_SHA256,
    SignatureScheme::RSA_PSS_RSAE_SHA256,
    SignatureScheme::ECDSA_SECP384R1_SHA384,
    SignatureScheme::RSA_PSS_RSAE_SHA384,
    SignatureScheme::RSA_PSS_RSAE_SHA512,
];

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
pub fn client(provider: &Mixed, flags: &Flags) -> Result<ClientConfig, Failure> {
    let set = &flags.set;
    let mut config = ClientConfig::new(provider);
    if let Some(suites) = cipher_suites(provider, set)? {
        config.cipher_suites = suites;
    }
    if set.has("fallback-scsv") {
        config.cipher_suites.push(FALLBACK_SCSV);
    }
    if let Some(groups) = groups(provider, set, "curves")? {
        // The first, and the first of the other kind.
        let is_hybrid = |group: &NamedGroup| *group == NamedGroup::X25519MLKEM768;
        let first = groups.first().copied();
        let other = groups.iter().copied().find(|group| Some(is_hybrid(group)) != first.as_ref().map(is_hybrid));
        config.key_share_groups = first.into_iter().chain(other).collect();
        config.groups = groups;
    }
    if let Some(groups) = groups(provider, set, "key-shares")? {
        config.key_share_groups = groups;
    }
    if set.has("no-key-shares") {
        config.key_share_groups = Vec::new();
    }
    config.signature_algorithms = signature_algorithms(set)?;
    if flags.credentials.iter().any(|credential| credential.kind == "psk") && !set.has("verify-peer") {
        // A pre-shared key, or nothing.
        config.signature_algorithms = Vec::new();
    }
    config.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE];
    config.verify_resumed = set.has("reverify-on-resume");
    config.status_request = set.has("enable-ocsp-stapling");
    config.signed_certificate_timestamp = set.has("enable-signed-cert-timestamps");
    config.application_layer_protocols = set.last("advertise-alpn").map(protocols).unwrap_or_default();
    config.limits = limits(set)?;
    config.observe = OBSERVE;
    if set.has("permute-extensions") {
        config.carrier.extension_order = shuffled(provider)?;
    }
    Ok(config)
}

/// A server's configuration.
pub fn server(provider: &Mixed, flags: &Flags) -> Result<ServerConfig, Failure> {
    let set = &flags.set;
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
    let certificate = |credential: &CredentialFlags| credential.kind == "x509";
    config.certificates = flags.credentials.is_empty() || flags.credentials.iter().any(certificate);
    config.client_authentication = client_authentication(set)?;
    config.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE];
    config.tickets = if set.has("no-ticket") { 0 } else { TICKETS };
    config.max_early_data_size = if set.has("enable-early-data") { MAX_EARLY_DATA } else { 0 };
    config.limits = limits(set)?;
    config.observe = OBSERVE;
    Ok(config)
}

/// Whether and how a client is asked for a certificate.
fn client_authentication(set: &Set) -> Result<Option<ClientAuthentication>, Failure> {
    let required = set.has("require-any-client-certificate");
    if !required && !set.has("verify-peer") {
        return Ok(None);
    }
    let authorities = set
        .text("use-client-ca-list")?
        .map(|names| certificate::names(names).ok_or(Failure::new("names of authorities that cannot be read")));
    Ok(Some(ClientAuthentication {
        in_handshake: true,
        required,
        signature_algorithms: signature_algorithms(set)?,
        signature_algorithms_cert: Vec::new(),
        certificate_authorities: authorities.transpose()?.unwrap_or_default(),
        oid_filters: Vec::new(),
        status_request: false,
        signed_certificate_timestamp: false,
    }))
}

fn limits(set: &Set) -> Result<Limits, Failure> {
    let mut limits = Limits::default();
    limits.skipped_early_data = 1 << 14;
    limits.certificate_chain = 100;
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

/// What a peer may sign with. Without a flag it is what the runner takes for granted, so that it can offend against it.
fn signature_algorithms(set: &Set) -> Result<Vec<SignatureScheme>, Failure> {
    let wanted = set.numbers("verify-prefs")?.into_iter().map(SignatureScheme);
    let wanted: Vec<SignatureScheme> = wanted.filter(|scheme| *scheme != MD5_AND_SHA1).collect();
    Ok(if wanted.is_empty() { DEFAULT_SCHEMES.to_vec() } else { wanted })
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
