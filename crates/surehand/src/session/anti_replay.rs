//! RFC 8446 §8.2: recording ClientHellos, so that early data is taken once.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use surehand_core::handshake::AdmitEarlyData;

use super::{Freshness, Timestamp};

/// Decides whether early data may be taken, or has perhaps been seen before (RFC 8446 §8).
///
/// Servers that take each other's tickets need to share it, or an attacker sends the same early data to each of them.
pub trait AntiReplay: Send + Sync {
    /// Whether this hello is new; if it is, it is not the next time. Its binder has been verified.
    fn admit(&self, hello: &AdmitEarlyData, now: Timestamp) -> bool;

    /// For how long after [`admit`](Self::admit) a hello is known again, at least. `None` stands for ever, restarts
    /// included: without that, early data under an external PSK, which has no age, is not taken.
    fn remembers(&self) -> Option<Duration>;
}

/// Records the binders of ClientHellos in memory, for as long as each could be fresh.
///
/// In the first moments after its start everything is refused: an earlier life of this server may have taken it. When
/// it is full, everything is refused too. What is refused loses its early data, not its connection.
///
/// ```
/// use std::sync::Arc;
/// use surehand::session::{ClientHelloRecording, Timestamp};
///
/// let recording = Arc::new(ClientHelloRecording::new(Timestamp::now()));
/// let for_another_server = recording.clone();
/// # let _ = for_another_server;
/// ```
pub struct ClientHelloRecording {
    generations: Mutex<Generations>,
    window: Duration,
    capacity: usize,
}

/// What a validated binder is recorded by (RFC 8446 §8.2): its first bytes, and a binder has at least so many.
type Record = [u8; 32];

struct Generations {
    /// Since when `young` is filled; before that nothing is admitted.
    since: Timestamp,
    /// Up to here nothing is admitted after the start.
    closed_until: Timestamp,
    young: HashSet<Record>,
    /// Filled in the window before `since`.
    old: HashSet<Record>,
}

impl ClientHelloRecording {
    /// How many hellos are recorded in a window, unless said otherwise.
    pub const DEFAULT_CAPACITY: usize = 65_536;

    /// A recording that starts now, with the server.
    pub fn new(now: Timestamp) -> Self {
        Self::with(now, Freshness::DEFAULT, Self::DEFAULT_CAPACITY)
    }

    /// A recording for servers with this idea of freshness, and with room for `capacity` hellos in twice that time.
    pub fn with(now: Timestamp, freshness: Freshness, capacity: usize) -> Self {
        let window = freshness.window();
        let generations =
            Generations { since: now, closed_until: now + window, young: HashSet::new(), old: HashSet::new() };
        Self { generations: Mutex::new(generations), window, capacity }
    }
}

impl Generations {
    fn turn(&mut self, now: Timestamp, window: Duration) {
        let past = now.since(self.since);
        if past <= window {
            return;
        }
        self.old = std::mem::take(&mut self.young);
        if past > window.saturating_mul(2) {
            self.old.clear();
        }
        self.since = now;
    }
}

impl AntiReplay for ClientHelloRecording {
    fn admit(&self, hello: &AdmitEarlyData, now: Timestamp) -> bool {
        let Some(record) = hello.binder.first_chunk::<32>() else { return false };
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.turn(now, self.window);
        // A clock that was set back: what was recorded then may have been forgotten.
        let is_open = now > generations.closed_until && now >= generations.since;
        is_open
            && generations.young.len() < self.capacity
            && !generations.old.contains(record)
            && generations.young.insert(*record)
    }

    fn remembers(&self) -> Option<Duration> {
        Some(self.window)
    }
}

impl fmt::Debug for ClientHelloRecording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientHelloRecording").field("window", &self.window).finish_non_exhaustive()
    }
}
