//! RFC 8446 §4.4.4: WAIT_FINISHED.

use surehand_codec::Reject;
use surehand_codec::message::{Certificate, Finished, Received};
use surehand_codec::wire::List;

use super::{Client, Connected, Env, Negotiated};
use crate::crypto::{MacPurpose, Provider};
use crate::handshake::traffic::{ApplicationTraffic, Reads};
use crate::handshake::{Action, Out, finished};
use crate::state::state;

state! {
    /// The server has shown that it holds the key; what is left confirms the handshake.
    pub struct WaitFinished {
        pub(super) negotiated: Negotiated<P>,
        pub(super) certificate_requested: bool,
    }
}

impl<P: Provider> WaitFinished<P> {
    /// Checks the server's Finished, sends our last flight, changes to application keys.
    pub(super) fn on_finished(
        self,
        env: &Env<'_, P>,
        message: Received<'_, Finished<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let provider = env.provider;
        let Negotiated { suite, mut transcript, schedule, application_layer_protocol, .. } = self.negotiated;
        let server_base_key = schedule.server_handshake_traffic_secret();
        finished::check(provider, MacPurpose::ServerFinished, server_base_key, &mut transcript, &message)?;

        let main = schedule.main_secret();
        let (application, write) =
            ApplicationTraffic::new(provider, suite, main, transcript.hash(), Reads::Server, out)?;
        if env.config.carrier.compatibility_mode {
            out.push(Action::ChangeCipherSpec);
        }
        if self.certificate_requested {
            // We have no credential to show, and say so (§4.4.2).
            let empty = Certificate { certificate_request_context: &[], certificate_list: List::default() };
            out.send(&empty, |bytes| transcript.add(bytes))?;
        }
        finished::send(provider, schedule.client_handshake_traffic_secret(), &mut transcript, out)?;
        out.push(application.complete(provider, application_layer_protocol.clone()));
        out.push(Action::ReadKeys(application.read));
        out.push(Action::WriteKeys(write));
        out.push(Action::Complete);
        Ok(Connected { suite, application_layer_protocol, exporter: application.exporter }.into())
    }
}
