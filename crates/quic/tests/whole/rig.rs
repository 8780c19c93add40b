//! Certificates made on the spot, both libraries' configurations, and endpoints on loopback.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use quinn::{Connection, Endpoint};
use surehand::pki_types::{CertificateDer, PrivateKeyDer};
use surehand::session::{ClientHelloRecording, Timestamp};
use surehand::{ClientConfig, ClientConfigBuilder, Credential, Pin, ServerConfig, ServerConfigBuilder};

pub const PROTOCOL: &str = "echo";

/// Whose TLS an end has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tls {
    Surehand,
    Rustls,
}

/// Client and server: this crate at one end at least.
pub const PAIRS: [(Tls, Tls); 3] =
    [(Tls::Surehand, Tls::Surehand), (Tls::Surehand, Tls::Rustls), (Tls::Rustls, Tls::Surehand)];

/// A self-signed certificate for localhost, and its key.
pub struct Made {
    pub certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

pub fn made() -> Made {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    Made { certificate: made.cert.der().clone(), key }
}

impl Made {
    pub fn credential(&self) -> Credential {
        Credential::from_der(vec![self.certificate.clone()], self.key.clone_key())
    }

    pub fn pin(&self) -> Pin {
        Pin::of_certificate(&self.certificate).unwrap()
    }

    /// A client that offers early data where it can.
    pub fn trusting(&self) -> ClientConfigBuilder {
        ClientConfig::builder().pins([self.pin()]).application_protocols([PROTOCOL]).early_data(true)
    }

    /// A server that takes early data.
    pub fn serving(&self) -> ServerConfigBuilder {
        let minute = Timestamp::from_millis(Timestamp::now().as_millis() - 60_000);
        self.serving_without_early_data().early_data(1000, Arc::new(ClientHelloRecording::new(minute)))
    }

    pub fn serving_without_early_data(&self) -> ServerConfigBuilder {
        ServerConfig::builder().credential(self.credential()).application_protocols([PROTOCOL])
    }

    pub fn rustls_client(&self) -> rustls::ClientConfig {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let builder = rustls::ClientConfig::builder_with_provider(provider());
        let builder = builder.with_protocol_versions(&[&rustls::version::TLS13]).unwrap();
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![PROTOCOL.into()];
        config.enable_early_data = true;
        config
    }

    pub fn rustls_server(&self) -> rustls::ServerConfig {
        let builder = rustls::ServerConfig::builder_with_provider(provider());
        let builder = builder.with_protocol_versions(&[&rustls::version::TLS13]).unwrap().with_no_client_auth();
        let mut config = builder.with_single_cert(vec![self.certificate.clone()], self.key.clone_key()).unwrap();
        config.alpn_protocols = vec![PROTOCOL.into()];
        config.max_early_data_size = u32::MAX;
        config
    }

    pub fn client(&self, tls: Tls) -> quinn::ClientConfig {
        match tls {
            Tls::Surehand => surehand_client(self.trusting()),
            Tls::Rustls => rustls_client(self.rustls_client()),
        }
    }

    pub fn server(&self, tls: Tls) -> quinn::ServerConfig {
        match tls {
            Tls::Surehand => surehand_server(self.serving()),
            Tls::Rustls => rustls_server(self.rustls_server()),
        }
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

pub fn surehand_client(builder: ClientConfigBuilder) -> quinn::ClientConfig {
    quinn::ClientConfig::new(surehand_quic::client(builder.build().unwrap()))
}

pub fn surehand_server(builder: ServerConfigBuilder) -> quinn::ServerConfig {
    quinn::ServerConfig::with_crypto(surehand_quic::server(builder.build().unwrap()))
}

pub fn rustls_client(config: rustls::ClientConfig) -> quinn::ClientConfig {
    quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(config).unwrap()))
}

pub fn rustls_server(config: rustls::ServerConfig) -> quinn::ServerConfig {
    quinn::ServerConfig::with_crypto(Arc::new(QuicServerConfig::try_from(config).unwrap()))
}

pub fn loopback() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

pub fn client(config: quinn::ClientConfig) -> Endpoint {
    let mut endpoint = Endpoint::client(loopback()).unwrap();
    endpoint.set_default_client_config(config);
    endpoint
}

/// A server that sends back what comes, with a key update before each answer.
pub fn echo(config: quinn::ServerConfig) -> Endpoint {
    let endpoint = Endpoint::server(config, loopback()).unwrap();
    let server = endpoint.clone();
    tokio::spawn(async move {
        while let Some(incoming) = server.accept().await {
            tokio::spawn(async move {
                let connection = incoming.await?;
                loop {
                    let (mut send, mut receive) = connection.accept_bi().await?;
                    let request = receive.read_to_end(1 << 20).await.unwrap();
                    connection.force_key_update();
                    send.write_all(&request).await.unwrap();
                    send.finish().unwrap();
                }
                #[expect(unreachable_code, reason = "the type of the task's result")]
                Ok::<(), quinn::ConnectionError>(())
            });
        }
    });
    endpoint
}

/// Both ends of a connection.
pub async fn pair(client_config: quinn::ClientConfig, server_config: quinn::ServerConfig) -> (Connection, Connection) {
    let server = Endpoint::server(server_config, loopback()).unwrap();
    let connecting = client(client_config).connect(server.local_addr().unwrap(), "localhost").unwrap();
    let (ours, theirs) = soon(async { tokio::join!(connecting, async { server.accept().await.unwrap().await }) }).await;
    (ours.unwrap(), theirs.unwrap())
}

pub async fn connect(client: &Endpoint, server: &Endpoint) -> Connection {
    soon(client.connect(server.local_addr().unwrap(), "localhost").unwrap()).await.unwrap()
}

/// Sends `request` on a stream, and checks that it comes back.
pub async fn exchange(connection: &Connection, request: &[u8]) {
    let answer = soon(async {
        let (mut send, mut receive) = connection.open_bi().await.unwrap();
        send.write_all(request).await.unwrap();
        send.finish().unwrap();
        receive.read_to_end(1 << 20).await.unwrap()
    });
    assert_eq!(answer.await, request);
}

pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it hangs")
}
