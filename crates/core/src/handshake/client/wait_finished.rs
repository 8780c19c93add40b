//! RFC 8446 §4.4.4: WAIT_FINISHED.

use alloc::boxed::Box;

use surehand_codec::Reject;
use surehand_codec::message::{EndOfEarlyData, Finished, Received};

use super::{AskCredential, Client, Env, Flight, Negotiated};
use crate::crypto::{MacPurpose, Provider};
use crate::handshake::traffic::{ApplicationTraffic, Reads};
use crate::handshake::{Action, Out, RequestedCertificate, finished};
use crate::state::state;

state! {
    /// The server has shown that it holds the key; what is left confirms the handshake.
    pub struct WaitFinished {
        pub(super) negotiated: Box<Negotiated<P>>,
        pub(super) requested: Option<RequestedCertificate>,
    }
}

impl<P: Provider> WaitFinished<P> {
    /// Checks the server's Finished, and begins our last flight.
    pub(super) fn on_finished(
        self,
        env: &Env<'_, P>,
        message: Received<'_, Finished<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let provider = env.provider;
        let mut negotiated = self.negotiated;
        let transcript = &mut negotiated.transcript;
        let server_base_key = negotiated.schedule.server_handshake_traffic_secret();
        finished::check(provider, MacPurpose::ServerFinished, server_base_key, transcript, &message)?;

        let main = negotiated.schedule.main_secret();
        let (application, write) =
            ApplicationTraffic::new(provider, negotiated.suite, main, transcript.hash(), Reads::Server, out)?;
        if let Some(after_early_data) = negotiated.after_early_data.take() {
            // The early data was accepted: it ends here (§4.5).
            out.send(&EndOfEarlyData, |bytes| transcript.add(bytes))?;
            out.push(Action::WriteKeys(after_early_data));
        }
        let flight = Flight { negotiated, application, write };
        match self.requested {
            Some(requested) => Ok(AskCredential::ask(Box::new(flight), requested, out).into()),
            None => flight.finish(env, out),
        }
    }
}
