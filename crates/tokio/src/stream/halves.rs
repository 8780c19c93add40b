//! The two halves of a split stream.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use surehand::{Error, Event, PeerIdentity, Receiver, Sender, StateError};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream, tcp, unix};

use super::Stream;
use crate::inlet::Inlet;
use crate::outlet::{self, Outlet};

impl<T: AsyncRead + AsyncWrite + Unpin> Stream<T> {
    /// Two halves for two tasks, over two halves of the transport, which `split` makes. They share no lock.
    ///
    /// # Errors
    ///
    /// While the handshake is not [complete](Stream::complete_handshake).
    pub fn into_split_with<R, W>(self, split: impl FnOnce(T) -> (R, W)) -> Result<(ReadHalf<R>, WriteHalf<W>), Error> {
        let Ok((sender, receiver)) = self.connection.split() else {
            return Err(Error::State(StateError::NotYet));
        };
        let (reading, writing) = split(self.transport);
        let read = ReadHalf { receiver, transport: reading, inlet: self.inlet, wake: None };
        Ok((read, WriteHalf { sender, transport: writing, outlet: self.outlet }))
    }
}

impl Stream<TcpStream> {
    /// Two halves for two tasks, which share no lock: see [`into_split_with`](Stream::into_split_with).
    pub fn into_split(self) -> Result<(ReadHalf<tcp::OwnedReadHalf>, WriteHalf<tcp::OwnedWriteHalf>), Error> {
        self.into_split_with(TcpStream::into_split)
    }
}

impl Stream<UnixStream> {
    /// Two halves for two tasks, which share no lock: see [`into_split_with`](Stream::into_split_with).
    pub fn into_split(self) -> Result<(ReadHalf<unix::OwnedReadHalf>, WriteHalf<unix::OwnedWriteHalf>), Error> {
        self.into_split_with(UnixStream::into_split)
    }
}

/// The reading half of a split stream.
pub struct ReadHalf<R> {
    receiver: Receiver,
    transport: R,
    inlet: Inlet,
    wake: Option<Box<dyn FnMut() + Send + Sync>>,
}

impl<R> ReadHalf<R> {
    /// Calls `wake` whenever the writing half owes the peer something and has to be flushed for it: an answer to a
    /// KeyUpdate or to a request for a certificate, or an alert. Now and then it calls for nothing. Without it that goes out with the next write.
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Notify};
    /// # async fn example(stream: surehand_tokio::Stream<TcpStream>) -> Result<(), Box<dyn std::error::Error>> {
    /// let (mut read, mut write) = stream.into_split()?;
    /// let owes = Arc::new(Notify::new());
    /// let waker = owes.clone();
    /// read.on_wake(move || waker.notify_one());
    /// // In the task of the writing half, beside what else it waits for:
    /// owes.notified().await;
    /// write.flush().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_wake(&mut self, wake: impl FnMut() + Send + Sync + 'static) {
        self.wake = Some(Box::new(wake));
    }

    /// Who the peer is; `None` if it was not authenticated.
    pub fn peer_identity(&self) -> Option<&PeerIdentity> {
        self.receiver.peer_identity()
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for ReadHalf<R> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let half = self.get_mut();
        while !half.inlet.input.has_data() && buffer.remaining() > 0 {
            let step = ready!(half.inlet.poll_step(&mut half.receiver, &mut half.transport, cx));
            let owes = step.as_ref().map_or(true, |(_, owes)| *owes);
            if let Some(wake) = half.wake.as_mut().filter(|_| owes) {
                wake();
            }
            if step?.0 == Event::Closed {
                return Poll::Ready(Ok(()));
            }
        }
        half.inlet.take(buffer);
        Poll::Ready(Ok(()))
    }
}

/// The writing half of a split stream. It also sends what the reading half owes the peer, at its next call.
pub struct WriteHalf<W> {
    sender: Sender,
    transport: W,
    outlet: Outlet,
}

impl<W: AsyncWrite + Unpin> WriteHalf<W> {
    /// Moves our write keys to the next generation (RFC 8446 §4.6.3), and asks the peer to do so too if `request` says so.
    /// The next write or flush sends it.
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        self.sender.update_keys(request).map_err(Error::State)
    }

    /// The transport.
    pub fn transport(&self) -> &W {
        &self.transport
    }

    fn poll_pay(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let sender = &mut self.sender;
        self.outlet.poll_pay(&mut self.transport, cx, |records| sender.output(records).map_err(Error::State))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for WriteHalf<W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let half = self.get_mut();
        ready!(half.poll_pay(cx))?;
        let data = outlet::start(data);
        half.sender.send(data, half.outlet.records()).map_err(Error::State)?;
        let _ = half.poll_pay(cx)?;
        Poll::Ready(Ok(data.len()))
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
        let half = self.get_mut();
        ready!(half.poll_pay(cx))?;
        Pin::new(&mut half.transport).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let half = self.get_mut();
        half.sender.close();
        ready!(half.poll_pay(cx))?;
        Pin::new(&mut half.transport).poll_shutdown(cx)
    }
}
