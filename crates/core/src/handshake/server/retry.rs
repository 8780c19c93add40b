//! RFC 8446 §4.1.4: HelloRetryRequest, and the ClientHello that follows it.

use alloc::vec;
use alloc::vec::Vec;

use surehand_codec::code_point::{ExtensionType, NamedGroup, ProtocolVersion};
use surehand_codec::extension::RawExtension;
use surehand_codec::message::{ClientHello, HelloRetryRequest, HelloRetryRequestExtensions, Message, Received};
use surehand_codec::{Reject, reject};

use super::{AskPsks, AskSealCookie, Env, Server, select};
use crate::config::Retry;
use crate::crypto::{Digest, Provider, Purpose, Suite};
use crate::handshake::env::internal;
use crate::handshake::out::encode;
use crate::handshake::{Action, Out};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// What a HelloRetryRequest has settled.
    pub struct Retried {
        pub(super) suite: Suite,
        pub(super) group: NamedGroup,
        /// ClientHello1 as message_hash, and the HelloRetryRequest.
        pub(super) transcript: Transcript<P>,
    }
}

state! {
    /// HelloRetryRequest sent.
    pub struct WaitSecondClientHello {
        retried: Retried<P>,
        cookie: Option<Vec<u8>>,
        first: Vec<u8>,
    }
}

/// Asks for a share of `group`.
pub(super) fn retry<P: Provider>(
    env: &Env<'_, P>,
    first: &Received<'_, ClientHello<'_>>,
    suite: Suite,
    group: NamedGroup,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    if first.extensions.early_data {
        out.push(Action::SkipEarlyData(true));
    }
    let mut hello = Transcript::new(env.provider, suite.hash);
    hello.add(first.bytes);
    let cookie = match env.config.retry {
        // A cookie has at least one byte (§4.2.2).
        Retry::Plain | Retry::RandomCookie(0) => None,
        Retry::RandomCookie(length) => {
            let mut cookie = vec![0; length];
            env.provider.random(env.randomness, Purpose::Cookie, &mut cookie).map_err(internal)?;
            Some(cookie)
        }
        Retry::Stateless => return Ok(AskSealCookie::ask(first, hello.hash(), suite, group, out).into()),
    };
    let request = Request { suite, group, legacy_session_id: first.legacy_session_id, cookie: cookie.as_deref() };
    let retried = request.send(env, &hello.hash(), out)?;
    Ok(WaitSecondClientHello { retried, cookie, first: first.bytes.to_vec() }.into())
}

/// The content of a HelloRetryRequest, from which it can be written again.
pub(super) struct Request<'a> {
    pub suite: Suite,
    pub group: NamedGroup,
    pub legacy_session_id: &'a [u8],
    pub cookie: Option<&'a [u8]>,
}

impl Request<'_> {
    /// Sends it.
    pub(super) fn send<P: Provider>(
        &self,
        env: &Env<'_, P>,
        client_hello1: &Digest,
        out: &mut Out<P>,
    ) -> Result<Retried<P>, Reject> {
        let (retried, bytes) = self.transcript(env, client_hello1)?;
        out.push(Action::Send(bytes));
        if !self.legacy_session_id.is_empty() {
            out.push(Action::ChangeCipherSpec);
        }
        Ok(retried)
    }

    /// The transcript up to it, and the message.
    pub(super) fn transcript<P: Provider>(
        &self,
        env: &Env<'_, P>,
        client_hello1: &Digest,
    ) -> Result<(Retried<P>, Vec<u8>), Reject> {
        let Self { suite, group, legacy_session_id, cookie } = *self;
        let bytes = encode(&HelloRetryRequest {
            legacy_version: ProtocolVersion::TLS_1_2,
            legacy_session_id_echo: legacy_session_id,
            cipher_suite: suite.cipher_suite,
            legacy_compression_method: 0,
            extensions: HelloRetryRequestExtensions {
                supported_versions: Some(ProtocolVersion::TLS_1_3),
                key_share: Some(group),
                cookie,
                order: &env.config.carrier.extension_order,
                ..HelloRetryRequestExtensions::default()
            },
        })?;
        let mut transcript = Transcript::from_message_hash(env.provider, suite.hash, client_hello1);
        transcript.add(&bytes);
        Ok((Retried { suite, group, transcript }, bytes))
    }
}

/// What any second ClientHello must keep (§4.2.10, §4.1.4).
pub(super) fn check_second<P: Provider>(
    env: &Env<'_, P>,
    message: &ClientHello<'_>,
    suite: Suite,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    if message.extensions.early_data {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.10-7"));
    }
    if !select::suites(env, message).any(|each| each == suite) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.1.4-9"));
    }
    // Early data stops before the second ClientHello (§4.2.10).
    out.push(Action::SkipEarlyData(false));
    Ok(())
}

impl<P: Provider> WaitSecondClientHello<P> {
    /// §4.1.2: the second ClientHello repeats the first but for what was asked.
    pub(super) fn on_client_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        select::check(env, &message)?;
        check_second(env, &message, self.retried.suite, out)?;
        if message.extensions.cookie != self.cookie.as_deref() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.2-2"));
        }
        if !repeats(&self.first, &message) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.1.2-2"));
        }
        AskPsks::ask(env, &message, Some(self.retried), out)
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
