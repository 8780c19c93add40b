//! RFC 8446 A.1: the client's last flight, and what it leads to.

use alloc::boxed::Box;

use surehand_codec::Reject;

use super::{Client, Connected, Env, Negotiated};
use crate::crypto::Provider;
use crate::handshake::traffic::ApplicationTraffic;
use crate::handshake::{Action, Out, finished};
use crate::key_schedule::WriteKeys;
use crate::state::state;

state! {
    /// The server is authenticated; our last flight is under way.
    pub struct Flight {
        pub(super) negotiated: Box<Negotiated<P>>,
        pub(super) application: ApplicationTraffic<P>,
        pub(super) write: WriteKeys<P>,
    }
}

impl<P: Provider> Flight<P> {
    /// Sends our Finished and changes to application keys (§4.4.4).
    pub(super) fn finish(self, env: &Env<'_, P>, out: &mut Out<P>) -> Result<Client<P>, Reject> {
        let provider = env.provider;
        let Self { negotiated, application, write } = self;
        let Negotiated { suite, mut transcript, schedule, server_name, application_layer_protocol, psk, .. } =
            *negotiated;
        finished::send(provider, schedule.client_handshake_traffic_secret(), &mut transcript, out)?;
        out.push(application.complete(provider, application_layer_protocol.clone()));
        out.push(Action::ReadKeys(application.read));
        out.push(Action::WriteKeys(write));
        out.push(Action::Complete);
        let resumption = (!env.config.psk_key_exchange_modes.is_empty())
            .then(|| schedule.main_secret().resumption_master_secret(provider, &transcript.hash()));
        // A server that an external PSK authenticates asks for no certificate (RFC 9846 §4.4.2).
        let external = psk.as_ref().is_some_and(|psk| psk.ticket.is_none());
        let transcript = (env.config.post_handshake_auth && !external).then(|| Box::new(transcript));
        Ok(Connected {
            suite,
            server_name,
            application_layer_protocol,
            psk,
            exporter: application.exporter,
            resumption,
            transcript,
            tickets: 0,
        }
        .into())
    }
}
