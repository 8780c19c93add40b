//! How a question may be answered, where the answer is a step of its own.

use surehand_codec::{Reject, reject};
use surehand_core::handshake::{Answer, Question};

use crate::provider::Symbolic;

/// One of the answers to a question.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reply {
    /// What the agent has and knows.
    Full,
    /// Nothing of the kind: no certificate, no such key, no early data, no ticket. The handshake goes on.
    Nothing,
    /// A refusal, which ends the connection.
    Refusal,
}

impl Reply {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Full, Self::Nothing, Self::Refusal];

    /// Whether this question can be answered so.
    pub fn fits(self, question: &Question) -> bool {
        self != Self::Nothing || nothing(question).is_some()
    }

    /// The answer, unless it is the full one.
    pub(super) fn answer(self, question: &Question) -> Option<Answer<Symbolic>> {
        match self {
            Self::Full => None,
            Self::Nothing => nothing(question),
            Self::Refusal => Some(refusal(question)),
        }
    }
}

fn nothing(question: &Question) -> Option<Answer<Symbolic>> {
    match question {
        Question::ChooseClientCredential(_) => Some(Answer::ClientCredential(Ok(None))),
        Question::FindPsks(_) => Some(Answer::Psks(Ok(Vec::new()))),
        Question::AdmitEarlyData(_) => Some(Answer::EarlyData(Ok(false))),
        Question::SealTicket(_) => Some(Answer::Ticket(Ok(None))),
        _ => None,
    }
}

fn refusal(question: &Question) -> Answer<Symbolic> {
    let why: Reject = reject!(INTERNAL_ERROR, "6.2-i17");
    match question {
        Question::ChooseCredential(_) => Answer::Credential(Err(why)),
        Question::ChooseClientCredential(_) => Answer::ClientCredential(Err(why)),
        Question::VerifyPeer(_) => Answer::Peer(Err(why)),
        Question::VerifyResumed(_) => Answer::Resumed(Err(why)),
        Question::FindPsks(_) => Answer::Psks(Err(why)),
        Question::AdmitEarlyData(_) => Answer::EarlyData(Err(why)),
        Question::SealTicket(_) => Answer::Ticket(Err(why)),
        Question::SealCookie(_) => Answer::SealedCookie(Err(why)),
        Question::OpenCookie(_) => Answer::OpenedCookie(Err(why)),
        _ => Answer::Signature(Err(why)),
    }
}
