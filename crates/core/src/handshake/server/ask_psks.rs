//! RFC 8446 §4.2.11: the first ClientHello offers pre-shared keys; which of them are known?

use alloc::vec::Vec;
use core::marker::PhantomData;

use surehand_codec::message::{ClientHello, Message, Received};
use surehand_codec::{Reject, reject};

use super::negotiate::negotiate;
use super::{Env, Server, psks};
use crate::crypto::Provider;
use crate::handshake::{FoundPsk, Out, Question};
use crate::state::state;

state! {
    /// Which of the client's pre-shared keys are known?
    pub struct AskPsks {
        hello: Vec<u8>,
        provider: PhantomData<fn(P) -> P>,
    }
}

impl<P: Provider> AskPsks<P> {
    /// Asks if there is anything to ask; otherwise negotiation goes on at once.
    pub(super) fn ask(
        env: &Env<'_, P>,
        hello: &Received<'_, ClientHello<'_>>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let Some(question) = psks::to_find(env, hello)? else { return negotiate(env, hello, None, out) };
        out.ask(Question::FindPsks(question));
        Ok(Self { hello: hello.bytes.to_vec(), provider: PhantomData }.into())
    }

    pub(super) fn on_psks(
        self,
        env: &Env<'_, P>,
        answer: Result<Vec<FoundPsk>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let Ok(Message::ClientHello(hello)) = Message::read(&self.hello) else {
            return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
        };
        let psk = psks::choose(env, &hello, None, answer?, out)?;
        negotiate(env, &hello, psk, out)
    }
}
