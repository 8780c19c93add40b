//! Records on their way from the transport.

use std::borrow::Cow;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use surehand::{Connection, Error, Event, Input, Question, Received, Receiver, Reply};
use tokio::io::{AsyncRead, ReadBuf};

use crate::answers::Asking;

/// What receives: a connection, or the half of one.
pub(crate) trait Receive {
    fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error>;
    fn question(&self) -> Option<Cow<'_, Question>>;
    fn answer(&mut self, reply: Reply) -> Result<Event, Error>;
    fn end_of_input(&mut self) -> Result<(), Error>;
}

macro_rules! receive {
    ($($type:ident)*) => {$(
        impl Receive for $type {
            fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
                $type::receive(self, input)
            }

            fn question(&self) -> Option<Cow<'_, Question>> {
                $type::question(self)
            }

            fn answer(&mut self, reply: Reply) -> Result<Event, Error> {
                $type::answer(self, reply)
            }

            fn end_of_input(&mut self) -> Result<(), Error> {
                $type::end_of_input(self)
            }
        }
    )*};
}

receive!(Connection Receiver);

/// What has come, and the answers that it waits for.
pub(crate) struct Inlet {
    pub(crate) input: Input,
    /// Early data that nobody has read; no more than the configuration takes.
    pub(crate) early: Vec<u8>,
    asking: Asking,
}

impl Inlet {
    pub(crate) fn new(input: Input, asking: Asking) -> Self {
        Self { input, early: Vec::new(), asking }
    }

    /// Takes the answers that are there. Whether a client has answered with that.
    pub(crate) fn poll_answers(&mut self, receiver: &mut impl Receive, cx: &mut Context<'_>) -> Result<bool, Error> {
        let mut answered = false;
        while let Some(reply) = receiver.question().map(|question| self.asking.poll_reply(&question, cx)) {
            let Poll::Ready(reply) = reply else { break };
            answered |= receiver.answer(reply)? == Event::ClientAnswered;
        }
        Ok(answered)
    }

    /// Takes one record or one answer, once no data waits. With it whether the sending half owes anything for it.
    pub(crate) fn poll_step(
        &mut self,
        receiver: &mut impl Receive,
        transport: &mut (impl AsyncRead + Unpin),
        cx: &mut Context<'_>,
    ) -> Poll<Result<(Event, bool), Error>> {
        loop {
            if let Some(question) = receiver.question() {
                let reply = self.asking.poll_reply(&question, cx);
                drop(question);
                if let Poll::Ready(reply) = reply {
                    return Poll::Ready(receiver.answer(reply).map(|event| (event, true)));
                }
                // What does not depend on the answer may come meanwhile.
            }
            let received = receiver.receive(self.input.unread())?;
            match received.event {
                Event::WantInput => {
                    if ready!(self.poll_fill(transport, cx))? == 0 {
                        receiver.end_of_input()?;
                    }
                    continue;
                }
                Event::Question if received.consumed == 0 => return Poll::Pending,
                Event::ApplicationData(ref data) => self.input.consume(received.consumed, Some(data.clone())),
                Event::EarlyData(ref data) => {
                    self.early.extend_from_slice(self.input.unread().get(data.clone()).unwrap_or_default());
                    self.input.consume(received.consumed, None);
                }
                _ => self.input.consume(received.consumed, None),
            }
            return Poll::Ready(Ok((received.event, received.wake)));
        }
    }

    fn poll_fill(&mut self, transport: &mut (impl AsyncRead + Unpin), cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut room = ReadBuf::new(self.input.room());
        match Pin::new(transport).poll_read(cx, &mut room) {
            Poll::Ready(read) => {
                let length = room.filled().len();
                self.input.filled(length);
                Poll::Ready(read.map(|()| length))
            }
            Poll::Pending => {
                // Nothing is held while a connection is idle.
                self.input.release();
                Poll::Pending
            }
        }
    }

    /// Hands on data that waits.
    pub(crate) fn take(&mut self, buffer: &mut ReadBuf<'_>) {
        let length = self.input.take(buffer.initialize_unfilled());
        buffer.advance(length);
    }
}
