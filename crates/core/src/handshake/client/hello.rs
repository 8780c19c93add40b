//! RFC 8446 §4.1.2: building a ClientHello, the first and the second.

use alloc::vec::Vec;

use surehand_codec::code_point::{ExtensionType, NamedGroup, ProtocolVersion};
use surehand_codec::extension::{KeyShareEntry, ProtocolName, RawExtension, ServerName};
use surehand_codec::message::{ClientHello, ClientHelloExtensions, Received};
use surehand_codec::wire::List;
use surehand_codec::{Reject, message, reject};

use super::Env;
use crate::crypto::{Provider, Purpose};
use crate::handshake::env::internal;
use crate::handshake::offered::Offered;
use crate::handshake::out::encode;
use crate::state::state;

/// The shares of a ClientHello: the groups with their public `key_exchange`, in order.
pub(super) type Shares = Vec<(NamedGroup, Vec<u8>)>;

state! {
    /// What a client must remember of its ClientHello.
    pub struct Hello {
        pub(super) random: [u8; 32],
        pub(super) legacy_session_id: Vec<u8>,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) key_shares: P::KeyShares,
        pub(super) shares: Shares,
        pub(super) offered: Offered,
        /// The message as sent, for a transcript whose hash is not known yet.
        pub(super) message: Vec<u8>,
    }
}

impl<P: Provider> Hello<P> {
    /// Whether the hello has a share for `group`.
    pub(super) fn has_share(&self, group: NamedGroup) -> bool {
        self.shares.iter().any(|(each, _)| *each == group)
    }
}

/// What the second ClientHello takes over from the first, or brings new.
pub(super) struct Ingredients<'a, P: Provider> {
    pub random: [u8; 32],
    pub legacy_session_id: Vec<u8>,
    pub server_name: Option<Vec<u8>>,
    pub key_shares: P::KeyShares,
    pub shares: Shares,
    pub cookie: Option<&'a [u8]>,
}

/// Draws fresh key shares, one for each of `groups`.
pub(super) fn draw_shares<P: Provider>(
    env: &Env<'_, P>,
    purpose: Purpose,
    groups: &[NamedGroup],
) -> Result<(P::KeyShares, Shares), Reject> {
    let mut shares = Vec::with_capacity(groups.len());
    let key_shares = env
        .provider
        .offer(env.randomness, purpose, groups, &mut |group, share| shares.push((group, share.to_vec())))
        .map_err(internal)?;
    Ok((key_shares, shares))
}

/// Writes the message.
pub(super) fn client_hello<P: Provider>(env: &Env<'_, P>, from: Ingredients<'_, P>) -> Result<Hello<P>, Reject> {
    let config = env.config;
    let key_share: Vec<_> =
        from.shares.iter().map(|(group, share)| KeyShareEntry { group: *group, key_exchange: share }).collect();
    let server_name: Vec<_> =
        from.server_name.iter().map(|name| ServerName { name_type: ServerName::HOST_NAME, name }).collect();
    let protocols: Vec<_> = config.application_layer_protocols.iter().map(|name| ProtocolName(name)).collect();
    let other = config.carrier.raw_extensions();
    let mut hello = ClientHello {
        legacy_version: ProtocolVersion::TLS_1_2,
        random: from.random,
        legacy_session_id: &from.legacy_session_id,
        cipher_suites: config.cipher_suites.as_slice().into(),
        legacy_compression_methods: &[0],
        extensions: ClientHelloExtensions {
            server_name: some(&server_name),
            supported_groups: some(&config.groups),
            signature_algorithms: some(&config.signature_algorithms),
            signature_algorithms_cert: some(&config.signature_algorithms_cert),
            application_layer_protocol_negotiation: some(&protocols),
            supported_versions: Some(List::Items(&[ProtocolVersion::TLS_1_3])),
            cookie: from.cookie,
            key_share: Some(List::Items(&key_share)),
            other: List::Items(&other),
            order: &config.carrier.extension_order,
            ..ClientHelloExtensions::default()
        },
    };
    let mut message = encode(&hello)?;
    if config.pad_client_hello && (256..512).contains(&message.len()) {
        // The extension's own header is 4 bytes (RFC 7685).
        hello.extensions.padding = Some((512 - message.len()).saturating_sub(4) as u16);
        message = encode(&hello)?;
    }
    Ok(Hello {
        random: from.random,
        offered: Offered(extension_types(&message)?),
        legacy_session_id: from.legacy_session_id,
        server_name: from.server_name,
        key_shares: from.key_shares,
        shares: from.shares,
        message,
    })
}

fn some<T>(items: &[T]) -> Option<List<'_, T>> {
    (!items.is_empty()).then_some(List::Items(items))
}

/// The extension types of a ClientHello of our own.
fn extension_types(hello: &[u8]) -> Result<Vec<ExtensionType>, Reject> {
    match message::Message::read(hello) {
        Ok(message::Message::ClientHello(Received { body, .. })) => {
            Ok(body.extensions.other.iter().map(|raw: RawExtension<'_>| raw.extension_type).collect())
        }
        // A configuration with an extension twice, for instance, is no fault of the peer's.
        _ => Err(reject!(INTERNAL_ERROR, "6.2-i17")),
    }
}
