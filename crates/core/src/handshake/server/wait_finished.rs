//! RFC 8446 §4.4.4: WAIT_FINISHED.

use alloc::boxed::Box;

use surehand_codec::Reject;
use surehand_codec::message::{Finished, Received};

use super::selected::Selected;
use super::{Connected, Env, Server};
use crate::crypto::{MacPurpose, Provider};
use crate::handshake::traffic::ApplicationTraffic;
use crate::handshake::{Action, Claim, Out, finished};
use crate::key_schedule::HandshakeTraffic;
use crate::state::state;

state! {
    /// Our flight is complete; the client's Finished confirms the handshake.
    pub struct WaitFinished {
        pub(super) selected: Box<Selected<P>>,
        pub(super) schedule: HandshakeTraffic<P>,
        pub(super) application: ApplicationTraffic<P>,
    }
}

impl<P: Provider> WaitFinished<P> {
    pub(super) fn on_finished(
        self,
        env: &Env<'_, P>,
        message: Received<'_, Finished<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let provider = env.provider;
        let Self { mut selected, schedule, application } = self;
        let base_key = schedule.client_handshake_traffic_secret();
        finished::check(provider, MacPurpose::ClientFinished, base_key, &mut selected.transcript, &message)?;
        out.push(application.complete(provider, selected.application_layer_protocol.clone()));
        out.push(Action::Claim(Claim::Client(selected.client.clone())));
        out.push(Action::ReadKeys(application.read));
        out.push(Action::Complete);
        let psk = selected.used_psk();
        let resumption = selected
            .client_takes
            .tickets
            .then(|| schedule.main_secret().resumption_master_secret(provider, &selected.transcript.hash()));
        let Selected { suite, server_name, application_layer_protocol, client_takes, client, transcript, .. } =
            *selected;
        // No request where an external PSK authenticates (RFC 9846 §4.4.2).
        let may_ask = client_takes.post_handshake_auth && !psk.is_some_and(|psk| psk.external);
        let mut connected = Connected {
            suite,
            server_name,
            application_layer_protocol,
            client,
            takes: client_takes,
            psk,
            exporter: application.exporter,
            resumption,
            tickets: Default::default(),
            transcript: (may_ask && env.config.client_authentication.is_some()).then(|| Box::new(transcript)),
            requests: Default::default(),
            requests_made: 0,
        };
        connected.make_tickets(env, env.config.tickets, out)?;
        Ok(connected.into())
    }
}
