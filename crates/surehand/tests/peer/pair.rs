//! The end under test and the hand-built peer, brought to any state, and the check that a refusal is whole.

use std::sync::Arc;

use surehand_codec::code_point::{AlertDescription, ExtensionType, NamedGroup};
use surehand_codec::extension::PskKeyExchangeMode;
use surehand_core::config::{ClientAuthentication, ClientConfig, Retry, ServerConfig};
use surehand_core::connection::{Connection, Error};
use surehand_core::handshake::client::Intent;

use super::bytes::message;
use super::late::context;
use super::{HandBuilt, Hello, Known, Local, Rigged, Role, key};

/// The group of first shares, and the one that a HelloRetryRequest asks for.
pub const GROUP: NamedGroup = NamedGroup::X25519;
pub const OTHER_GROUP: NamedGroup = NamedGroup::SECP256R1;

pub const CLIENT_STATES: [&str; 13] = [
    "WaitServerHello",
    "WaitSecondServerHello",
    "WaitEncryptedExtensions",
    "WaitCertificateOrRequest",
    "WaitCertificate",
    "AskVerifyPeer",
    "WaitCertificateVerify",
    "WaitFinished",
    "AskCredential",
    "AskSign",
    "Connected",
    "AskPostHandshakeCredential",
    "AskPostHandshakeSign",
];

pub const SERVER_STATES: [&str; 18] = [
    "WaitClientHello",
    "AskSealCookie",
    "WaitCookie",
    "AskOpenCookie",
    "WaitSecondClientHello",
    "AskPsks",
    "AskEarlyData",
    "AskCredential",
    "AskSign",
    "WaitEndOfEarlyData",
    "WaitCertificate",
    "AskVerifyPeer",
    "WaitCertificateVerify",
    "WaitFinished",
    "Connected",
    "AskPostHandshakeVerifyPeer",
    "WaitPostHandshakeCertificateVerify",
    "WaitPostHandshakeFinished",
];

pub struct Pair {
    pub local: Local,
    pub peer: HandBuilt,
    /// Whether there is a HelloRetryRequest.
    pub retry: bool,
    /// Whether the peer, a server, asks for a certificate.
    pub request: bool,
    /// Whether the peer, a client, offers early data under its first PSK, or, a server, takes it.
    pub early: bool,
    /// Whether the peer, a client, may be asked for a certificate after the handshake.
    pub post: bool,
    /// Whether the peer, a client, shows a certificate when it is asked.
    pub shows: bool,
}

pub fn client_config(provider: &Rigged) -> ClientConfig {
    let mut config = ClientConfig::new(provider);
    config.groups = vec![GROUP, OTHER_GROUP];
    config.key_share_groups = vec![GROUP];
    config
}

pub fn server_config(provider: &Rigged) -> ServerConfig {
    let mut config = ServerConfig::new(provider);
    config.groups = vec![GROUP, OTHER_GROUP];
    config
}

/// A request in the handshake whose answer may not be empty.
pub fn client_authentication() -> ClientAuthentication {
    ClientAuthentication {
        in_handshake: true,
        required: true,
        signature_algorithms: vec![key::SCHEME],
        signature_algorithms_cert: Vec::new(),
        certificate_authorities: Vec::new(),
        oid_filters: Vec::new(),
        status_request: false,
        signed_certificate_timestamp: false,
    }
}

impl Pair {
    /// A client under test, whose ClientHello the peer has heard.
    pub fn client() -> Self {
        Self::client_with(Rigged::new(), |_| {})
    }

    pub fn client_with(provider: Rigged, change: impl FnOnce(&mut ClientConfig)) -> Self {
        Self::client_for(provider, &[], false, change)
    }

    /// A client under test that offers these PSKs, and early data if it may.
    pub fn client_offering(psks: &[Known], early: bool, change: impl FnOnce(&mut ClientConfig)) -> Self {
        let with_mode = |config: &mut ClientConfig| {
            config.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE];
            change(config);
        };
        Self::client_for(Rigged::new(), psks, early, with_mode)
    }

    pub fn client_for(
        provider: Rigged,
        psks: &[Known],
        early_data: bool,
        change: impl FnOnce(&mut ClientConfig),
    ) -> Self {
        let mut config = client_config(&provider);
        change(&mut config);
        let provider = Arc::new(provider);
        let intent = Intent { psks: psks.iter().map(Known::offered).collect(), early_data, ..Intent::default() };
        let connection = Connection::client(provider.clone(), (), Arc::new(config), intent);
        let mut local = Local::new(provider, connection.map_err(|error| panic!("{error}")).unwrap());
        let mut peer = HandBuilt::new(Arc::new(Rigged::new()), Role::Server);
        peer.psks = psks.to_vec();
        peer.select = (!psks.is_empty()).then_some(0);
        peer.hear(&local.output());
        let early = peer.early;
        Self { local, peer, retry: false, request: false, early, post: false, shows: true }
    }

    /// A server under test.
    pub fn server() -> Self {
        Self::server_with(Rigged::new(), |_| {})
    }

    pub fn server_with(provider: Rigged, change: impl FnOnce(&mut ServerConfig)) -> Self {
        let mut config = server_config(&provider);
        change(&mut config);
        let provider = Arc::new(provider);
        let connection = Connection::server(provider.clone(), (), Arc::new(config));
        let local = Local::new(provider, connection);
        let peer = HandBuilt::new(Arc::new(Rigged::new()), Role::Client);
        Self { local, peer, retry: false, request: false, early: false, post: false, shows: true }
    }

    /// A server under test that knows the PSKs that the peer offers, with early data if that is said.
    pub fn server_knowing(psks: &[Known], early: bool, change: impl FnOnce(&mut ServerConfig)) -> Self {
        let mut pair = Self::server_with(Rigged::new(), |config| {
            config.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE];
            config.max_early_data_size = 1000;
            change(config);
        });
        pair.local.known = psks.to_vec();
        pair.peer.psks = psks.to_vec();
        pair.early = early;
        pair
    }

    /// A client under test in the state of this name.
    pub fn client_at(state: &str) -> Self {
        match state {
            "AskPostHandshakeCredential" | "AskPostHandshakeSign" => {
                Self::client_with(Rigged::new(), |config| config.post_handshake_auth = true).to(state)
            }
            _ => Self::client().to(state),
        }
    }

    /// A server under test in the state of this name.
    pub fn server_at(state: &str) -> Self {
        let asking = |in_handshake| {
            let policy = ClientAuthentication { in_handshake, ..client_authentication() };
            Self::server_with(Rigged::new(), |config| config.client_authentication = Some(policy))
        };
        let mut pair = match state {
            "AskSealCookie" | "WaitCookie" | "AskOpenCookie" => {
                Self::server_with(Rigged::new(), |config| config.retry = Retry::Stateless)
            }
            "AskPsks" | "AskEarlyData" | "WaitEndOfEarlyData" => {
                Self::server_knowing(&[Known::ticket(b"ticket").early(1000)], true, |_| {})
            }
            "WaitCertificate" | "AskVerifyPeer" | "WaitCertificateVerify" => asking(true),
            _ if state.contains("PostHandshake") => asking(false),
            _ => Self::server(),
        };
        pair.post = state.contains("PostHandshake");
        pair.to(state)
    }

    /// Goes on until the end under test is in the state of this name.
    pub fn to(mut self, state: &str) -> Self {
        let retried =
            ["WaitSecondServerHello", "WaitSecondClientHello", "AskSealCookie", "WaitCookie", "AskOpenCookie"];
        self.retry |= retried.contains(&state);
        self.request |= matches!(state, "WaitCertificate" | "AskCredential" | "AskSign");
        self.local.shows |= matches!(state, "AskSign" | "AskPostHandshakeSign");
        for _ in 0..20 {
            self.settle();
            if self.local.state() == state {
                return self;
            }
            if self.local.state() == "Connected" && state.contains("PostHandshake") {
                self.ask_late();
                continue;
            }
            self.step().unwrap_or_else(|error| panic!("on the way to {state}: {error}"));
        }
        panic!("no way to {state}");
    }

    /// The peer asks for a certificate after the handshake, or is asked and begins its answer.
    fn ask_late(&mut self) {
        self.local.answers = false;
        let message = match self.peer.role {
            Role::Server => self.peer.request_for(b"context"),
            Role::Client => {
                self.local.connection.request_certificate().expect("a client that may be asked");
                self.settle();
                let request = self.peer.late.last().expect("a request").0.clone();
                self.peer.exchange = vec![request.clone()];
                self.peer.certificate_for(context(&request))
            }
        };
        self.tell(message).expect("a message after the handshake");
        self.local.answers = true;
    }

    /// What is to come next from the peer, in the state of the end under test; `None` for an answer.
    pub fn next_message(&mut self) -> Option<Vec<u8>> {
        let peer = &mut self.peer;
        Some(match self.local.state() {
            "WaitServerHello" if self.retry => peer.hello_retry_request(OTHER_GROUP).bytes(),
            "WaitServerHello" | "WaitSecondServerHello" => peer.server_hello().bytes(),
            "WaitEncryptedExtensions" if self.early && peer.early => peer.early_data_accepted(),
            "WaitEncryptedExtensions" => peer.encrypted_extensions(),
            "WaitCertificateOrRequest" if self.request => peer.certificate_request(),
            "WaitCertificate" if !self.shows => message(11, &[0; 4]),
            "WaitCertificateOrRequest" | "WaitCertificate" => peer.certificate(),
            "WaitEndOfEarlyData" => message(5, &[]),
            "WaitPostHandshakeCertificateVerify" => peer.certificate_verify_of(&peer.hash_with(&peer.exchange)),
            "WaitPostHandshakeFinished" => peer.late_finished(&peer.exchange),
            "WaitCertificateVerify" => peer.certificate_verify(),
            "WaitFinished" => peer.finished(),
            "WaitCookie" => {
                let first = peer.hello.clone().expect("the first ClientHello").without(ExtensionType::EARLY_DATA);
                peer.second_client_hello(&first).bytes()
            }
            "WaitClientHello" => self.client_hello().bytes(),
            "WaitSecondClientHello" => {
                let first = peer.hello.clone().expect("the first ClientHello").without(ExtensionType::EARLY_DATA);
                peer.second_client_hello(&first).bytes()
            }
            _ => return None,
        })
    }

    /// The peer's first ClientHello.
    pub fn client_hello(&mut self) -> Hello {
        let share: &[_] = if self.retry { &[] } else { &[GROUP] };
        let groups: &[_] = if self.retry { &[OTHER_GROUP, GROUP] } else { &[GROUP, OTHER_GROUP] };
        let mut hello = self.peer.client_hello(groups, share);
        if self.post {
            hello = hello.set(ExtensionType::POST_HANDSHAKE_AUTH, vec![]);
        }
        if self.early {
            hello = hello.set(ExtensionType::EARLY_DATA, vec![]);
        }
        if self.peer.psks.is_empty() { hello } else { self.peer.bound(hello) }
    }

    /// One message of the peer, or one answer.
    pub fn step(&mut self) -> Result<(), Error> {
        self.local.answers = false;
        let result = match self.next_message() {
            Some(message) => self.tell(message),
            None => self.local.answer().map(|()| self.settle()),
        };
        self.local.answers = true;
        result
    }

    /// The peer says a message as it should.
    pub fn tell(&mut self, message: Vec<u8>) -> Result<(), Error> {
        let record = self.peer.tell(message);
        self.give(&record)
    }

    /// Bytes arrive, and the peer hears what is said to them.
    pub fn give(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let result = self.local.feed(bytes);
        self.settle();
        result
    }

    /// The peer hears what is waiting.
    pub fn settle(&mut self) {
        let output = self.local.output();
        self.peer.hear(&output);
    }

    /// A record under the peer's present keys arrives.
    pub fn give_record(&mut self, content_type: u8, content: &[u8]) -> Result<(), Error> {
        let record = self.peer.record(content_type, content);
        self.give(&record)
    }

    /// Bytes arrive and are refused: with this alert and rule here, with the same alert there, and then all is over.
    pub fn refuses(mut self, bytes: &[u8], alert: AlertDescription, rule: &str) {
        let result = self.local.feed(bytes);
        self.refused(result, alert, rule);
    }

    /// A record under the peer's present keys is refused.
    pub fn refuses_record(mut self, content_type: u8, content: &[u8], alert: AlertDescription, rule: &str) {
        let record = self.peer.record(content_type, content);
        self.refuses(&record, alert, rule);
    }

    /// A handshake message is refused.
    pub fn refuses_message(self, message: &[u8], alert: AlertDescription, rule: &str) {
        self.refuses_record(22, message, alert, rule);
    }

    /// Checks a refusal from all sides.
    pub fn refused(mut self, result: Result<(), Error>, alert: AlertDescription, rule: &str) {
        match result {
            Err(Error::Rejected(reject)) => assert_eq!((reject.alert, reject.rule.0), (alert, rule)),
            other => panic!("{rule}: {other:?} instead of {alert}"),
        }
        self.told(alert, rule);
        self.dead();
        surehand_evidence::saw(rule, &alert.to_string());
    }

    /// The peer hears the alert, last of all and under the keys that it expects.
    fn told(&mut self, alert: AlertDescription, rule: &str) {
        let output = self.local.output();
        self.peer.hear(&output);
        assert_eq!(self.peer.unopened, 0, "{rule}: records that the peer cannot open");
        let (level, description, epoch) = self.peer.alert().unwrap_or_else(|| panic!("{rule}: no alert was heard"));
        assert_eq!((level, description), (2, alert.0), "{rule}: the alert that was heard");
        assert_eq!(epoch, self.peer.epoch(), "{rule}: the epoch of the alert");
        surehand_evidence::property("6-i1", "every alert is heard under the keys that its receiver expects");
    }

    /// A failed connection neither reads nor writes any more.
    pub fn dead(&mut self) {
        let data = self.local.data.len();
        let record = self.peer.record(23, b"too late");
        for bytes in [&record[..], b"", &[21, 3, 3, 0, 2, 1, 0]] {
            assert!(matches!(self.local.feed(bytes), Err(Error::Failed)));
        }
        assert_eq!(self.local.data.len(), data);
        assert_eq!(self.local.state(), "Failed");
        assert!(self.local.connection.question().is_none());
        assert!(self.local.connection.connected().is_none());
        assert!(self.local.send(b"too late").is_err());
        assert!(self.local.connection.update_keys(false).is_err());
        self.local.connection.close();
        assert_eq!(self.local.output(), b"");
    }

    /// Both ends are connected and data flows both ways.
    pub fn agree(&mut self) {
        assert_eq!(self.local.state(), "Connected");
        self.settle();
        let before = self.local.data.len();
        let record = self.peer.record(23, b"from the peer");
        self.give(&record).expect("the peer's data");
        assert_eq!(&self.local.data[before..], b"from the peer");
        let before = self.peer.data.len();
        let sent = self.local.send(b"to the peer").expect("our data");
        self.peer.hear(&sent);
        assert_eq!(self.peer.unopened, 0);
        assert_eq!(&self.peer.data[before..], b"to the peer");
        assert_eq!(self.peer.wrong, [""; 0]);
    }
}
