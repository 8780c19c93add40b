//! RFC 8446 §4.4.4: WAIT_FINISHED.

use surehand_codec::Reject;
use surehand_codec::message::{Certificate, Finished, Received};
use surehand_codec::wire::List;

use super::{Client, Connected, Env, Negotiated};
use crate::crypto::{MacPurpose, Provider};
use crate::handshake::env::internal;
use crate::handshake::{Action, Claim, Out, finished};
use crate::key_schedule::{Epoch, read_keys, write_keys};
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

        let transcript_hash = transcript.hash();
        let main = schedule.main_secret();
        let client = main.client_application_traffic_secret_0(provider, &transcript_hash);
        let server = main.server_application_traffic_secret_0(provider, &transcript_hash);
        let exporter = main.exporter_master_secret(provider, &transcript_hash);
        out.log(provider, "CLIENT_TRAFFIC_SECRET_0", &client);
        out.log(provider, "SERVER_TRAFFIC_SECRET_0", &server);
        out.log(provider, "EXPORTER_SECRET", exporter.secret());

        if env.config.carrier.compatibility_mode {
            out.push(Action::ChangeCipherSpec);
        }
        if self.certificate_requested {
            // We have no credential to show, and say so (§4.4.2).
            let empty = Certificate { certificate_request_context: &[], certificate_list: List::default() };
            out.send(&empty, |bytes| transcript.add(bytes))?;
        }
        finished::send(provider, schedule.client_handshake_traffic_secret(), &mut transcript, out)?;
        out.push(Action::Claim(Claim::Complete {
            application_layer_protocol: application_layer_protocol.clone(),
            transcript_hash,
            client: provider.key_id(&client),
            server: provider.key_id(&server),
            exporter: provider.key_id(exporter.secret()),
        }));
        let epoch = Epoch::Application(0);
        let read = read_keys(provider, suite, epoch, &server).map_err(internal)?.updatable(server);
        let write = write_keys(provider, suite, epoch, &client).map_err(internal)?.updatable(client);
        out.push(Action::ReadKeys(read));
        out.push(Action::WriteKeys(write));
        out.push(Action::Complete);
        Ok(Connected { suite, application_layer_protocol, exporter }.into())
    }
}
