//! RFC 8446 §4.4.4: WAIT_FINISHED.

use surehand_codec::Reject;
use surehand_codec::message::{Finished, Received};

use super::select::Selected;
use super::{Connected, Env, Server};
use crate::crypto::{Digest, MacPurpose, Provider};
use crate::handshake::{Action, Claim, Out, finished};
use crate::key_schedule::{Exporter, HandshakeTraffic, ReadKeys};
use crate::state::state;

state! {
    /// Our flight is complete; the client's Finished confirms the handshake.
    pub struct WaitFinished {
        pub(super) selected: Selected<P>,
        pub(super) schedule: HandshakeTraffic<P>,
        pub(super) read: ReadKeys<P>,
        pub(super) exporter: Exporter<P>,
        pub(super) transcript_hash: Digest,
        pub(super) client_id: P::KeyId,
        pub(super) server_id: P::KeyId,
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
        out.push(Action::Claim(Claim::Complete {
            application_layer_protocol: application_layer_protocol.clone(),
            transcript_hash: self.transcript_hash,
            client: self.client_id,
            server: self.server_id,
            exporter: env.provider.key_id(self.exporter.secret()),
        }));
        out.push(Action::ReadKeys(self.read));
        out.push(Action::Complete);
        Ok(Connected { suite, application_layer_protocol, server_name, exporter: self.exporter }.into())
    }
}
