//! The reader of early data.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Stream;
use crate::wakers::Side;

/// Reads a client's early data, which may have been replayed (RFC 8446 §8): see [`Stream::early_data`].
pub struct EarlyDataReader<'a, T> {
    pub(super) stream: &'a mut Stream<T>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for EarlyDataReader<'_, T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.get_mut().stream.with_waker(Side::Reader, cx, |stream, cx| {
            while stream.inlet.early.is_empty() && buffer.remaining() > 0 && stream.connection.is_handshaking() {
                ready!(stream.poll_advance(cx))?;
            }
            let length = stream.inlet.early.len().min(buffer.remaining());
            buffer.put_slice(stream.inlet.early.get(..length).unwrap_or_default());
            stream.inlet.early.drain(..length);
            Poll::Ready(Ok(()))
        })
    }
}
