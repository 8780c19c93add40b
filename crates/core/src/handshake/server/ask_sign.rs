//! RFC 8446 §4.4.3, §4.4.4: the signature is there; CertificateVerify and Finished go out.

use surehand_codec::Reject;
use surehand_codec::code_point::SignatureScheme;
use surehand_codec::message::CertificateVerify;

use alloc::vec::Vec;

use super::select::Selected;
use super::{Env, Server, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::env::internal;
use crate::handshake::{Action, Out, finished};
use crate::key_schedule::{Epoch, HandshakeTraffic, read_keys, write_keys};
use crate::state::state;

state! {
    /// Certificate sent; its key is asked for a signature.
    pub struct AskSign {
        pub(super) selected: Selected<P>,
        pub(super) schedule: HandshakeTraffic<P>,
        pub(super) scheme: SignatureScheme,
    }
}

impl<P: Provider> AskSign<P> {
    pub(super) fn on_signature(
        self,
        env: &Env<'_, P>,
        answer: Result<Vec<u8>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let signature = answer?;
        let provider = env.provider;
        let Self { mut selected, schedule, scheme } = self;
        let suite = selected.suite;
        let transcript = &mut selected.transcript;
        let certificate_verify = CertificateVerify { algorithm: scheme, signature: &signature };
        out.send(&certificate_verify, |bytes| transcript.add(bytes))?;
        finished::send(provider, schedule.server_handshake_traffic_secret(), transcript, out)?;

        let transcript_hash = transcript.hash();
        let main = schedule.main_secret();
        let client = main.client_application_traffic_secret_0(provider, &transcript_hash);
        let server = main.server_application_traffic_secret_0(provider, &transcript_hash);
        let exporter = main.exporter_master_secret(provider, &transcript_hash);
        out.log(provider, "CLIENT_TRAFFIC_SECRET_0", &client);
        out.log(provider, "SERVER_TRAFFIC_SECRET_0", &server);
        out.log(provider, "EXPORTER_SECRET", exporter.secret());
        let epoch = Epoch::Application(0);
        let server_id = provider.key_id(&server);
        let client_id = provider.key_id(&client);
        let read = read_keys(provider, suite, epoch, &client).map_err(internal)?.updatable(client);
        let write = write_keys(provider, suite, epoch, &server).map_err(internal)?.updatable(server);
        out.push(Action::WriteKeys(write));
        Ok(WaitFinished { selected, schedule, read, exporter, transcript_hash, client_id, server_id }.into())
    }
}
