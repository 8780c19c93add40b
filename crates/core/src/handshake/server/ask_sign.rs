//! RFC 8446 §4.4.3, §4.4.4: the signature is there; CertificateVerify and Finished go out.

use surehand_codec::Reject;
use surehand_codec::code_point::SignatureScheme;
use surehand_codec::message::CertificateVerify;

use alloc::vec::Vec;

use super::select::Selected;
use super::{Env, Server, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::traffic::{ApplicationTraffic, Reads};
use crate::handshake::{Action, Out, finished};
use crate::key_schedule::HandshakeTraffic;
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

        let main = schedule.main_secret();
        let (application, write) =
            ApplicationTraffic::new(provider, suite, main, transcript.hash(), Reads::Client, out)?;
        out.push(Action::WriteKeys(write));
        Ok(WaitFinished { selected, schedule, application }.into())
    }
}
