//! RFC 8446 §4.6: CONNECTED, and the messages that may follow a handshake.

use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::{KeyUpdate, Received};

use super::Server;
use crate::crypto::{Provider, Suite};
use crate::handshake::{Out, key_update};
use crate::key_schedule::Exporter;
use crate::state::state;

state! {
    /// Application data flows.
    pub struct Connected {
        pub(super) suite: Suite,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) exporter: Exporter<P>,
    }
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

    /// The exporter (§7.5).
    pub fn exporter(&self) -> &Exporter<P> {
        &self.exporter
    }

    /// §4.6.3.
    pub(super) fn on_key_update(self, message: Received<'_, KeyUpdate>, out: &mut Out<P>) -> Result<Server<P>, Reject> {
        key_update::on_key_update(&message, out);
        Ok(self.into())
    }
}
