//! What a client knows between ServerHello and Finished.

use alloc::vec::Vec;

use super::hello::PskOffer;
use crate::crypto::{Provider, Suite};
use crate::handshake::EarlyDataTerms;
use crate::handshake::offered::Offered;
use crate::key_schedule::{BinderKind, HandshakeTraffic, WriteKeys};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// What has been settled by ServerHello, and what grows from there to Finished.
    pub struct Negotiated {
        pub(super) suite: Suite,
        pub(super) transcript: Transcript<P>,
        pub(super) schedule: HandshakeTraffic<P>,
        pub(super) offered: Offered,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        /// The pre-shared key that authenticates the server, if one does.
        pub(super) psk: Option<SelectedPsk>,
        /// Whether EncryptedExtensions has yet to say that the early data counts.
        pub(super) early_data_undecided: bool,
        /// Handshake keys to write with, while early data is still written.
        pub(super) after_early_data: Option<WriteKeys<P>>,
    }
}

/// What is kept of the pre-shared key that the server has selected.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SelectedPsk {
    /// The ticket of the session that is resumed; `None` for an external one.
    pub(super) ticket: Option<Vec<u8>>,
    pub(super) resumptions: u32,
    pub(super) early_data: Option<EarlyDataTerms>,
}

impl SelectedPsk {
    pub(super) fn new<P: Provider>(psk: &PskOffer<P>) -> Self {
        Self {
            ticket: (psk.kind == BinderKind::Resumption).then(|| psk.identity.clone()),
            resumptions: psk.resumptions,
            early_data: psk.early_data.clone(),
        }
    }

    /// How many resumptions lie between this connection and a full handshake: none if the PSK is an external one.
    pub(super) fn resumptions(&self) -> u32 {
        if self.ticket.is_some() { self.resumptions.saturating_add(1) } else { 0 }
    }
}
