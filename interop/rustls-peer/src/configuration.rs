//! rustls configurations from the flags.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::version::TLS13;
use rustls::{CipherSuite, ClientConfig, NamedGroup, RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::failure::Failure;
use crate::flags::Flags;

const GROUPS: [(&str, NamedGroup); 4] = [
    ("x25519mlkem768", NamedGroup::X25519MLKEM768),
    ("x25519", NamedGroup::X25519),
    ("secp256r1", NamedGroup::secp256r1),
    ("secp384r1", NamedGroup::secp384r1),
];

const SUITES: [(&str, CipherSuite); 3] = [
    ("TLS_AES_128_GCM_SHA256", CipherSuite::TLS13_AES_128_GCM_SHA256),
    ("TLS_AES_256_GCM_SHA384", CipherSuite::TLS13_AES_256_GCM_SHA384),
    ("TLS_CHACHA20_POLY1305_SHA256", CipherSuite::TLS13_CHACHA20_POLY1305_SHA256),
];

pub fn group_name(group: NamedGroup) -> &'static str {
    GROUPS.iter().find(|(_, known)| *known == group).map_or("?", |(name, _)| name)
}

pub fn suite_name(suite: CipherSuite) -> &'static str {
    SUITES.iter().find(|(_, known)| *known == suite).map_or("?", |(name, _)| name)
}

fn group(name: &str) -> Option<&'static dyn SupportedKxGroup> {
    let wanted = GROUPS.iter().find(|(known, _)| *known == name)?.1;
    aws_lc_rs::ALL_KX_GROUPS.iter().copied().find(|group| group.name() == wanted)
}

/// rustls sends one share, for its first group: groups named by `--shares` go first.
fn provider(flags: &Flags) -> Result<Arc<CryptoProvider>, Failure> {
    let mut provider = aws_lc_rs::default_provider();
    let mut groups = flags.list("shares", ':');
    for name in flags.list("groups", ':') {
        if !groups.contains(&name) {
            groups.push(name);
        }
    }
    if !groups.is_empty() {
        provider.kx_groups = groups.iter().filter_map(|name| group(name)).collect();
    }
    let suites = flags.list("ciphersuites", ':');
    if !suites.is_empty() {
        provider.cipher_suites.retain(|suite| suites.iter().any(|name| name == suite_name(suite.suite())));
    }
    Ok(Arc::new(provider))
}

fn certificates(path: &str) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    read.map_err(|error| Failure::Local(format!("{path}: {error}")))
}

fn alpn(flags: &Flags) -> Vec<Vec<u8>> {
    flags.list("alpn", ',').into_iter().map(String::into_bytes).collect()
}

pub fn client(flags: &Flags) -> Result<Arc<ClientConfig>, Failure> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(flags.require("ca")?)? {
        roots.add(certificate)?;
    }
    let mut config = ClientConfig::builder_with_provider(provider(flags)?)
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn(flags);
    Ok(Arc::new(config))
}

pub fn server(flags: &Flags) -> Result<Arc<ServerConfig>, Failure> {
    let chain = certificates(flags.require("cert")?)?;
    let path = flags.require("key")?;
    let key = PrivateKeyDer::from_pem_file(path).map_err(|error| Failure::Local(format!("{path}: {error}")))?;
    let mut config = ServerConfig::builder_with_provider(provider(flags)?)
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = alpn(flags);
    Ok(Arc::new(config))
}
