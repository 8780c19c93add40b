//! RFC 8446 §4.3.1: WAIT_EE.

use surehand_codec::message::{EncryptedExtensions, Received};
use surehand_codec::{Reject, reject};

use super::{Client, Env, Negotiated, WaitCertificateOrRequest};
use crate::crypto::Provider;
use crate::state::state;

state! {
    /// ServerHello received: the rest is encrypted.
    pub struct WaitEncryptedExtensions {
        pub(super) negotiated: Negotiated<P>,
    }
}

impl<P: Provider> WaitEncryptedExtensions<P> {
    pub(super) fn on_encrypted_extensions(
        self,
        env: &Env<'_, P>,
        message: Received<'_, EncryptedExtensions<'_>>,
    ) -> Result<Client<P>, Reject> {
        let mut negotiated = self.negotiated;
        negotiated.offered.check(&message.other)?;
        if let Some(protocol) = message.application_layer_protocol_negotiation {
            if !env.config.application_layer_protocols.iter().any(|offered| offered == protocol.0) {
                return Err(reject!(ILLEGAL_PARAMETER, "6-10"));
            }
            negotiated.application_layer_protocol = Some(protocol.0.to_vec());
        }
        negotiated.transcript.add(message.bytes);
        Ok(WaitCertificateOrRequest { negotiated }.into())
    }
}
