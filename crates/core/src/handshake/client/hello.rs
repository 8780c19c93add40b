//! RFC 8446 §4.1.2: building a ClientHello, the first and the second.

use alloc::vec::Vec;

use surehand_codec::code_point::{ExtensionType, NamedGroup, ProtocolVersion};
use surehand_codec::extension::{
    CertificateStatusRequest, DistinguishedName, KeyShareEntry, OfferedPsks, ProtocolName, PskBinderEntry, PskIdentity,
    RawExtension, ServerName,
};
use surehand_codec::message::{ClientHello, ClientHelloExtensions, Message, Received};
use surehand_codec::wire::List;
use surehand_codec::{Reject, reject};

use super::Env;
use crate::crypto::{Digest, Provider, Purpose};
use crate::handshake::binder::binder;
use crate::handshake::env::internal;
use crate::handshake::offered::Offered;
use crate::handshake::out::{encode, some};
use crate::handshake::{EarlyDataTerms, OfferedPsk};
use crate::key_schedule::{BinderKind, EarlySecret};
use crate::state::state;
use crate::transcript::Transcript;

/// The shares of a ClientHello: the groups with their public `key_exchange`, in order.
pub(super) type Shares = Vec<(NamedGroup, Vec<u8>)>;

state! {
    /// A pre-shared key on offer.
    pub struct PskOffer {
        pub(super) identity: Vec<u8>,
        obfuscated_ticket_age: u32,
        pub(super) early_secret: EarlySecret<P>,
        pub(super) kind: BinderKind,
        pub(super) early_data: Option<EarlyDataTerms>,
        pub(super) resumptions: u32,
    }
}

impl<P: Provider> PskOffer<P> {
    pub(super) fn new(provider: &P, psk: OfferedPsk) -> Self {
        let secret = provider.secret(psk.psk.as_ref());
        Self {
            identity: psk.identity,
            obfuscated_ticket_age: psk.obfuscated_ticket_age,
            early_secret: EarlySecret::new(provider, psk.hash, Some(&secret)),
            kind: psk.kind,
            early_data: psk.early_data,
            resumptions: psk.resumptions,
        }
    }
}

state! {
    /// What the second ClientHello takes over from the first.
    pub struct Offer {
        pub(super) random: [u8; 32],
        pub(super) legacy_session_id: Vec<u8>,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) key_shares: P::KeyShares,
        pub(super) shares: Shares,
        pub(super) psks: Vec<PskOffer<P>>,
        /// Whether early data follows.
        pub(super) early_data: bool,
    }
}

state! {
    /// What a client must remember of its ClientHello.
    pub struct Hello {
        pub(super) offer: Offer<P>,
        pub(super) offered: Offered,
        /// The message as sent, for a transcript whose hash is not known yet.
        pub(super) message: Vec<u8>,
    }
}

impl<P: Provider> Hello<P> {
    /// Whether the hello has a share for `group`.
    pub(super) fn has_share(&self, group: NamedGroup) -> bool {
        self.offer.shares.iter().any(|(each, _)| *each == group)
    }
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

/// Writes the message; `before` holds the first ClientHello and the HelloRetryRequest, if there was one.
pub(super) fn client_hello<P: Provider>(
    env: &Env<'_, P>,
    offer: Offer<P>,
    cookie: Option<&[u8]>,
    before: Option<&Transcript<P>>,
) -> Result<Hello<P>, Reject> {
    // Binders cover everything before them, lengths included, so they are zero at first (§4.2.11.2).
    let zeros: Vec<_> = offer.psks.iter().map(|psk| Digest::zero(psk.early_secret.algorithm())).collect();
    let mut message = write(env, &offer, cookie, &zeros)?;
    if !offer.psks.is_empty() {
        let binders = binders(env, &offer, before, &message)?;
        message = write(env, &offer, cookie, &binders)?;
    }
    Ok(Hello { offered: Offered(extension_types(&message)?), offer, message })
}

fn binders<P: Provider>(
    env: &Env<'_, P>,
    offer: &Offer<P>,
    before: Option<&Transcript<P>>,
    message: &[u8],
) -> Result<Vec<Digest>, Reject> {
    let truncated = match Message::read(message) {
        Ok(Message::ClientHello(hello)) => hello.truncated(),
        _ => None,
    };
    let truncated = truncated.ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
    let of = |psk: &PskOffer<P>| binder(env.provider, &psk.early_secret, psk.kind, before, truncated);
    Ok(offer.psks.iter().map(of).collect())
}

fn write<P: Provider>(
    env: &Env<'_, P>,
    offer: &Offer<P>,
    cookie: Option<&[u8]>,
    binders: &[Digest],
) -> Result<Vec<u8>, Reject> {
    let config = env.config;
    let key_share: Vec<_> =
        offer.shares.iter().map(|(group, share)| KeyShareEntry { group: *group, key_exchange: share }).collect();
    let server_name: Vec<_> =
        offer.server_name.iter().map(|name| ServerName { name_type: ServerName::HOST_NAME, name }).collect();
    let protocols: Vec<_> = config.application_layer_protocols.iter().map(|name| ProtocolName(name)).collect();
    let authorities: Vec<_> = config.certificate_authorities.iter().map(|name| DistinguishedName(name)).collect();
    let identities: Vec<_> = offer
        .psks
        .iter()
        .map(|psk| PskIdentity { identity: &psk.identity, obfuscated_ticket_age: psk.obfuscated_ticket_age })
        .collect();
    let binders: Vec<_> = binders.iter().map(|binder| PskBinderEntry(binder.as_ref())).collect();
    let psks = OfferedPsks { identities: List::Items(&identities), binders: List::Items(&binders) };
    let other = config.carrier.raw_extensions();
    let mut hello = ClientHello {
        legacy_version: ProtocolVersion::TLS_1_2,
        random: offer.random,
        legacy_session_id: &offer.legacy_session_id,
        cipher_suites: config.cipher_suites.as_slice().into(),
        legacy_compression_methods: &[0],
        extensions: ClientHelloExtensions {
            server_name: some(&server_name),
            supported_groups: some(&config.groups),
            signature_algorithms: some(&config.signature_algorithms),
            signature_algorithms_cert: some(&config.signature_algorithms_cert),
            certificate_authorities: some(&authorities),
            status_request: config.status_request.then_some(CertificateStatusRequest::OCSP),
            signed_certificate_timestamp: config.signed_certificate_timestamp,
            application_layer_protocol_negotiation: some(&protocols),
            supported_versions: Some(List::Items(&[ProtocolVersion::TLS_1_3])),
            cookie,
            // Both of supported_groups and key_share or neither (§9.2).
            key_share: (!config.groups.is_empty()).then_some(List::Items(&key_share)),
            psk_key_exchange_modes: some(&config.psk_key_exchange_modes),
            post_handshake_auth: config.post_handshake_auth,
            record_size_limit: config.record_size_limit,
            early_data: offer.early_data,
            pre_shared_key: (!offer.psks.is_empty()).then_some(psks),
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
    Ok(message)
}

/// The extension types of a ClientHello of our own.
fn extension_types(hello: &[u8]) -> Result<Vec<ExtensionType>, Reject> {
    match Message::read(hello) {
        Ok(Message::ClientHello(Received { body, .. })) => {
            Ok(body.extensions.other.iter().map(|raw: RawExtension<'_>| raw.extension_type).collect())
        }
        // A configuration with an extension twice, for instance, is no fault of the peer's.
        _ => Err(reject!(INTERNAL_ERROR, "6.2-i17")),
    }
}
