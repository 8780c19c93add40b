//! A stream over an asynchronous transport.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use surehand::{Connection, Error, Event, Input};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use crate::answers::Asking;
use crate::inlet::Inlet;
use crate::outlet::{self, Outlet};
use crate::wakers::{Side, Wakers};

mod early;
mod halves;

pub use early::EarlyDataReader;
pub use halves::{ReadHalf, WriteHalf};

/// A TLS 1.3 stream over an asynchronous transport.
///
/// Reading gives `Ok(0)` only after the peer's close_notify; a transport that ends without it is an error of kind
/// `UnexpectedEof`, for the data may be cut short. `shutdown` sends our close_notify and shuts the transport's sending
/// direction; reading goes on. Dropping a stream does not close it.
pub struct Stream<T> {
    connection: Connection,
    transport: T,
    inlet: Inlet,
    outlet: Outlet,
    wakers: Wakers,
    /// Rings when the handshake has taken too long.
    timer: Option<Pin<Box<Sleep>>>,
    /// Whether the handshake is complete, and our last message of it is with the transport.
    settled: bool,
    half_rtt: bool,
    /// Whether a client has answered since it was last asked for a certificate.
    answered: bool,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream<T> {
    /// A stream whose handshake has yet to run; reading or writing runs it.
    pub fn new(connection: Connection, transport: T) -> Self {
        Self::with(connection, transport, Input::default(), Asking::default())
    }

    pub(crate) fn with(mut connection: Connection, transport: T, input: Input, asking: Asking) -> Self {
        connection.ask();
        Self {
            connection,
            transport,
            inlet: Inlet::new(input, asking),
            outlet: Outlet::default(),
            wakers: Wakers::default(),
            timer: None,
            settled: false,
            half_rtt: false,
            answered: false,
        }
    }

    /// Completes the handshake.
    pub async fn complete_handshake(&mut self) -> Result<(), Error> {
        poll_fn(|cx| self.with_waker(Side::Reader, cx, Self::poll_handshake)).await
    }

    /// On a client that offers early data: sends `data` with the ClientHello, before anything is known of the server.
    ///
    /// Send only what may arrive twice: anybody can replay it (RFC 8446 §8). If the server does not take it, which
    /// `connection().early_data()` tells once the handshake is complete, none of it has been read. If this future is
    /// dropped, the data may still be sent by the next call.
    pub async fn send_early(&mut self, data: &[u8]) -> Result<(), Error> {
        self.connection.send_early(data, self.outlet.records())?;
        poll_fn(|cx| self.with_waker(Side::Writer, cx, Self::poll_pay)).await
    }

    /// On a server: a reader of early data, apart from everything else, for it may have been replayed (RFC 8446 §8).
    ///
    /// It ends where the client's early data ends, or at once if there is none. What is not read is dropped.
    pub fn early_data(&mut self) -> EarlyDataReader<'_, T> {
        EarlyDataReader { stream: self }
    }

    /// On a server: lets application data go out before the client's Finished is there, to a client of which nothing is
    /// known, not even that it is live (RFC 8446 §4.4.4).
    pub fn half_rtt(&mut self) -> Result<(), Error> {
        self.connection.half_rtt()?;
        self.half_rtt = true;
        Ok(())
    }

    /// On a server: asks the client for a certificate (RFC 8446 §4.6.2), as [`Connection::request_certificate`] does, and
    /// sends the request.
    pub async fn request_certificate(&mut self) -> Result<(), Error> {
        self.connection.request_certificate()?;
        self.answered = false;
        poll_fn(|cx| self.with_waker(Side::Writer, cx, Self::poll_pay)).await
    }

    /// On a server: waits for the answer to a request. [`Connection::session`] says then who the client is.
    ///
    /// False if the client has sent data before its answer, which is to be read first, or has closed.
    pub async fn wait_for_answer(&mut self) -> Result<bool, Error> {
        let poll = |stream: &mut Self, cx: &mut Context<'_>| {
            while !stream.answered && !stream.inlet.input.has_data() {
                let _ = stream.poll_pay(cx);
                if ready!(stream.poll_receive(cx))? == Event::Closed {
                    break;
                }
            }
            Poll::Ready(Ok(std::mem::take(&mut stream.answered)))
        };
        poll_fn(|cx| self.with_waker(Side::Reader, cx, poll)).await
    }

    /// The connection, for what it knows.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection, for what it can do besides reading and writing. The next write or flush sends what comes of it.
    pub fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Polls with a waker that wakes both tasks, whichever has called.
    fn with_waker<R>(
        &mut self,
        side: Side,
        cx: &Context<'_>,
        poll: impl FnOnce(&mut Self, &mut Context<'_>) -> R,
    ) -> R {
        let waker: Waker = self.wakers.waker(side, cx);
        poll(self, &mut Context::from_waker(&waker))
    }

    /// Sends what there is to send.
    fn poll_pay(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.outlet.poll_pay(&mut self.transport, cx, |records| self.connection.output(records))
    }

    /// The same, with answers to what is asked after the handshake: a ticket goes out though nobody reads.
    fn poll_pay_all(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.settled {
            self.answer(cx)?;
        }
        self.poll_pay(cx)
    }

    fn answer(&mut self, cx: &mut Context<'_>) -> Result<(), Error> {
        self.answered |= self.inlet.poll_answers(&mut self.connection, cx)?;
        Ok(())
    }

    /// Takes one record or one answer, once no data waits.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Event, Error>> {
        match ready!(self.inlet.poll_step(&mut self.connection, &mut self.transport, cx)) {
            Ok((event, _)) => {
                self.answered |= event == Event::ClientAnswered;
                Poll::Ready(Ok(event))
            }
            Err(error) => {
                // The peer learns why, if it is still there and the transport takes it at once.
                let _ = self.poll_pay(cx);
                Poll::Ready(Err(error))
            }
        }
    }

    fn poll_handshake(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while !self.settled {
            ready!(self.poll_advance(cx))?;
        }
        Poll::Ready(Ok(()))
    }

    /// One step of the handshake. Reading does not wait until what we send is gone, for the peer may do the same; and
    /// where sending fails, the peer's alert says more.
    fn poll_advance(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let is_complete = !self.connection.is_handshaking();
        let paid = self.poll_pay(cx);
        if is_complete && paid.is_ready() {
            self.settled = true;
            self.timer = None;
            // Tickets go out as the transport takes them: a client that does not read yet holds nobody up.
            self.answer(cx)?;
            let _ = self.poll_pay(cx);
            return paid;
        }
        if !self.inlet.input.has_data() {
            match self.poll_receive(cx)? {
                Poll::Ready(Event::Closed) if is_complete => {}
                Poll::Ready(Event::Closed) => return Poll::Ready(Err(Error::Truncated)),
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {}
            }
        }
        let _ = paid?;
        if let Some(deadline) = self.connection.deadline().filter(|_| self.timer.is_none()) {
            self.timer = Some(Box::pin(tokio::time::sleep_until(deadline.into())));
        }
        let Some(timer) = &mut self.timer else { return Poll::Pending };
        ready!(timer.as_mut().poll(cx));
        let error = self.connection.time_out();
        let _ = self.poll_pay(cx);
        Poll::Ready(Err(error))
    }

    fn poll_data(&mut self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<(), Error>> {
        ready!(self.poll_handshake(cx))?;
        while !self.inlet.input.has_data() && buffer.remaining() > 0 {
            // What a record has made us owe, a KeyUpdate for instance. A peer that does not take it may have sent more.
            let _ = self.poll_pay(cx);
            if ready!(self.poll_receive(cx))? == Event::Closed {
                return Poll::Ready(Ok(()));
            }
        }
        self.inlet.take(buffer);
        Poll::Ready(Ok(()))
    }

    fn poll_send(&mut self, cx: &mut Context<'_>, data: &[u8]) -> Poll<Result<usize, Error>> {
        if !self.half_rtt {
            ready!(self.poll_handshake(cx))?;
        }
        ready!(self.poll_pay_all(cx))?;
        let data = outlet::start(data);
        self.connection.send(data, self.outlet.records())?;
        let _ = self.poll_pay(cx)?;
        Poll::Ready(Ok(data.len()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let poll = |stream: &mut Self, cx: &mut Context<'_>| stream.poll_data(cx, buffer);
        self.get_mut().with_waker(Side::Reader, cx, poll).map_err(io::Error::from)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<T> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let poll = |stream: &mut Self, cx: &mut Context<'_>| stream.poll_send(cx, data);
        self.get_mut().with_waker(Side::Writer, cx, poll).map_err(io::Error::from)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        outlet::write_vectored(slices, |data| self.poll_write(cx, data))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().with_waker(Side::Writer, cx, |stream, cx| {
            ready!(stream.poll_pay_all(cx))?;
            Pin::new(&mut stream.transport).poll_flush(cx)
        })
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().with_waker(Side::Writer, cx, |stream, cx| {
            stream.connection.close();
            ready!(stream.poll_pay(cx))?;
            Pin::new(&mut stream.transport).poll_shutdown(cx)
        })
    }
}

impl<T> std::fmt::Debug for Stream<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("is_handshaking", &self.connection.is_handshaking()).finish_non_exhaustive()
    }
}
