//! RFC 8446 §4.1.4: HelloRetryRequest, and the ClientHello that follows it.

use alloc::vec::Vec;

use surehand_codec::code_point::{ExtensionType, NamedGroup, ProtocolVersion};
use surehand_codec::extension::RawExtension;
use surehand_codec::message::{ClientHello, HelloRetryRequest, HelloRetryRequestExtensions, Message, Received};
use surehand_codec::{Reject, reject};

use super::select::{Group, select};
use super::{AskCredential, Env, Server};
use crate::crypto::{Provider, Purpose, Suite};
use crate::handshake::env::internal;
use crate::handshake::{Action, Out};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// HelloRetryRequest sent.
    pub struct WaitSecondClientHello {
        suite: Suite,
        group: NamedGroup,
        cookie: Option<Vec<u8>>,
        first: Vec<u8>,
        transcript: Transcript<P>,
    }
}

/// Asks for a share of `group`.
pub(super) fn hello_retry_request<P: Provider>(
    env: &Env<'_, P>,
    first: &Received<'_, ClientHello<'_>>,
    suite: Suite,
    group: NamedGroup,
    out: &mut Out<P>,
) -> Result<WaitSecondClientHello<P>, Reject> {
    let mut cookie = Vec::new();
    if env.config.cookie_length > 0 {
        cookie.resize(env.config.cookie_length, 0);
        env.provider.random(env.randomness, Purpose::Cookie, &mut cookie).map_err(internal)?;
    }
    let cookie = (!cookie.is_empty()).then_some(cookie);
    let mut transcript = Transcript::with_message_hash(env.provider, suite.hash, first.bytes);
    let message = HelloRetryRequest {
        legacy_version: ProtocolVersion::TLS_1_2,
        legacy_session_id_echo: first.legacy_session_id,
        cipher_suite: suite.cipher_suite,
        legacy_compression_method: 0,
        extensions: HelloRetryRequestExtensions {
            supported_versions: Some(ProtocolVersion::TLS_1_3),
            key_share: Some(group),
            cookie: cookie.as_deref(),
            order: &env.config.carrier.extension_order,
            ..HelloRetryRequestExtensions::default()
        },
    };
    out.send(&message, |bytes| transcript.add(bytes))?;
    if !first.legacy_session_id.is_empty() {
        out.push(Action::ChangeCipherSpec);
    }
    Ok(WaitSecondClientHello { suite, group, cookie, first: first.bytes.to_vec(), transcript })
}

impl<P: Provider> WaitSecondClientHello<P> {
    /// §4.1.2: the second ClientHello repeats the first but for what was asked.
    pub(super) fn on_client_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let (suite, group, details) = select(env, &message)?;
        if message.extensions.early_data {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.10-7"));
        }
        if message.extensions.cookie != self.cookie.as_deref() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.2-2"));
        }
        if !repeats(&self.first, &message) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.1.2-2"));
        }
        let mut shares = message.extensions.key_share.unwrap_or_default().iter();
        let share = match (group, shares.next(), shares.next()) {
            (Group::Shared(share), Some(_), None) if share.group == self.group => share,
            _ => return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-i3")),
        };
        // Early data stops before the second ClientHello (§4.2.10).
        out.push(Action::SkipEarlyData(false));
        let mut transcript = self.transcript;
        transcript.add(message.bytes);
        Ok(AskCredential::ask(details.with_share(share, suite, transcript, true), &message, out).into())
    }
}

/// The extensions that a second ClientHello may add, change or drop (§4.1.2).
const CHANGEABLE: [ExtensionType; 5] = [
    ExtensionType::KEY_SHARE,
    ExtensionType::EARLY_DATA,
    ExtensionType::COOKIE,
    ExtensionType::PRE_SHARED_KEY,
    ExtensionType::PADDING,
];

fn repeats(first: &[u8], second: &ClientHello<'_>) -> bool {
    let Ok(Message::ClientHello(first)) = Message::read(first) else { return false };
    let fixed = |raw: &RawExtension<'_>| !CHANGEABLE.contains(&raw.extension_type);
    first.random == second.random
        && first.legacy_session_id == second.legacy_session_id
        && first.cipher_suites == second.cipher_suites
        && first.extensions.other.iter().filter(fixed).eq(second.extensions.other.iter().filter(fixed))
}
