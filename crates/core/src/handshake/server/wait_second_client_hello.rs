//! RFC 8446 §4.1.2: the ClientHello that follows a HelloRetryRequest.

use alloc::vec::Vec;

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::RawExtension;
use surehand_codec::message::{ClientHello, Message, Received};
use surehand_codec::{Reject, reject};

use super::retried::{Retried, check_second};
use super::{AskPsksAgain, Env, Server, select};
use crate::crypto::Provider;
use crate::handshake::Out;
use crate::state::state;

state! {
    /// HelloRetryRequest sent.
    pub struct WaitSecondClientHello {
        pub(super) retried: Retried<P>,
        pub(super) cookie: Option<Vec<u8>>,
        pub(super) first: Vec<u8>,
        /// The place of the pre-shared key that has been chosen from the first.
        pub(super) psk: Option<u16>,
    }
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
        let Ok(Message::ClientHello(first)) = Message::read(&self.first) else {
            return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
        };
        if !repeats(&first, &message) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.1.2-2"));
        }
        // Only those PSKs may go that do not fit the suite, and this one does.
        let chosen = self.psk.and_then(|place| identities(&first).nth(place.into()));
        if chosen.is_some_and(|chosen| !identities(&message).any(|each| each == chosen)) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.1.2-i6"));
        }
        AskPsksAgain::ask(env, &message, self.retried, out)
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

fn repeats(first: &ClientHello<'_>, second: &ClientHello<'_>) -> bool {
    let fixed = |raw: &RawExtension<'_>| !CHANGEABLE.contains(&raw.extension_type);
    first.random == second.random
        && first.legacy_session_id == second.legacy_session_id
        && first.cipher_suites == second.cipher_suites
        && first.extensions.other.iter().filter(fixed).eq(second.extensions.other.iter().filter(fixed))
}

fn identities<'a>(hello: &ClientHello<'a>) -> impl Iterator<Item = &'a [u8]> {
    hello.extensions.pre_shared_key.into_iter().flat_map(|psks| psks.identities.iter()).map(|each| each.identity)
}
