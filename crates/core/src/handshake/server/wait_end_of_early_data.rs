//! RFC 8446 §4.5: WAIT_EOED.

use alloc::boxed::Box;

use surehand_codec::Reject;
use surehand_codec::message::{EndOfEarlyData, Received};

use super::{Server, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::{Action, Out};
use crate::key_schedule::ReadKeys;
use crate::state::state;

state! {
    /// Our flight is complete, and early data comes in until the client ends it.
    pub struct WaitEndOfEarlyData {
        pub(super) read: ReadKeys<P>,
        pub(super) rest: Box<WaitFinished<P>>,
    }
}

impl<P: Provider> WaitEndOfEarlyData<P> {
    pub(super) fn on_end_of_early_data(
        self,
        message: Received<'_, EndOfEarlyData>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let mut rest = self.rest;
        rest.selected.transcript.add(message.bytes);
        out.push(Action::ReadKeys(self.read));
        Ok((*rest).into())
    }
}
