//! RFC 8446 §4.1: ClientHello, ServerHello and HelloRetryRequest of the attacker.

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, NamedGroup, ProtocolVersion};
use surehand_codec::extension::{KeyShareEntry, PskKeyExchangeMode};
use surehand_codec::message::{
    ClientHello, HelloRetryRequest, HelloRetryRequestExtensions, Message, ServerHello, ServerHelloExtensions,
};
use surehand_core::config::{Carrier, ClientConfig};
use surehand_core::connection::Connection;
use surehand_core::crypto::{Provider, Purpose};
use surehand_core::handshake::OfferedPsk;
use surehand_core::handshake::client::Intent;

use super::protect::plain;
use super::{Forgery, Target, encode};
use crate::provider::Symbolic;
use crate::term::SessionName;

/// A pre-shared key that the attacker offers: rightly, or with an identity that it has seen and a key of its own.
#[derive(Clone, Debug)]
pub struct Stolen {
    /// What it offers.
    pub psk: OfferedPsk,
    /// Whether the key is the right one.
    pub known: bool,
}

/// ClientHellos of the attacker, for a server of this name: the production client's, with the attacker's randomness.
pub fn client_hellos(provider: &Arc<Symbolic>, server: &[u8], psks: &[Stolen]) -> Vec<Forgery> {
    let mut config = ClientConfig::new(&**provider);
    config.carrier = Carrier { compatibility_mode: false, ..Carrier::default() };
    config.post_handshake_auth = true;
    config.groups = vec![NamedGroup::X25519, NamedGroup::SECP256R1];
    config.key_share_groups = config.groups.clone();
    let hello = |config: ClientConfig, psks: Vec<OfferedPsk>| {
        let intent = Intent { server_name: Some(server.to_vec()), psks, early_data: false };
        let attacker = Connection::client(provider.clone(), SessionName::ATTACKER, Arc::new(config), intent);
        let mut record = Vec::new();
        attacker.ok()?.output(&mut record).ok()?;
        Some(record)
    };
    let mut forged = Vec::new();
    forged.extend(hello(config.clone(), Vec::new()).map(|record| ("ClientHello of the attacker", record)));
    config.psk_key_exchange_modes = vec![PskKeyExchangeMode::PSK_DHE_KE, PskKeyExchangeMode::PSK_KE];
    for stolen in psks {
        let what = match stolen.known {
            true => "ClientHello of the attacker with a pre-shared key that it knows",
            false => "ClientHello of the attacker with an identity whose key it does not know",
        };
        forged.extend(hello(config.clone(), vec![stolen.psk.clone()]).map(|record| (what, record)));
    }
    forged
}

/// ServerHellos and HelloRetryRequests of the attacker, for a client that waits for one.
pub fn server_hellos(target: &Target<'_>) -> Vec<Forgery> {
    let Some(Ok(Message::ClientHello(hello))) = target
        .messages
        .iter()
        .rev()
        .map(|bytes| Message::read(bytes))
        .find(|message| matches!(message, Ok(Message::ClientHello(_))))
    else {
        return Vec::new();
    };
    let offer = Offer::of(&hello, target);
    let first = target.connection.state_name() == "WaitServerHello";
    let mut forged = Vec::new();
    for (what, suite, group, psk) in offer.choices() {
        forged.extend(offer.server_hello(target.provider, suite, group, psk, false).map(|record| (what, record)));
    }
    if let (true, Some(suite)) = (target.illegal, offer.suites.first()) {
        let hello = offer.server_hello(target.provider, *suite, Some(NamedGroup::X25519), None, true);
        forged.extend(hello.map(|record| ("ServerHello with an identity share", record)));
        forged.extend(offer.old_server_hello(target.provider, *suite).map(|record| ("ServerHello of TLS 1.2", record)));
    }
    for (what, group) in offer.retries().into_iter().filter(|_| first || target.illegal) {
        forged.push((what, offer.hello_retry_request(group)));
    }
    forged
}

/// What a client has offered.
struct Offer {
    legacy_session_id: Vec<u8>,
    suites: Vec<CipherSuite>,
    groups: Vec<NamedGroup>,
    shares: Vec<(NamedGroup, Vec<u8>)>,
    psks: u16,
    illegal: bool,
}

/// The share that is the group's identity: no provider may take it (§7.4.2).
const IDENTITY: [u8; 32] = [0; 32];

type Choice = (&'static str, CipherSuite, Option<NamedGroup>, Option<u16>);

impl Offer {
    fn of(hello: &ClientHello<'_>, target: &Target<'_>) -> Self {
        let extensions = &hello.extensions;
        let shares = extensions.key_share.unwrap_or_default();
        Self {
            legacy_session_id: hello.legacy_session_id.to_vec(),
            suites: hello.cipher_suites.iter().collect(),
            groups: extensions.supported_groups.unwrap_or_default().iter().collect(),
            shares: shares.iter().map(|share| (share.group, share.key_exchange.to_vec())).collect(),
            psks: extensions.pre_shared_key.map_or(0, |psks| psks.identities.iter().count() as u16),
            illegal: target.illegal,
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let (Some(suite), Some((group, _))) = (self.suites.first(), self.shares.first()) else { return Vec::new() };
        let (suite, group) = (*suite, *group);
        let mut choices: Vec<Choice> = vec![("ServerHello of the attacker", suite, Some(group), None)];
        if self.psks > 0 {
            choices.push(("ServerHello of the attacker that selects a pre-shared key", suite, Some(group), Some(0)));
            choices.push(("ServerHello of the attacker that selects a pre-shared key alone", suite, None, Some(0)));
        }
        if self.illegal {
            choices.push(("ServerHello of the attacker with no key exchange", suite, None, None));
            choices.push((
                "ServerHello that selects a pre-shared key not offered",
                suite,
                Some(group),
                Some(self.psks),
            ));
            let other = CipherSuite::KNOWN.iter().find(|each| !self.suites.contains(each));
            choices.extend(other.map(|suite| ("ServerHello with a suite not offered", *suite, Some(group), None)));
            let other = [NamedGroup::X25519, NamedGroup::SECP256R1].into_iter();
            let other = other.filter(|each| self.shares.iter().all(|(group, _)| group != each));
            choices.extend(other.map(|group| ("ServerHello with a group without a share", suite, Some(group), None)));
        }
        choices
    }

    fn retries(&self) -> Vec<(&'static str, NamedGroup)> {
        let shared = |group: &NamedGroup| self.shares.iter().any(|(each, _)| each == group);
        let missing = self.groups.iter().find(|group| !shared(group));
        let mut retries = Vec::new();
        retries.extend(missing.map(|group| ("HelloRetryRequest of the attacker", *group)));
        if self.illegal {
            let here = self.shares.first();
            retries.extend(here.map(|(group, _)| ("HelloRetryRequest for a group with a share", *group)));
            let unknown = [NamedGroup::SECP256R1, NamedGroup::X25519MLKEM768];
            let other = unknown.into_iter().find(|each| !self.groups.contains(each));
            retries.extend(other.map(|group| ("HelloRetryRequest for a group not offered", group)));
        }
        retries
    }

    fn server_hello(
        &self,
        provider: &Symbolic,
        cipher_suite: CipherSuite,
        group: Option<NamedGroup>,
        psk: Option<u16>,
        identity: bool,
    ) -> Option<Vec<u8>> {
        let mut own = Vec::new();
        if let Some(group) = group {
            let theirs = self.shares.iter().find(|(each, _)| *each == group).map(|(_, share)| share.clone());
            // Without a share to answer, any of the right length does.
            let theirs = theirs.unwrap_or_else(|| vec![0x5a; if group == NamedGroup::X25519 { 32 } else { 65 }]);
            provider.accept(&SessionName::ATTACKER, group, &theirs, &mut |share| own = share.to_vec()).ok()?;
        }
        let mut random = [0; 32];
        provider.random(&SessionName::ATTACKER, Purpose::ServerRandom, &mut random).ok()?;
        if identity {
            own = IDENTITY.to_vec();
        }
        Some(plain(&encode(&ServerHello {
            legacy_version: ProtocolVersion::TLS_1_2,
            random,
            legacy_session_id_echo: &self.legacy_session_id,
            cipher_suite,
            legacy_compression_method: 0,
            extensions: ServerHelloExtensions {
                supported_versions: Some(ProtocolVersion::TLS_1_3),
                key_share: group.map(|group| KeyShareEntry { group, key_exchange: &own }),
                pre_shared_key: psk,
                ..ServerHelloExtensions::default()
            },
        })))
    }

    /// What a server that knows no TLS 1.3 says.
    fn old_server_hello(&self, provider: &Symbolic, cipher_suite: CipherSuite) -> Option<Vec<u8>> {
        let mut random = [0; 32];
        provider.random(&SessionName::ATTACKER, Purpose::ServerRandom, &mut random).ok()?;
        Some(plain(&encode(&ServerHello {
            legacy_version: ProtocolVersion::TLS_1_2,
            random,
            legacy_session_id_echo: &self.legacy_session_id,
            cipher_suite,
            legacy_compression_method: 0,
            extensions: ServerHelloExtensions::default(),
        })))
    }

    fn hello_retry_request(&self, group: NamedGroup) -> Vec<u8> {
        plain(&encode(&HelloRetryRequest {
            legacy_version: ProtocolVersion::TLS_1_2,
            legacy_session_id_echo: &self.legacy_session_id,
            cipher_suite: self.suites.first().copied().unwrap_or(CipherSuite::TLS_AES_128_GCM_SHA256),
            legacy_compression_method: 0,
            extensions: HelloRetryRequestExtensions {
                supported_versions: Some(ProtocolVersion::TLS_1_3),
                key_share: Some(group),
                ..HelloRetryRequestExtensions::default()
            },
        }))
    }
}
