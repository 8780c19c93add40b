//! Answers that the caller gives itself, in its own time.

use std::borrow::Cow;
use std::sync::Arc;

use surehand_codec::Reject;
use surehand_core::handshake::{Answer, Question};

use super::server::with_holder;
use super::{Answers, Role, internal};
use crate::provider::Mixed;
use crate::session::Known;
use crate::verify::{PeerVerifier, Presented, Refusal, Trust};

/// The caller's answer to a [`Question`](crate::Question), where it has [asked](crate::Connection::ask) to be asked.
///
/// One that is not for the open question ends the connection with internal_error.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Reply {
    /// To any: what the configuration says.
    Configured,
    /// To any: the connection ends. A peer that is to be verified learns why, all others that we have failed.
    Refused(Refusal),
    /// To `Sign`: the signature.
    Signature(Vec<u8>),
    /// To `VerifyPeer`: who the peer is, in any words, whatever the configuration trusts. What [`PeerVerifier`] says of
    /// its dangers holds here too. A client resumes such a session only if its configuration has a verifier; a server's
    /// tickets are good for every connection of its configuration.
    Peer(Vec<u8>),
    /// To `FindPsks`: the identities that are known, and what they are. Whether a ticket fits this connection is still
    /// the library's to check.
    Psks(Vec<(Vec<u8>, Known)>),
    /// To `AdmitEarlyData`: whether it has not been seen before, and certainly not.
    EarlyData(bool),
    /// To `SealTicket`: the ticket, if there shall be one.
    Ticket(Option<Vec<u8>>),
}

/// Whom the caller has verified already.
struct Named(Vec<u8>);

impl PeerVerifier for Named {
    fn verify(&self, _: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        Ok(self.0.clone())
    }
}

impl Answers {
    /// The answer that the caller's reply stands for.
    pub(crate) fn reply(&mut self, question: &Question, reply: Reply) -> Answer<Mixed> {
        match (&mut self.role, question, reply) {
            (_, _, Reply::Configured) => self.answer(question),
            (Role::Client(client), Question::VerifyPeer(question), Reply::Peer(name)) => {
                let verified = client.verify_as(question, Trust::Own(Arc::new(Named(name))));
                self.verified(verified)
            }
            (Role::Server(server), Question::VerifyPeer(question), Reply::Peer(name)) => {
                let verified = server.verify(question, Some(&Trust::Own(Arc::new(Named(name)))));
                self.verified(verified)
            }
            (_, Question::Sign(_), Reply::Signature(signature)) => Answer::Signature(Ok(signature)),
            (Role::Server(server), Question::FindPsks(question), Reply::Psks(known)) => {
                Answer::Psks(Ok(server.find_psks(question, Some(&known))))
            }
            (_, Question::AdmitEarlyData(_), Reply::EarlyData(is_new)) => Answer::EarlyData(Ok(is_new)),
            (_, Question::SealTicket(_), Reply::Ticket(ticket)) => Answer::Ticket(Ok(ticket)),
            (_, Question::VerifyPeer(_) | Question::VerifyResumed(_), Reply::Refused(refusal)) => {
                self.detail = Some(refusal.text);
                refuse(question, refusal.reject)
            }
            (_, _, Reply::Refused(refusal)) => {
                self.detail = Some(refusal.text);
                refuse(question, internal())
            }
            _ => {
                self.detail = Some("the application's reply is not to the question".to_owned());
                refuse(question, internal())
            }
        }
    }

    /// A question as the caller is to see it.
    pub(crate) fn shown<'a>(&self, question: &'a Question) -> Cow<'a, Question> {
        match question {
            Question::SealTicket(ticket) => Cow::Owned(Question::SealTicket(with_holder(ticket, self.peer.as_deref()))),
            question => Cow::Borrowed(question),
        }
    }
}

/// The answer that ends the connection.
fn refuse(question: &Question, reject: Reject) -> Answer<Mixed> {
    match question {
        Question::ChooseCredential(_) => Answer::Credential(Err(reject)),
        Question::ChooseClientCredential(_) => Answer::ClientCredential(Err(reject)),
        Question::Sign(_) => Answer::Signature(Err(reject)),
        Question::VerifyPeer(_) => Answer::Peer(Err(reject)),
        Question::VerifyResumed(_) => Answer::Resumed(Err(reject)),
        Question::FindPsks(_) => Answer::Psks(Err(reject)),
        Question::SealTicket(_) => Answer::Ticket(Err(reject)),
        Question::SealCookie(_) => Answer::SealedCookie(Err(reject)),
        Question::OpenCookie(_) => Answer::OpenedCookie(Err(reject)),
        _ => Answer::EarlyData(Err(reject)),
    }
}
