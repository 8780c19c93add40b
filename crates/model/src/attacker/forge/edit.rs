//! Honest ClientHellos with one field changed on the way.

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_codec::extension::{KeyShareEntry, ProtocolName, ServerName};
use surehand_codec::message::{HelloRetryRequest, Message, ServerHello};
use surehand_codec::wire::List;
use surehand_core::crypto::{Provider, Purpose};
use surehand_core::record::HEADER_LENGTH;

use super::encode;
use super::protect::plain;
use crate::provider::Symbolic;
use crate::term::SessionName;

/// What is changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Edit {
    /// The first cipher suite goes.
    Suite,
    /// The first share goes; its group stays.
    Share,
    /// The first group goes, and its share.
    Group,
    /// The shares become the attacker's.
    OwnShares,
    /// The shares become the group's identity.
    Identity,
    /// The server's name becomes another's.
    Name,
    /// The application protocols go.
    Protocols,
    /// The pre-shared keys go.
    Psks,
}

/// All edits, and what they make in words.
pub const EDITS: [(Edit, &str); 8] = [
    (Edit::Suite, "ClientHello without its first cipher suite"),
    (Edit::Share, "ClientHello without its first share"),
    (Edit::Group, "ClientHello without its first group"),
    (Edit::OwnShares, "ClientHello with the attacker's shares"),
    (Edit::Identity, "ClientHello with an identity share"),
    (Edit::Name, "ClientHello with another server's name"),
    (Edit::Protocols, "ClientHello without application protocols"),
    (Edit::Psks, "ClientHello without pre-shared keys"),
];

/// Groups with a share for each.
pub type Shares = Vec<(NamedGroup, Vec<u8>)>;

/// The attacker's shares.
pub fn own_shares(provider: &Symbolic, groups: &[NamedGroup]) -> Option<Shares> {
    let mut own = Shares::new();
    let mut take = |group: NamedGroup, share: &[u8]| own.push((group, share.to_vec()));
    provider.offer(&SessionName::ATTACKER, Purpose::ClientShares(1), groups, &mut take).ok()?;
    Some(own)
}

/// The shares in a ClientHello.
pub fn shares(hello: &[u8]) -> Option<Shares> {
    let Ok(Message::ClientHello(hello)) = Message::read(hello) else { return None };
    let shares = hello.extensions.key_share?;
    Some(shares.iter().map(|share| (share.group, share.key_exchange.to_vec())).collect())
}

/// A ClientHello with one change; `None` where there is nothing to change. `make` makes the attacker's shares.
pub fn edited(
    hello: &[u8],
    edit: Edit,
    other_name: &[u8],
    make: impl FnOnce(&[NamedGroup]) -> Option<Shares>,
) -> Option<Vec<u8>> {
    let Ok(Message::ClientHello(received)) = Message::read(hello) else { return None };
    let mut hello = received.body;
    let suites: Vec<CipherSuite> = hello.cipher_suites.iter().collect();
    let groups: Vec<NamedGroup> = hello.extensions.supported_groups.unwrap_or_default().iter().collect();
    let shares: Vec<KeyShareEntry<'_>> = hello.extensions.key_share.unwrap_or_default().iter().collect();
    let mut own = Shares::new();
    if edit == Edit::OwnShares {
        let groups: Vec<NamedGroup> = shares.iter().map(|share| share.group).collect();
        own = make(&groups)?;
    }
    let own: Vec<KeyShareEntry<'_>> =
        own.iter().map(|(group, share)| KeyShareEntry { group: *group, key_exchange: share }).collect();
    let identity = [KeyShareEntry { group: NamedGroup::X25519, key_exchange: &[0; 32] }];
    let names = [ServerName { name_type: ServerName::HOST_NAME, name: other_name }];
    let extensions = &mut hello.extensions;
    // The extensions as they came are written where no field says anything else.
    extensions.other = List::default();
    match edit {
        Edit::Suite if suites.len() > 1 => hello.cipher_suites = List::Items(suites.get(1..)?),
        Edit::Share if !shares.is_empty() => extensions.key_share = Some(List::Items(shares.get(1..)?)),
        Edit::Group if groups.len() > 1 => {
            extensions.supported_groups = Some(List::Items(groups.get(1..)?));
            let from = usize::from(shares.first().map(|share| share.group) == groups.first().copied());
            extensions.key_share = Some(List::Items(shares.get(from..)?));
        }
        Edit::OwnShares if !own.is_empty() => extensions.key_share = Some(List::Items(&own)),
        Edit::Identity if !shares.is_empty() => extensions.key_share = Some(List::Items(&identity)),
        Edit::Name if extensions.server_name.is_some() => extensions.server_name = Some(List::Items(&names)),
        Edit::Protocols => {
            let _: List<'_, ProtocolName<'_>> = extensions.application_layer_protocol_negotiation.take()?;
        }
        Edit::Psks => {
            extensions.pre_shared_key.take()?;
            extensions.early_data = false;
        }
        _ => return None,
    }
    let bytes = encode(&hello);
    (!bytes.is_empty()).then(|| plain(&bytes))
}

/// What a ServerHello or a HelloRetryRequest chooses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// Whether it is a HelloRetryRequest.
    pub retry: bool,
    /// The cipher suite.
    pub suite: CipherSuite,
    /// The group.
    pub group: Option<NamedGroup>,
    /// Whether it selects a pre-shared key.
    pub psk: bool,
}

/// Reads the choices in a record that is not protected.
pub fn chosen(record: &[u8]) -> Option<Chosen> {
    Some(match Message::read(record.get(HEADER_LENGTH..)?) {
        Ok(Message::ServerHello(hello)) => Chosen {
            retry: false,
            suite: hello.cipher_suite,
            group: hello.extensions.key_share.map(|share| share.group),
            psk: hello.extensions.pre_shared_key.is_some(),
        },
        Ok(Message::HelloRetryRequest(retry)) => {
            Chosen { retry: true, suite: retry.cipher_suite, group: retry.extensions.key_share, psk: false }
        }
        _ => return None,
    })
}

/// A ServerHello or a HelloRetryRequest that answers another ClientHello: only legacy_session_id_echo changes.
pub fn answering(record: &[u8], hello: &[u8]) -> Option<Vec<u8>> {
    let Ok(Message::ClientHello(hello)) = Message::read(hello) else { return None };
    let legacy_session_id_echo = hello.legacy_session_id;
    let bytes = match Message::read(record.get(HEADER_LENGTH..)?) {
        Ok(Message::ServerHello(answer)) => encode(&ServerHello { legacy_session_id_echo, ..answer.body }),
        Ok(Message::HelloRetryRequest(answer)) => encode(&HelloRetryRequest { legacy_session_id_echo, ..answer.body }),
        _ => return None,
    };
    (!bytes.is_empty()).then(|| plain(&bytes))
}
