//! rustls configurations from the flags.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::server::WebPkiClientVerifier;
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

fn roots(path: &str) -> Result<RootCertStore, Failure> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots.add(certificate)?;
    }
    Ok(roots)
}

fn key(flags: &Flags) -> Result<PrivateKeyDer<'static>, Failure> {
    let path = flags.require("key")?;
    PrivateKeyDer::from_pem_file(path).map_err(|error| Failure::Local(format!("{path}: {error}")))
}

pub fn client(flags: &Flags) -> Result<Arc<ClientConfig>, Failure> {
    let builder = ClientConfig::builder_with_provider(provider(flags)?)
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(roots(flags.require("ca")?)?);
    let mut config = match flags.get("cert") {
        Some(chain) => builder.with_client_auth_cert(certificates(chain)?, key(flags)?)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = alpn(flags);
    config.enable_early_data = flags.get("early-data").is_some();
    Ok(Arc::new(config))
}

pub fn server(flags: &Flags) -> Result<Arc<ServerConfig>, Failure> {
    let chain = certificates(flags.require("cert")?)?;
    let provider = provider(flags)?;
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(&[&TLS13])?;
    let builder = match flags.get("verify") {
        Some(path) => {
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots(path)?), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(|error| Failure::Local(error.to_string()))?)
        }
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_single_cert(chain, key(flags)?)?;
    config.alpn_protocols = alpn(flags);
    config.max_early_data_size = flags.get("early-data").and_then(|size| size.parse().ok()).unwrap_or(0);
    Ok(Arc::new(config))
}
