//! RFC 8446 §4.6: CONNECTED, and the messages that may follow a handshake.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::{KeyUpdate, Received};

use super::selected::{ClientTakes, UsedPsk};
use super::{Env, Server};
use crate::crypto::{Provider, Suite};
use crate::handshake::{ClientStatus, Out, key_update};
use crate::key_schedule::Exporter;
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// Application data flows.
    pub struct Connected {
        pub(super) suite: Suite,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        pub(super) client: ClientStatus,
        pub(super) takes: ClientTakes,
        pub(super) psk: Option<UsedPsk>,
        pub(super) exporter: Exporter<P>,
        /// resumption_master_secret, where the client can use tickets.
        pub(super) resumption: Option<P::Secret>,
        pub(super) tickets: Tickets,
        /// Up to the client's Finished, where the client may be asked for a certificate.
        pub(super) transcript: Option<Box<Transcript<P>>>,
        /// The requests that have no answer yet.
        pub(super) requests: Vec<PostHandshakeRequest<P>>,
        pub(super) requests_made: u64,
    }
}

state! {
    /// A request that has no answer yet.
    pub struct PostHandshakeRequest {
        pub(super) context: Vec<u8>,
        /// The main handshake and the request; other authentications are not part of it (§4.4).
        pub(super) transcript: Transcript<P>,
    }
}

/// Which tickets have been made, and how many are due.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Tickets {
    /// Numbers the tickets of this connection: no more of them are made than there are nonces.
    pub made: u16,
    pub due: u8,
    pub asked: Option<AskedTicket>,
}

/// What a NewSessionTicket will say beside the ticket.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct AskedTicket {
    pub lifetime: u32,
    pub age_add: u32,
    pub nonce: [u8; 2],
    pub max_early_data_size: Option<u32>,
}

impl<P: Provider> Connected<P> {
    /// The cipher suite.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The application protocol (RFC 7301), where one was agreed.
    pub fn application_layer_protocol(&self) -> Option<&[u8]> {
        self.application_layer_protocol.as_deref()
    }

    /// The host name that the client asked for (RFC 6066).
    pub fn server_name(&self) -> Option<&[u8]> {
        self.server_name.as_deref()
    }

    /// What the client has shown of itself.
    pub fn client(&self) -> &ClientStatus {
        &self.client
    }

    /// Whether a pre-shared key authenticated both ends.
    pub fn by_psk(&self) -> bool {
        self.psk.is_some()
    }

    /// The exporter (§7.5).
    pub fn exporter(&self) -> &Exporter<P> {
        &self.exporter
    }

    /// §4.6.3.
    pub(super) fn on_key_update(
        self,
        env: &Env<'_, P>,
        message: Received<'_, KeyUpdate>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        key_update::on_key_update(&env.config.carrier, &message, out)?;
        Ok(self.into())
    }
}
