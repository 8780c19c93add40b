//! RFC 8446 §4.4.4: WAIT_FINISHED.

use surehand_codec::Reject;
use surehand_codec::message::{Finished, Received};

use super::select::Selected;
use super::{Connected, Env, Server};
use crate::crypto::{MacPurpose, Provider};
use crate::handshake::traffic::ApplicationTraffic;
use crate::handshake::{Action, Out, finished};
use crate::key_schedule::HandshakeTraffic;
use crate::state::state;

state! {
    /// Our flight is complete; the client's Finished confirms the handshake.
    pub struct WaitFinished {
        pub(super) selected: Selected<P>,
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
        let Selected { suite, mut transcript, application_layer_protocol, server_name, .. } = self.selected;
        let base_key = self.schedule.client_handshake_traffic_secret();
        finished::check(env.provider, MacPurpose::ClientFinished, base_key, &mut transcript, &message)?;
        out.push(self.application.complete(env.provider, application_layer_protocol.clone()));
        let ApplicationTraffic { read, exporter, .. } = self.application;
        out.push(Action::ReadKeys(read));
        out.push(Action::Complete);
        Ok(Connected { suite, application_layer_protocol, server_name, exporter }.into())
    }
}
