//! The two tasks that may wait for one transport.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};

/// Which of them.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Reader,
    Writer,
}

/// Whoever reads a stream may have to write to the transport, and the other way round. A transport remembers one waker for
/// each direction, so it is given one that wakes both tasks: else one of them could take the other's place, and never be
/// polled again.
#[derive(Default)]
pub(crate) struct Wakers(Arc<Both>);

#[derive(Default)]
struct Both(Mutex<[Option<Waker>; 2]>);

impl Wakers {
    /// The waker for the transport, now that this task waits.
    pub(crate) fn waker(&self, side: Side, cx: &Context<'_>) -> Waker {
        let [reader, writer] = &mut *self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = match side {
            Side::Reader => reader,
            Side::Writer => writer,
        };
        match place {
            Some(waker) => waker.clone_from(cx.waker()),
            None => *place = Some(cx.waker().clone()),
        }
        Waker::from(self.0.clone())
    }
}

impl Wake for Both {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let wakers = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().flatten().for_each(Waker::wake);
    }
}
