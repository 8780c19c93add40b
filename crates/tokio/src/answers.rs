//! Questions of the handshake that are answered in their own time.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use surehand::{Question, Reply};

/// An answer that is awaited.
pub type Answer = Pin<Box<dyn Future<Output = Reply> + Send>>;

/// Answers what a handshake asks, where the configuration shall not: with a key in an HSM or a KMS, a verifier elsewhere, or
/// pre-shared keys and tickets in a database.
///
/// Only this connection waits meanwhile. The handshake timeout goes on.
///
/// ```
/// use surehand_tokio::{Answer, Question, Reply};
///
/// # async fn hsm(message: Vec<u8>) -> Vec<u8> { message }
/// let answers = |question: &Question| -> Option<Answer> {
///     let Question::Sign(sign) = question else { return None };
///     let message = sign.message.clone();
///     Some(Box::pin(async move { Reply::Signature(hsm(message).await) }))
/// };
/// # let _: std::sync::Arc<dyn surehand_tokio::Answers> = std::sync::Arc::new(answers);
/// ```
pub trait Answers: Send + Sync {
    /// The answer to a question; `None` leaves it to the configuration.
    fn answer(&self, question: &Question) -> Option<Answer>;
}

impl<F: Fn(&Question) -> Option<Answer> + Send + Sync> Answers for F {
    fn answer(&self, question: &Question) -> Option<Answer> {
        self(question)
    }
}

/// Who is asked, and the answer that is under way.
#[derive(Default)]
pub(crate) struct Asking {
    answers: Option<Arc<dyn Answers>>,
    /// A mutex that nobody locks makes a stream `Sync`.
    pending: Mutex<Option<Answer>>,
}

impl Asking {
    pub(crate) fn new(answers: Option<Arc<dyn Answers>>) -> Self {
        Self { answers, pending: Mutex::default() }
    }

    /// The reply to the open question.
    pub(crate) fn poll_reply(&mut self, question: &Question, cx: &mut Context<'_>) -> Poll<Reply> {
        let pending = self.pending.get_mut().unwrap_or_else(PoisonError::into_inner);
        if pending.is_none() {
            *pending = self.answers.as_ref().and_then(|answers| answers.answer(question));
        }
        let Some(answer) = pending else { return Poll::Ready(Reply::Configured) };
        let reply = ready!(answer.as_mut().poll(cx));
        *pending = None;
        Poll::Ready(reply)
    }
}
