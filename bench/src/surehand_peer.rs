//! Surehand, default build, sans-IO.

use std::time::Duration;

use surehand::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use surehand::{CipherSuite, ClientConfig, Connection, Credential, Event, NamedGroup, Roots, ServerConfig};

use crate::certificates::Certificates;
use crate::{BULK, Peer, Suite, WRITE, timed};

/// Surehand's two ends.
pub struct Surehand {
    client: [ClientConfig; 3],
    server: ServerConfig,
}

impl Surehand {
    /// With the given certificates and the hybrid or the classical group.
    pub fn new(certificates: &Certificates, hybrid: bool) -> Self {
        let group = if hybrid { NamedGroup::X25519MLKEM768 } else { NamedGroup::X25519 };
        let mut roots = Roots::new();
        roots.add(&CertificateDer::from(certificates.root.as_slice())).expect("root");
        let client = |suite| {
            let builder = ClientConfig::builder().roots(roots.clone()).groups([group]).cipher_suites([suite]);
            builder.build().expect("client")
        };
        let chain = certificates.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certificates.key.clone()));
        let server = ServerConfig::builder().credential(Credential::from_der(chain, key));
        Self {
            client: [
                client(CipherSuite::TLS_AES_128_GCM_SHA256),
                client(CipherSuite::TLS_AES_256_GCM_SHA384),
                client(CipherSuite::TLS_CHACHA20_POLY1305_SHA256),
            ],
            server: server.build().expect("server"),
        }
    }

    fn connect(&self, suite: Suite) -> (Connection, Connection, Duration, Duration) {
        let (mut in_client, mut in_server) = (Duration::ZERO, Duration::ZERO);
        let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
        let config = &self.client[suite as usize];
        let mut client = timed(&mut in_client, || {
            Connection::client(config, "localhost".try_into().expect("name")).expect("client")
        });
        let mut server = timed(&mut in_server, || Connection::server(&self.server));
        while client.is_handshaking() || server.is_handshaking() {
            timed(&mut in_client, || {
                drive(&mut client, &mut to_client);
                client.output(&mut to_server).expect("client output");
            });
            timed(&mut in_server, || {
                drive(&mut server, &mut to_server);
                server.output(&mut to_client).expect("server output");
            });
        }
        (client, server, in_client, in_server)
    }
}

/// Feeds everything in `input` to `connection`.
fn drive(connection: &mut Connection, input: &mut Vec<u8>) {
    let mut unread = input.as_mut_slice();
    while !unread.is_empty() {
        let received = connection.receive(unread).expect("receive");
        assert!(received.event != Event::WantInput, "a record is cut short");
        unread = &mut std::mem::take(&mut unread)[received.consumed..];
    }
    input.clear();
}

impl Peer for Surehand {
    fn name(&self) -> &'static str {
        "surehand"
    }

    fn handshake(&self) -> (Duration, Duration) {
        let (_, _, client, server) = self.connect(Suite::Aes128Gcm);
        (client, server)
    }

    fn bulk(&self, suite: Suite) -> (Duration, Duration) {
        let (mut client, mut server, ..) = self.connect(suite);
        let data = vec![0x5a; WRITE];
        let mut wire = Vec::with_capacity(2 * WRITE);
        let (mut sending, mut receiving, mut total) = (Duration::ZERO, Duration::ZERO, 0);
        for _ in 0..BULK / WRITE {
            wire.clear();
            timed(&mut sending, || server.send(&data, &mut wire).expect("send"));
            timed(&mut receiving, || {
                let mut unread = wire.as_mut_slice();
                while !unread.is_empty() {
                    let received = client.receive(unread).expect("receive");
                    if let Event::ApplicationData(range) = received.event {
                        total += range.len();
                    }
                    unread = &mut std::mem::take(&mut unread)[received.consumed..];
                }
            });
        }
        assert_eq!(total, BULK);
        (sending, receiving)
    }
}
