//! RFC 8446 §4.1.3, §4.1.4: WAIT_SH, before and after a HelloRetryRequest.

use surehand_codec::code_point::{ExtensionType, NamedGroup};
use surehand_codec::message::{HelloRetryRequest, Received, ServerHello};
use surehand_codec::{Reject, reject};

use super::check_hello::{Common, check_hello, check_server_hello};
use super::hello::{Hello, Offer, client_hello, draw_shares};
use super::negotiate::negotiate;
use super::{Client, Env};
use crate::crypto::{Provider, Purpose, Suite};
use crate::handshake::{Action, Out};
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
        let mut offer = hello.offer;
        share_for(env, &mut offer, extensions.key_share)?;
        if offer.early_data {
            out.push(Action::EarlyDataAccepted(false));
            out.push(Action::WritePlaintext);
        }
        // A PSK of another hash could not be selected any more (§4.1.4).
        offer.psks.retain(|psk| psk.early_secret.algorithm() == suite.hash);
        let offer = Offer { early_data: false, ..offer };
        let hello = client_hello(env, offer, extensions.cookie, Some(&transcript))?;
        transcript.add(&hello.message);
        if env.config.carrier.compatibility_mode {
            out.push(Action::OweChangeCipherSpec);
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

/// §4.2.8: a fresh share for the group that the server wants, which we must know and must not have sent one for.
fn share_for<P: Provider>(env: &Env<'_, P>, offer: &mut Offer<P>, group: Option<NamedGroup>) -> Result<(), Reject> {
    let Some(group) = group else { return Ok(()) };
    if !env.config.groups.contains(&group) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-12"));
    }
    if offer.shares.iter().any(|(each, _)| *each == group) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.8-11"));
    }
    (offer.key_shares, offer.shares) = draw_shares(env, Purpose::ClientShares(2), &[group])?;
    Ok(())
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
