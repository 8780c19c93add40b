//! RFC 8446 §4.6: CONNECTED, and the messages that may follow a handshake.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::{KeyUpdate, NewSessionTicket, Received};

use super::negotiated::SelectedPsk;
use super::{Client, Env};
use crate::crypto::{Provider, Suite};
use crate::handshake::{Action, EarlyDataTerms, LONGEST_LIFETIME, NewTicket, Out, Psk, key_update};
use crate::key_schedule::{Exporter, resumption_psk};
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// Application data flows.
    pub struct Connected {
        pub(super) suite: Suite,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        pub(super) psk: Option<SelectedPsk>,
        pub(super) exporter: Exporter<P>,
        /// resumption_master_secret, where tickets are wanted.
        pub(super) resumption: Option<P::Secret>,
        /// Up to our Finished, where the server may ask for a certificate.
        pub(super) transcript: Option<Box<Transcript<P>>>,
        /// How many tickets have come.
        pub(super) tickets: u32,
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

    /// Whether a pre-shared key authenticated the server.
    pub fn by_psk(&self) -> bool {
        self.psk.is_some()
    }

    /// The exporter (§7.5).
    pub fn exporter(&self) -> &Exporter<P> {
        &self.exporter
    }

    /// §4.6.1: keeps the ticket; a client without resumption ignores it (RFC 9846 §4.7.1).
    pub(super) fn on_new_session_ticket(
        mut self,
        env: &Env<'_, P>,
        message: Received<'_, NewSessionTicket<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let Some(secret) = &self.resumption else { return Ok(self.into()) };
        // A lifetime of zero means that the ticket is to be discarded at once.
        if message.ticket_lifetime == 0 || self.tickets >= env.config.limits.tickets {
            return Ok(self.into());
        }
        self.tickets += 1;
        let psk = resumption_psk(env.provider, self.suite.hash, secret, message.ticket_nonce);
        let early_data = message.extensions.early_data.map(|max_early_data_size| EarlyDataTerms {
            max_early_data_size,
            cipher_suite: self.suite.cipher_suite,
            application_layer_protocol: self.application_layer_protocol.clone(),
        });
        out.push(Action::Ticket(NewTicket {
            ticket: message.ticket.to_vec(),
            lifetime: message.ticket_lifetime.min(LONGEST_LIFETIME),
            age_add: message.ticket_age_add,
            psk: Psk::new(env.provider.reveal(&psk)),
            hash: self.suite.hash,
            early_data,
            server_name: self.server_name.clone(),
            resumptions: self.psk.as_ref().map_or(0, SelectedPsk::resumptions),
        }));
        Ok(self.into())
    }

    /// §4.6.3.
    pub(super) fn on_key_update(
        self,
        env: &Env<'_, P>,
        message: Received<'_, KeyUpdate>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        key_update::on_key_update(&env.config.carrier, &message, out)?;
        Ok(self.into())
    }
}
