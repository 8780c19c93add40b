//! Surehand, sans-IO: the default mix of providers, and each provider alone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use surehand::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use surehand::provider::Mixed;
use surehand::session::{ClientHelloRecording, Freshness, ServerSessions, TicketKeys, Tickets, Timestamp};
use surehand::{
    CipherSuite, ClientAuthentication, ClientConfig, ClientConfigBuilder, Connection, Credential, EarlyData, Event,
    NamedGroup, Roots, ServerConfig, ServerConfigBuilder,
};

use super::{End, Failure, Pair, Peer};
use crate::case::{EARLY, Group, Sessions, Setup, Suite};
use crate::certificates::Identity;

/// Surehand with this provider.
struct Surehand {
    name: &'static str,
    provider: Arc<Mixed>,
    /// Whether the client remembers good signatures on certificates; its caches are cold otherwise.
    remembers: bool,
}

/// The default mix first.
pub fn peers() -> Vec<Box<dyn Peer>> {
    let providers = [
        ("surehand", Mixed::new(), false),
        ("surehand, signatures remembered", Mixed::new(), true),
        ("surehand, aws-lc alone", Mixed::aws_lc(), false),
        ("surehand, graviola alone", Mixed::graviola(), false),
    ];
    let peer = |(name, provider, remembers): (_, Result<Mixed, _>, _)| {
        Some(Box::new(Surehand { name, provider: Arc::new(provider.ok()?), remembers }) as Box<dyn Peer>)
    };
    providers.into_iter().filter_map(peer).collect()
}

impl Peer for Surehand {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn settings(&self) -> String {
        format!("this checkout, sans-IO, rows: {:?}", self.provider.rows())
    }

    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>> {
        let certificates = setup.certificates();
        let groups = [match setup.group {
            Group::X25519 => NamedGroup::X25519,
            Group::P256 => NamedGroup::SECP256R1,
            Group::X25519MLKEM768 => NamedGroup::X25519MLKEM768,
        }];
        let suite = match setup.suite {
            Suite::Aes128Gcm => CipherSuite::TLS_AES_128_GCM_SHA256,
            Suite::Aes256Gcm => CipherSuite::TLS_AES_256_GCM_SHA384,
            Suite::ChaCha20Poly1305 => CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        };
        let mut client = ClientConfig::builder()
            .provider(self.provider.clone())
            .roots(roots(setup.root()))
            .groups(groups)
            .cipher_suites([suite])
            .remember_signatures(self.remembers)
            // No other peer asks for a stapled response.
            .ocsp(false);
        let mut server = ServerConfig::builder()
            .provider(self.provider.clone())
            .credential(credential(&certificates.server))
            .groups(groups);
        if setup.mutual {
            client = client.credential(credential(&certificates.client));
            server = server.client_authentication(ClientAuthentication::roots(roots(&certificates.root)));
        }
        match setup.sessions {
            Sessions::Off => (client, server) = (client.no_resumption(), server.tickets(0)),
            Sessions::PskDheKe => server = server.tickets(1),
            Sessions::PskKe => return self.psk_ke(setup, client, server),
            Sessions::EarlyData => {
                client = client.early_data(true);
                server = server.tickets(1).early_data(EARLY as u32, recording());
            }
        }
        Some(Box::new(Configured::new(client.build().ok()?, server.build().ok()?, setup.name)))
    }
}

impl Surehand {
    /// psk_ke is for ends that have no group in common: the first server gives the ticket, the second, with another group and
    /// the same ticket keys, takes it.
    fn psk_ke(&self, setup: &Setup, client: ClientConfigBuilder, server: ServerConfigBuilder) -> Option<Box<dyn Pair>> {
        let tickets: Arc<dyn Tickets> = Arc::new(TicketKeys::new());
        let with = |builder: ServerConfigBuilder| {
            let sessions = ServerSessions { tickets: Some(tickets.clone()), ..ServerSessions::default() };
            builder.psk_ke(true).tickets(1).sessions(sessions).build().ok()
        };
        let second = ServerConfig::builder()
            .provider(self.provider.clone())
            .credential(credential(&setup.certificates().server))
            .groups([NamedGroup::SECP256R1]);
        let mut pair = Configured::new(client.psk_ke(true).build().ok()?, with(second)?, setup.name);
        pair.first = Mutex::new(Some(with(server)?));
        Some(Box::new(pair))
    }
}

fn roots(der: &[u8]) -> Roots {
    let mut roots = Roots::new();
    roots.add(&CertificateDer::from(der)).expect("root");
    roots
}

fn credential(identity: &Identity) -> Credential {
    let chain = identity.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    Credential::from_der(chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.clone())))
}

/// A recording that has been running for a minute, with room for the whole run.
fn recording() -> Arc<ClientHelloRecording> {
    let minute = Duration::from_secs(60).as_millis() as u64;
    let start = Timestamp::from_millis(Timestamp::now().as_millis() - minute);
    Arc::new(ClientHelloRecording::with(start, Freshness::DEFAULT, 10_000_000))
}

struct Configured {
    client: ClientConfig,
    server: ServerConfig,
    /// What the first connection goes to instead.
    first: Mutex<Option<ServerConfig>>,
    name: &'static str,
}

impl Configured {
    fn new(client: ClientConfig, server: ServerConfig, name: &'static str) -> Self {
        Self { client, server, first: Mutex::new(None), name }
    }
}

impl Pair for Configured {
    fn client(&self) -> Result<Box<dyn End>, Failure> {
        let name = self.name.try_into().map_err(|_| "name")?;
        let connection = Connection::client(&self.client, name).map_err(|error| error.to_string())?;
        let offers = connection.early_data() == EarlyData::Offered;
        Ok(Box::new(SurehandEnd { connection, offers, early: 0 }))
    }

    fn server(&self) -> Result<Box<dyn End>, Failure> {
        let first = match self.first.lock() {
            Ok(mut first) if first.is_some() => first.take(),
            _ => None,
        };
        let connection = Connection::server(first.as_ref().unwrap_or(&self.server));
        Ok(Box::new(SurehandEnd { connection, offers: false, early: 0 }))
    }
}

struct SurehandEnd {
    connection: Connection,
    /// Whether early data is still to be sent.
    offers: bool,
    early: usize,
}

impl End for SurehandEnd {
    fn step(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), Failure> {
        let mut unread = input.as_mut_slice();
        while !unread.is_empty() {
            let received = self.connection.receive(unread).map_err(|error| error.to_string())?;
            match received.event {
                Event::WantInput => return Err("a record is cut short".to_owned()),
                Event::EarlyData(range) => self.early += range.len(),
                _ => {}
            }
            unread = &mut unread[received.consumed..];
        }
        input.clear();
        if std::mem::take(&mut self.offers) {
            self.connection.send_early(&[0x5a; EARLY], output).map_err(|error| error.to_string())?;
        }
        self.connection.output(output).map_err(|error| error.to_string())
    }

    fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    fn send(&mut self, data: &[u8], output: &mut Vec<u8>) {
        self.connection.send(data, output).expect("send");
    }

    fn send_into(&mut self, data: &[u8], room: &mut [u8]) -> Option<usize> {
        let sent = self.connection.send_into(data, room).expect("send_into");
        assert_eq!(sent.taken, data.len());
        Some(sent.written)
    }

    fn receive(&mut self, input: &mut Vec<u8>, _: &mut [u8]) -> usize {
        let mut total = 0;
        let mut unread = input.as_mut_slice();
        while !unread.is_empty() {
            let received = self.connection.receive(unread).expect("receive");
            match received.event {
                Event::ApplicationData(range) => total += range.len(),
                other => panic!("{other:?}"),
            }
            unread = &mut unread[received.consumed..];
        }
        input.clear();
        total
    }

    fn is_resumed(&self) -> bool {
        self.connection.session().is_some_and(|session| session.resumed)
    }

    fn early(&self) -> usize {
        self.early
    }
}
