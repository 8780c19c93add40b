//! What a server knows between ClientHello and Finished.

use alloc::vec::Vec;

use surehand_codec::code_point::NamedGroup;

use crate::crypto::{Provider, Suite};
use crate::handshake::certificate::Extras;
use crate::handshake::{ClientStatus, EarlyDataTerms, Session};
use crate::key_schedule::{BinderKind, EarlySecret};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// The parameters of a connection, and the client's share.
    pub struct Selected {
        pub(super) suite: Suite,
        /// The group and the client's share for it; `None` in psk_ke.
        pub(super) share: Option<(NamedGroup, Vec<u8>)>,
        /// The pre-shared key that authenticates both ends, if one does.
        pub(super) psk: Option<ChosenPsk<P>>,
        pub(super) early_data_accepted: bool,
        pub(super) legacy_session_id: Vec<u8>,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        pub(super) change_cipher_spec_sent: bool,
        pub(super) client_takes: ClientTakes,
        pub(super) client: ClientStatus,
        pub(super) transcript: Transcript<P>,
    }
}

state! {
    /// A pre-shared key whose binder is good.
    pub struct ChosenPsk {
        pub(super) index: u16,
        /// Gone once the handshake secret has been derived.
        pub(super) early_secret: Option<EarlySecret<P>>,
        pub(super) kind: BinderKind,
        pub(super) early_data: Option<EarlyDataTerms>,
        pub(super) session: Option<Session>,
    }
}

impl<P: Provider> Selected<P> {
    /// The early secret, which ends where the handshake secret begins (§7.1).
    pub(super) fn take_early_secret(&mut self) -> Option<EarlySecret<P>> {
        self.psk.as_mut().and_then(|psk| psk.early_secret.take())
    }

    /// How much early data is taken: what the PSK admits.
    pub(super) fn early_data_limit(&self) -> u32 {
        let terms = self.psk.as_ref().and_then(|psk| psk.early_data.as_ref());
        terms.map_or(0, |terms| terms.max_early_data_size)
    }

    /// Whether a ticket's connection goes on.
    pub(super) fn is_resumed(&self) -> bool {
        self.psk.as_ref().is_some_and(|psk| psk.kind == BinderKind::Resumption)
    }

    /// What is kept of the PSK for later tickets and requests.
    pub(super) fn used_psk(&self) -> Option<UsedPsk> {
        self.psk.as_ref().map(|psk| UsedPsk {
            external: psk.kind != BinderKind::Resumption,
            resumptions: psk.session.as_ref().map_or(0, |session| session.resumptions),
            origin: psk.session.as_ref().and_then(|session| session.origin),
        })
    }
}

/// What else the client has offered to take.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct ClientTakes {
    pub extras: Extras,
    pub post_handshake_auth: bool,
    pub tickets: bool,
    pub record_size_limit: Option<u16>,
}

/// What is kept of the pre-shared key when the handshake is complete.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct UsedPsk {
    pub external: bool,
    pub resumptions: u32,
    pub origin: Option<u64>,
}
