//! RFC 8446 §4.4.2: the credential is chosen, then ServerHello to Certificate go out.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::code_point::SignatureScheme;
use surehand_codec::message::ClientHello;
use surehand_codec::{Reject, reject};

use super::flight::Flight;
use super::selected::Selected;
use super::{AskSign, Env, Server};
use crate::crypto::Provider;
use crate::handshake::certificate::{to_sign, write};
use crate::handshake::{Action, ChooseCredential, ChosenCredential, ClientStatus, Out, Question, Signer};
use crate::state::state;

state! {
    /// Parameters selected; which credential shall be shown?
    pub struct AskCredential {
        selected: Box<Selected<P>>,
        signature_algorithms: Vec<SignatureScheme>,
    }
}

impl<P: Provider> AskCredential<P> {
    pub(super) fn ask(selected: Box<Selected<P>>, hello: &ClientHello<'_>, out: &mut Out<P>) -> Self {
        let extensions = &hello.extensions;
        let signature_algorithms: Vec<_> = extensions.signature_algorithms.unwrap_or_default().iter().collect();
        let authorities = extensions.certificate_authorities.unwrap_or_default();
        out.ask(Question::ChooseCredential(ChooseCredential {
            server_name: selected.server_name.clone(),
            signature_algorithms: signature_algorithms.clone(),
            signature_algorithms_cert: extensions.signature_algorithms_cert.map(|list| list.iter().collect()),
            certificate_authorities: authorities.iter().map(|name| name.0.to_vec()).collect(),
            application_layer_protocol: selected.application_layer_protocol.clone(),
        }));
        Self { selected, signature_algorithms }
    }

    pub(super) fn on_credential(
        self,
        env: &Env<'_, P>,
        answer: Result<ChosenCredential, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let chosen = answer?;
        if !self.signature_algorithms.contains(&chosen.scheme) {
            return Err(reject!(HANDSHAKE_FAILURE, "6.2-i4"));
        }
        if chosen.chain.is_empty() {
            return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
        }
        let mut flight = Flight::start(env, self.selected, out)?;
        let requested = flight.certificate_request(env, out)?;
        let selected = &mut flight.selected;
        if requested {
            selected.client = ClientStatus::Declined;
        }
        let extras = selected.client_takes.extras;
        out.push(Action::Send(write(&[], Some(&chosen), extras, &mut selected.transcript)?));
        out.ask(Question::Sign(to_sign(Signer::Server, &chosen, &selected.transcript)));
        Ok(AskSign { flight, requested, scheme: chosen.scheme }.into())
    }
}
