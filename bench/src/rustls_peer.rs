//! rustls with aws-lc-rs, its buffered API, no tickets.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs::{self, cipher_suite, kx_group};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, version};

use crate::certificates::Certificates;
use crate::{BULK, Peer, Suite, WRITE, timed};

/// rustls's two ends.
pub struct Rustls {
    client: [Arc<ClientConfig>; 3],
    server: Arc<ServerConfig>,
}

impl Rustls {
    /// With the given certificates and the hybrid or the classical group.
    pub fn new(certificates: &Certificates, hybrid: bool) -> Self {
        let group = if hybrid { kx_group::X25519MLKEM768 } else { kx_group::X25519 };
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(certificates.root.as_slice())).expect("root");
        let client = |suite| {
            let mut provider = aws_lc_rs::default_provider();
            provider.kx_groups = vec![group];
            provider.cipher_suites = vec![suite];
            let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
                .with_protocol_versions(&[&version::TLS13])
                .expect("versions")
                .with_root_certificates(roots.clone())
                .with_no_client_auth();
            config.resumption = rustls::client::Resumption::disabled();
            Arc::new(config)
        };
        let chain = certificates.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certificates.key.clone()));
        let mut server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&version::TLS13])
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("certificate");
        server.send_tls13_tickets = 0;
        Self {
            client: [
                client(cipher_suite::TLS13_AES_128_GCM_SHA256),
                client(cipher_suite::TLS13_AES_256_GCM_SHA384),
                client(cipher_suite::TLS13_CHACHA20_POLY1305_SHA256),
            ],
            server: Arc::new(server),
        }
    }

    fn connect(&self, suite: Suite) -> (ClientConnection, ServerConnection, Duration, Duration) {
        let (mut in_client, mut in_server) = (Duration::ZERO, Duration::ZERO);
        let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
        let config = self.client[suite as usize].clone();
        let mut client = timed(&mut in_client, || {
            ClientConnection::new(config, "localhost".try_into().expect("name")).expect("client")
        });
        let mut server =
            timed(&mut in_server, || ServerConnection::new(self.server.clone()).expect("server"));
        while client.is_handshaking() || server.is_handshaking() {
            timed(&mut in_client, || {
                let mut unread = to_client.as_slice();
                while !unread.is_empty() {
                    client.read_tls(&mut unread).expect("read");
                    client.process_new_packets().expect("process");
                }
                to_client.clear();
                while client.wants_write() {
                    client.write_tls(&mut to_server).expect("write");
                }
            });
            timed(&mut in_server, || {
                let mut unread = to_server.as_slice();
                while !unread.is_empty() {
                    server.read_tls(&mut unread).expect("read");
                    server.process_new_packets().expect("process");
                }
                to_server.clear();
                while server.wants_write() {
                    server.write_tls(&mut to_client).expect("write");
                }
            });
        }
        (client, server, in_client, in_server)
    }
}

impl Peer for Rustls {
    fn name(&self) -> &'static str {
        "rustls (aws-lc-rs)"
    }

    fn handshake(&self) -> (Duration, Duration) {
        let (_, _, client, server) = self.connect(Suite::Aes128Gcm);
        (client, server)
    }

    fn bulk(&self, suite: Suite) -> (Duration, Duration) {
        let (mut client, mut server, ..) = self.connect(suite);
        let data = vec![0x5a; WRITE];
        let mut wire = Vec::with_capacity(2 * WRITE);
        let mut plain = vec![0; WRITE];
        let (mut sending, mut receiving, mut total) = (Duration::ZERO, Duration::ZERO, 0);
        for _ in 0..BULK / WRITE {
            wire.clear();
            timed(&mut sending, || {
                server.writer().write_all(&data).expect("write");
                while server.wants_write() {
                    server.write_tls(&mut wire).expect("write");
                }
            });
            timed(&mut receiving, || {
                let mut unread = wire.as_slice();
                while !unread.is_empty() {
                    client.read_tls(&mut unread).expect("read");
                    client.process_new_packets().expect("process");
                    while let Ok(read) = client.reader().read(&mut plain) {
                        if read == 0 {
                            break;
                        }
                        total += read;
                    }
                }
            });
        }
        assert_eq!(total, BULK);
        (sending, receiving)
    }
}
