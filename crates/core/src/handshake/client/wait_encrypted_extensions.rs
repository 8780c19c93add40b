//! RFC 8446 §4.3.1: WAIT_EE.

use alloc::boxed::Box;

use surehand_codec::message::{EncryptedExtensions, Received};
use surehand_codec::{Reject, reject};

use super::{AskVerifyResumed, Client, Env, Negotiated, WaitCertificateOrRequest, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::record_size_limit;
use crate::handshake::{Action, Out};
use crate::state::state;

state! {
    /// ServerHello received: the rest is encrypted.
    pub struct WaitEncryptedExtensions {
        pub(super) negotiated: Box<Negotiated<P>>,
    }
}

impl<P: Provider> WaitEncryptedExtensions<P> {
    pub(super) fn on_encrypted_extensions(
        self,
        env: &Env<'_, P>,
        message: Received<'_, EncryptedExtensions<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let mut negotiated = self.negotiated;
        negotiated.offered.check(&message.other)?;
        if let Some(protocol) = message.application_layer_protocol_negotiation {
            if !env.config.application_layer_protocols.iter().any(|offered| offered == protocol.0) {
                return Err(reject!(ILLEGAL_PARAMETER, "6-10"));
            }
            negotiated.application_layer_protocol = Some(protocol.0.to_vec());
        }
        if let (Some(theirs), Some(ours)) = (message.record_size_limit, env.config.record_size_limit) {
            out.push(record_size_limit::agreed(theirs, ours)?);
        }
        on_early_data(&mut negotiated, message.early_data, out)?;
        negotiated.transcript.add(message.bytes);
        let Some(psk) = &negotiated.psk else { return Ok(WaitCertificateOrRequest { negotiated }.into()) };
        // The PSK authenticates the server: no certificate follows (§2.2).
        Ok(match psk.ticket.clone().filter(|_| env.config.verify_resumed) {
            Some(ticket) => AskVerifyResumed::ask(negotiated, &ticket, out).into(),
            None => WaitFinished { negotiated, requested: None }.into(),
        })
    }
}

/// §4.2.10: whether the early data counts.
fn on_early_data<P: Provider>(negotiated: &mut Negotiated<P>, accepted: bool, out: &mut Out<P>) -> Result<(), Reject> {
    if !accepted {
        if negotiated.early_data_undecided {
            out.push(Action::EarlyDataAccepted(false));
        }
        if let Some(write) = negotiated.after_early_data.take() {
            out.push(Action::WriteKeys(write));
        }
        return Ok(());
    }
    if !negotiated.early_data_undecided {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.11-16"));
    }
    let terms = negotiated.psk.as_ref().and_then(|psk| psk.early_data.as_ref());
    if terms.is_none_or(|terms| terms.cipher_suite != negotiated.suite.cipher_suite) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.10-9"));
    }
    if terms.is_some_and(|terms| terms.application_layer_protocol != negotiated.application_layer_protocol) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.10-i2"));
    }
    out.push(Action::EarlyDataAccepted(true));
    Ok(())
}
