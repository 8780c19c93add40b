//! Records on their way to the transport.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use surehand::Error;
use tokio::io::AsyncWrite;

/// How much of a write is taken at once: it bounds what waits for the transport.
const MAX_WRITE: usize = 4 << 14;

/// Records that the transport has not taken yet. Nothing is held while there are none.
#[derive(Default)]
pub(crate) struct Outlet {
    records: Vec<u8>,
    sent: usize,
}

impl Outlet {
    /// Where records are added.
    pub(crate) fn records(&mut self) -> &mut Vec<u8> {
        &mut self.records
    }

    /// Hands everything to the transport.
    pub(crate) fn poll_drain(
        &mut self,
        transport: &mut (impl AsyncWrite + Unpin),
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while let Some(rest) = self.records.get(self.sent..).filter(|rest| !rest.is_empty()) {
            match ready!(Pin::new(&mut *transport).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.sent += written,
            }
        }
        *self = Self::default();
        Poll::Ready(Ok(()))
    }

    /// Hands everything to the transport, and then what `owed` adds, until it adds nothing.
    pub(crate) fn poll_pay(
        &mut self,
        transport: &mut (impl AsyncWrite + Unpin),
        cx: &mut Context<'_>,
        mut owed: impl FnMut(&mut Vec<u8>) -> Result<(), Error>,
    ) -> Poll<Result<(), Error>> {
        loop {
            ready!(self.poll_drain(transport, cx))?;
            let result = owed(&mut self.records);
            if result.is_err() || self.records.is_empty() {
                let _ = self.poll_drain(transport, cx);
                return Poll::Ready(result);
            }
        }
    }
}

/// The start of what is to be written, in one piece.
fn gather(slices: &[io::IoSlice<'_>]) -> Vec<u8> {
    let mut data = Vec::with_capacity(slices.iter().map(|slice| slice.len()).sum::<usize>().min(MAX_WRITE));
    for slice in slices {
        let room = MAX_WRITE - data.len();
        data.extend_from_slice(slice.get(..room).unwrap_or(slice));
    }
    data
}

/// The start of what is to be written.
pub(crate) fn start(data: &[u8]) -> &[u8] {
    data.get(..MAX_WRITE).unwrap_or(data)
}

/// Calls a vectored write as a plain one.
pub(crate) fn write_vectored<T>(slices: &[io::IoSlice<'_>], write: impl FnOnce(&[u8]) -> T) -> T {
    let mut filled = slices.iter().filter(|slice| !slice.is_empty());
    match (filled.next(), filled.next()) {
        // One slice, or one that is enough: no copy.
        (Some(first), second) if second.is_none() || first.len() >= MAX_WRITE => write(first),
        (None, _) => write(&[]),
        _ => write(&gather(slices)),
    }
}
