//! RFC 8446 §4.2.11, §4.1.4: the second ClientHello offers pre-shared keys; which of them are known?

use alloc::vec::Vec;

use surehand_codec::message::{ClientHello, Message, Received};
use surehand_codec::{Reject, reject};

use super::negotiate_again::negotiate_again;
use super::retried::Retried;
use super::{Env, Server, psks};
use crate::crypto::Provider;
use crate::handshake::{FoundPsk, Out, Question};
use crate::state::state;

state! {
    /// Which of the pre-shared keys of the second ClientHello are known?
    pub struct AskPsksAgain {
        hello: Vec<u8>,
        retried: Retried<P>,
    }
}

impl<P: Provider> AskPsksAgain<P> {
    /// Asks if there is anything to ask; otherwise negotiation goes on at once.
    pub(super) fn ask(
        env: &Env<'_, P>,
        hello: &Received<'_, ClientHello<'_>>,
        retried: Retried<P>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let Some(question) = psks::to_find(env, hello)? else {
            return negotiate_again(env, hello, retried, None, out);
        };
        out.ask(Question::FindPsks(question));
        Ok(Self { hello: hello.bytes.to_vec(), retried }.into())
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
        let psk = psks::choose(env, &hello, Some(&self.retried), answer?, out)?;
        negotiate_again(env, &hello, self.retried, psk, out)
    }
}
