//! RFC 8446 §4.1.4: what a HelloRetryRequest settles, and the message itself.

use alloc::vec::Vec;

use surehand_codec::code_point::{NamedGroup, ProtocolVersion};
use surehand_codec::message::{ClientHello, HelloRetryRequest, HelloRetryRequestExtensions};
use surehand_codec::{Reject, reject};

use super::{Env, select};
use crate::crypto::{Digest, Provider, Suite};
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
