//! rustls, its buffered API, with each crypto provider that is built in.

use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;

use rustls::client::{ClientSessionMemoryCache, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::server::{NoServerSessionStorage, ProducesTickets, ServerSessionMemoryCache, WebPkiClientVerifier};
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, Connection, Error, HandshakeKind, NamedGroup, RootCertStore,
    ServerConfig, ServerConnection, version,
};

use super::{End, Failure, Pair, Peer};
use crate::case::{EARLY, Group, Sessions, Setup, Suite};
use crate::certificates::Identity;

/// rustls with this provider.
#[derive(Clone)]
pub struct Rustls {
    pub name: &'static str,
    pub provider: CryptoProvider,
    pub ticketer: fn() -> Result<Arc<dyn ProducesTickets>, Error>,
}

/// One for each provider.
pub fn providers() -> Vec<Rustls> {
    vec![
        Rustls {
            name: "rustls, aws-lc-rs",
            provider: aws_lc_rs::default_provider(),
            ticketer: aws_lc_rs::Ticketer::new,
        },
        #[cfg(feature = "rustls-graviola")]
        Rustls {
            name: "rustls, graviola",
            provider: rustls_graviola::default_provider(),
            ticketer: rustls_graviola::Ticketer::new,
        },
        #[cfg(feature = "ring")]
        Rustls {
            name: "rustls, ring",
            provider: rustls::crypto::ring::default_provider(),
            ticketer: rustls::crypto::ring::Ticketer::new,
        },
    ]
}

/// One for each provider.
pub fn peers() -> Vec<Box<dyn Peer>> {
    providers().into_iter().map(|peer| Box::new(peer) as Box<dyn Peer>).collect()
}

impl Peer for Rustls {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn settings(&self) -> String {
        "rustls 0.23, buffered, TLS 1.3 alone".to_owned()
    }

    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>> {
        let (client, server) = self.configurations(setup)?;
        let name = ServerName::try_from(setup.name).ok()?;
        Some(Box::new(Configured { client, server, name, early: setup.sessions == Sessions::EarlyData }))
    }
}

impl Rustls {
    /// Both ends' configurations.
    pub fn configurations(&self, setup: &Setup) -> Option<(Arc<ClientConfig>, Arc<ServerConfig>)> {
        if setup.sessions == Sessions::PskKe {
            return None;
        }
        let certificates = setup.certificates();
        let mut provider = self.provider.clone();
        let group = match setup.group {
            Group::X25519 => NamedGroup::X25519,
            Group::P256 => NamedGroup::secp256r1,
            Group::X25519MLKEM768 => NamedGroup::X25519MLKEM768,
        };
        provider.kx_groups.retain(|each| each.name() == group);
        if provider.kx_groups.is_empty() {
            return None;
        }
        let server_provider = Arc::new(provider.clone());
        provider.cipher_suites.retain(|each| each.suite() == suite(setup.suite));
        let builder = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&[&version::TLS13])
            .expect("versions")
            .with_root_certificates(roots(setup.root()));
        let mut client = if setup.mutual {
            let (chain, key) = credential(&certificates.client);
            builder.with_client_auth_cert(chain, key).expect("certificate")
        } else {
            builder.with_no_client_auth()
        };
        let builder = ServerConfig::builder_with_provider(server_provider.clone())
            .with_protocol_versions(&[&version::TLS13])
            .expect("versions");
        let builder = if setup.mutual {
            let roots = Arc::new(roots(&certificates.root));
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, server_provider).build();
            builder.with_client_cert_verifier(verifier.expect("verifier"))
        } else {
            builder.with_no_client_auth()
        };
        let (chain, key) = credential(&certificates.server);
        let mut server = builder.with_single_cert(chain, key).expect("certificate");
        self.sessions(setup.sessions, &mut client, &mut server);
        Some((Arc::new(client), Arc::new(server)))
    }

    fn sessions(&self, sessions: Sessions, client: &mut ClientConfig, server: &mut ServerConfig) {
        if sessions == Sessions::Off {
            client.resumption = Resumption::disabled();
            server.session_storage = Arc::new(NoServerSessionStorage {});
            server.send_tls13_tickets = 0;
            return;
        }
        client.resumption = Resumption::store(Arc::new(ClientSessionMemoryCache::new(32)));
        server.send_tls13_tickets = 1;
        if sessions == Sessions::EarlyData {
            // It takes early data with sessions that it keeps itself only.
            client.enable_early_data = true;
            server.max_early_data_size = EARLY as u32;
            server.session_storage = ServerSessionMemoryCache::new(1024);
        } else {
            server.ticketer = (self.ticketer)().expect("ticketer");
        }
    }
}

fn suite(suite: Suite) -> CipherSuite {
    match suite {
        Suite::Aes128Gcm => CipherSuite::TLS13_AES_128_GCM_SHA256,
        Suite::Aes256Gcm => CipherSuite::TLS13_AES_256_GCM_SHA384,
        Suite::ChaCha20Poly1305 => CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
    }
}

fn roots(der: &[u8]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(der)).expect("root");
    roots
}

fn credential(identity: &Identity) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let chain = identity.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    (chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.clone())))
}

struct Configured {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    name: ServerName<'static>,
    early: bool,
}

impl Pair for Configured {
    fn client(&self) -> Result<Box<dyn End>, Failure> {
        let mut client =
            ClientConnection::new(self.client.clone(), self.name.clone()).map_err(|error| error.to_string())?;
        if let Some(mut early) = client.early_data().filter(|_| self.early) {
            early.write_all(&[0x5a; EARLY]).map_err(|error| error.to_string())?;
        }
        Ok(Box::new(RustlsEnd { connection: client.into(), early: 0 }))
    }

    fn server(&self) -> Result<Box<dyn End>, Failure> {
        let server = ServerConnection::new(self.server.clone()).map_err(|error| error.to_string())?;
        Ok(Box::new(RustlsEnd { connection: server.into(), early: 0 }))
    }
}

struct RustlsEnd {
    connection: Connection,
    early: usize,
}

impl RustlsEnd {
    fn read_early(&mut self) {
        let Connection::Server(server) = &mut self.connection else { return };
        if let Some(mut early) = server.early_data() {
            let mut buffer = [0; EARLY];
            while let Ok(read @ 1..) = early.read(&mut buffer) {
                self.early += read;
            }
        }
    }
}

impl End for RustlsEnd {
    fn step(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), Failure> {
        let mut unread = input.as_slice();
        while !unread.is_empty() {
            self.connection.read_tls(&mut unread).map_err(|error| error.to_string())?;
            self.connection.process_new_packets().map_err(|error| error.to_string())?;
            self.read_early();
        }
        input.clear();
        while self.connection.wants_write() {
            self.connection.write_tls(output).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    fn send(&mut self, data: &[u8], output: &mut Vec<u8>) {
        let mut unsent = data;
        // What it buffers is bounded, so that a long write takes several turns.
        while !unsent.is_empty() {
            let written = self.connection.writer().write(unsent).expect("write");
            unsent = &unsent[written..];
            while self.connection.wants_write() {
                self.connection.write_tls(output).expect("write");
            }
        }
    }

    fn receive(&mut self, input: &mut Vec<u8>, plain: &mut [u8]) -> usize {
        let mut unread = input.as_slice();
        let mut total = 0;
        while !unread.is_empty() {
            self.connection.read_tls(&mut unread).expect("read");
            self.connection.process_new_packets().expect("process");
            loop {
                match self.connection.reader().read(plain) {
                    Ok(0) => break,
                    Ok(read) => total += read,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
        input.clear();
        total
    }

    fn is_resumed(&self) -> bool {
        self.connection.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    fn early(&self) -> usize {
        self.early
    }
}
