//! RFC 8446 §8: has this early data been seen before?

use alloc::boxed::Box;

use surehand_codec::message::{ClientHello, Received};
use surehand_codec::{Reject, reject};

use super::flight::server_flight;
use super::selected::Selected;
use super::{Env, Server};
use crate::crypto::Provider;
use crate::handshake::{Action, AdmitEarlyData, Out, Question};
use crate::state::state;

state! {
    /// Parameters selected, early data admissible; has it been seen before?
    pub struct AskEarlyData {
        selected: Box<Selected<P>>,
    }
}

impl<P: Provider> AskEarlyData<P> {
    pub(super) fn ask(
        selected: Box<Selected<P>>,
        hello: &Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Self, Reject> {
        let offered = hello.extensions.pre_shared_key;
        let first = offered.and_then(|psks| Some((psks.identities.iter().next()?, psks.binders.iter().next()?)));
        let (identity, binder) = first.ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
        out.ask(Question::AdmitEarlyData(AdmitEarlyData {
            identity: identity.identity.to_vec(),
            obfuscated_ticket_age: identity.obfuscated_ticket_age,
            binder: binder.0.to_vec(),
        }));
        Ok(Self { selected })
    }

    /// What is not fresh is skipped, and the handshake goes on (§8.2).
    pub(super) fn on_early_data(
        self,
        env: &Env<'_, P>,
        answer: Result<bool, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let early_data_accepted = answer?;
        if !early_data_accepted {
            out.push(Action::SkipEarlyData(true));
        }
        let mut selected = self.selected;
        selected.early_data_accepted = early_data_accepted;
        server_flight(env, selected, out)
    }
}
