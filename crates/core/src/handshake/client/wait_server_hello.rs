//! RFC 8446 §4.1.3, §4.1.4: WAIT_SH, before and after a HelloRetryRequest.

use surehand_codec::code_point::{CipherSuite, ExtensionType, NamedGroup, ProtocolVersion};
use surehand_codec::message::{HelloRetryRequest, Received, ServerHello};
use surehand_codec::{Reject, reject};

use super::hello::{Hello, Ingredients, client_hello, draw_shares};
use super::{Client, Env, Negotiated, WaitEncryptedExtensions};
use crate::crypto::{Provider, Purpose, Suite};
use crate::handshake::env::{bad_share, internal};
use crate::handshake::traffic::handshake_traffic;
use crate::handshake::{Action, Out};
use crate::key_schedule::{Epoch, read_keys, write_keys};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// ClientHello sent.
    pub struct WaitServerHello {
        pub(super) hello: Hello<P>,
    }
}

state! {
    /// HelloRetryRequest received, second ClientHello sent.
    pub struct WaitSecondServerHello {
        hello: Hello<P>,
        transcript: Transcript<P>,
        suite: Suite,
        group: Option<NamedGroup>,
    }
}

impl<P: Provider> WaitServerHello<P> {
    /// §4.1.4: checks it, then sends the second ClientHello.
    pub(super) fn on_hello_retry_request(
        self,
        env: &Env<'_, P>,
        message: Received<'_, HelloRetryRequest<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let hello = self.hello;
        let extensions = &message.extensions;
        if extensions.supported_versions.is_none() {
            return Err(reject!(MISSING_EXTENSION, "4.1.4-1"));
        }
        let suite = check_hello(
            env,
            &hello,
            &Common {
                supported_versions: extensions.supported_versions,
                legacy_version: message.legacy_version,
                legacy_session_id_echo: message.legacy_session_id_echo,
                cipher_suite: message.cipher_suite,
                legacy_compression_method: message.legacy_compression_method,
            },
        )?;
        // The cookie alone may come unasked (§4.2).
        if !extensions
            .other
            .iter()
            .all(|raw| raw.extension_type == ExtensionType::COOKIE || hello.offered.0.contains(&raw.extension_type))
        {
            return Err(reject!(UNSUPPORTED_EXTENSION, "4.1.4-3"));
        }
        if extensions.key_share.is_none() && extensions.cookie.is_none() {
            return Err(reject!(ILLEGAL_PARAMETER, "4.1.4-5"));
        }
        let mut transcript = Transcript::with_message_hash(env.provider, suite.hash, &hello.message);
        transcript.add(message.bytes);
        let (key_shares, shares) = match extensions.key_share {
            Some(group) if !env.config.groups.contains(&group) => {
                return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-12"));
            }
            Some(group) if hello.has_share(group) => return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-11")),
            Some(group) => draw_shares(env, Purpose::ClientShares(2), &[group])?,
            None => (hello.key_shares, hello.shares),
        };
        let Hello { random, legacy_session_id, server_name, .. } = hello;
        let cookie = extensions.cookie;
        let hello =
            client_hello(env, Ingredients { random, legacy_session_id, server_name, key_shares, shares, cookie })?;
        transcript.add(&hello.message);
        if env.config.carrier.compatibility_mode {
            out.push(Action::ChangeCipherSpec);
        }
        out.push(Action::Send(hello.message.clone()));
        Ok(WaitSecondServerHello { hello, transcript, suite, group: extensions.key_share }.into())
    }

    /// §4.1.3.
    pub(super) fn on_server_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ServerHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let suite = check_server_hello(env, &self.hello, &message)?;
        let mut transcript = Transcript::new(env.provider, suite.hash);
        transcript.add(&self.hello.message);
        negotiate(env, self.hello, transcript, suite, &message, out)
    }
}

impl<P: Provider> WaitSecondServerHello<P> {
    /// §4.1.3, with what the HelloRetryRequest has settled.
    pub(super) fn on_server_hello(
        self,
        env: &Env<'_, P>,
        message: Received<'_, ServerHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let suite = check_server_hello(env, &self.hello, &message)?;
        if suite != self.suite {
            return Err(reject!(ILLEGAL_PARAMETER, "4.1.4-10"));
        }
        let share_group = message.extensions.key_share.map(|share| share.group);
        if self.group.is_some() && share_group.is_some() && share_group != self.group {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-18"));
        }
        negotiate(env, self.hello, self.transcript, suite, &message, out)
    }
}

/// The fields that ServerHello and HelloRetryRequest share.
struct Common<'a> {
    supported_versions: Option<ProtocolVersion>,
    legacy_version: ProtocolVersion,
    legacy_session_id_echo: &'a [u8],
    cipher_suite: CipherSuite,
    legacy_compression_method: u8,
}

/// The checks that ServerHello and HelloRetryRequest share, supported_versions first (§4.2.1, §4.1.4).
fn check_hello<P: Provider>(env: &Env<'_, P>, hello: &Hello<P>, message: &Common<'_>) -> Result<Suite, Reject> {
    if message.supported_versions != Some(ProtocolVersion::TLS_1_3) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.1-18"));
    }
    if message.legacy_version != ProtocolVersion::TLS_1_2 {
        return Err(reject!(PROTOCOL_VERSION, "9846:4.2.3-1"));
    }
    if message.legacy_session_id_echo != hello.legacy_session_id {
        return Err(reject!(ILLEGAL_PARAMETER, "4.1.3-5"));
    }
    let suite =
        env.suite(&env.config.cipher_suites, message.cipher_suite).ok_or(reject!(ILLEGAL_PARAMETER, "4.1.3-6"))?;
    if message.legacy_compression_method != 0 {
        return Err(reject!(ILLEGAL_PARAMETER, "9846:4.2.3-2"));
    }
    Ok(suite)
}

/// What a TLS 1.3 server puts at the end of its random when it negotiates an older version (§4.1.3).
const DOWNGRADE_MARKER: &[u8] = b"DOWNGRD";

fn check_server_hello<P: Provider>(
    env: &Env<'_, P>,
    hello: &Hello<P>,
    message: &ServerHello<'_>,
) -> Result<Suite, Reject> {
    if message.extensions.supported_versions.is_none() {
        let (_, tail) = message.random.split_at(24);
        return Err(match tail {
            [marker @ .., 0 | 1] if marker == DOWNGRADE_MARKER => reject!(ILLEGAL_PARAMETER, "4.1.3-17"),
            _ => reject!(PROTOCOL_VERSION, "4.1.3-9"),
        });
    }
    let suite = check_hello(
        env,
        hello,
        &Common {
            supported_versions: message.extensions.supported_versions,
            legacy_version: message.legacy_version,
            legacy_session_id_echo: message.legacy_session_id_echo,
            cipher_suite: message.cipher_suite,
            legacy_compression_method: message.legacy_compression_method,
        },
    )?;
    hello.offered.check(&message.extensions.other)?;
    Ok(suite)
}

/// Key exchange, handshake keys, next state.
fn negotiate<P: Provider>(
    env: &Env<'_, P>,
    hello: Hello<P>,
    mut transcript: Transcript<P>,
    suite: Suite,
    message: &Received<'_, ServerHello<'_>>,
    out: &mut Out<P>,
) -> Result<Client<P>, Reject> {
    let provider = env.provider;
    let share = message.extensions.key_share.ok_or(reject!(MISSING_EXTENSION, "4.1.3-i2"))?;
    if !hello.has_share(share.group) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-14"));
    }
    let shared_secret = provider.finish(hello.key_shares, share.group, share.key_exchange).map_err(bad_share)?;
    transcript.add(message.bytes);
    let schedule = handshake_traffic(provider, suite, share.group, &shared_secret, transcript.hash(), out);
    let (client, server) = (schedule.client_handshake_traffic_secret(), schedule.server_handshake_traffic_secret());
    out.push(Action::ReadKeys(read_keys(provider, suite, Epoch::Handshake, server).map_err(internal)?));
    // At once, so that an alert about what follows is protected (A.1).
    out.push(Action::WriteKeys(write_keys(provider, suite, Epoch::Handshake, client).map_err(internal)?));
    Ok(WaitEncryptedExtensions {
        negotiated: Negotiated {
            suite,
            transcript,
            schedule,
            offered: hello.offered,
            server_name: hello.server_name,
            application_layer_protocol: None,
        },
    }
    .into())
}
