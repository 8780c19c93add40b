//! RFC 8446 §4.6: CONNECTED, and the messages that may follow a handshake.

use alloc::vec::Vec;

use surehand_codec::message::{Certificate, KeyUpdate, Received};
use surehand_codec::{Reject, reject};

use super::post_handshake::{PostHandshakeRequest, on_certificate};
use super::selected::{ClientTakes, UsedPsk};
use super::tickets::Tickets;
use super::{Env, Server};
use crate::config::ClientAuthentication;
use crate::crypto::{Provider, Purpose, Suite};
use crate::handshake::env::internal;
use crate::handshake::{Action, ClientStatus, Out, certificate_request, key_update};
use crate::key_schedule::Exporter;
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// Application data flows.
    pub struct Connected {
        pub(super) suite: Suite,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
        pub(super) client: ClientStatus,
        pub(super) takes: ClientTakes,
        pub(super) psk: Option<UsedPsk>,
        pub(super) exporter: Exporter<P>,
        /// resumption_master_secret, where the client can use tickets.
        pub(super) resumption: Option<P::Secret>,
        pub(super) tickets: Tickets,
        /// Up to the client's Finished, where the client may be asked for a certificate.
        pub(super) transcript: Option<Transcript<P>>,
        /// The requests that have no answer yet.
        pub(super) requests: Vec<PostHandshakeRequest<P>>,
        pub(super) requests_made: u64,
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

    /// The host name that the client asked for (RFC 6066).
    pub fn server_name(&self) -> Option<&[u8]> {
        self.server_name.as_deref()
    }

    /// What the client has shown of itself.
    pub fn client(&self) -> &ClientStatus {
        &self.client
    }

    /// Whether a pre-shared key authenticated both ends.
    pub fn by_psk(&self) -> bool {
        self.psk.is_some()
    }

    /// The exporter (§7.5).
    pub fn exporter(&self) -> &Exporter<P> {
        &self.exporter
    }

    /// §4.6.3.
    pub(super) fn on_key_update(self, message: Received<'_, KeyUpdate>, out: &mut Out<P>) -> Result<Server<P>, Reject> {
        key_update::on_key_update(&message, out);
        Ok(self.into())
    }

    /// §4.6.2: asks for a certificate; `None` if this client may not be asked, or has too many requests to answer.
    pub(super) fn request_certificate(&mut self, env: &Env<'_, P>, out: &mut Out<P>) -> Option<Result<(), Reject>> {
        let policy = env.config.client_authentication.as_ref()?;
        let transcript = self.transcript.as_ref()?.fork();
        (self.requests.len() < env.config.limits.certificate_requests).then_some(())?;
        Some(self.request(env, policy, transcript, out))
    }

    fn request(
        &mut self,
        env: &Env<'_, P>,
        policy: &ClientAuthentication,
        mut transcript: Transcript<P>,
        out: &mut Out<P>,
    ) -> Result<(), Reject> {
        // Unpredictable, and by the number in front unique in this connection (§4.3.2).
        let mut context = self.requests_made.to_be_bytes().to_vec();
        let mut random = [0; 16];
        let purpose = Purpose::CertificateRequestContext(self.requests_made);
        env.provider.random(env.randomness, purpose, &mut random).map_err(internal)?;
        context.extend_from_slice(&random);
        self.requests_made += 1;
        let bytes = certificate_request::write(policy, &context)?;
        transcript.add(&bytes);
        out.push(Action::Send(bytes));
        self.requests.push(PostHandshakeRequest { context, transcript });
        Ok(())
    }

    /// §4.6.2: the answer to one of our requests begins.
    pub(super) fn on_certificate(
        mut self,
        env: &Env<'_, P>,
        message: Received<'_, Certificate<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        if self.requests.is_empty() {
            return Err(reject!(UNEXPECTED_MESSAGE, "4.4.2-2"));
        }
        let answers = |request: &PostHandshakeRequest<P>| request.context == message.certificate_request_context;
        let at = self.requests.iter().position(answers).ok_or(reject!(ILLEGAL_PARAMETER, "4.4.2-i1"))?;
        let request = self.requests.remove(at);
        on_certificate(env, self, request.transcript, &message, out)
    }
}
