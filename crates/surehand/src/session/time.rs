//! Points in time, in the milliseconds that tickets count in.

use std::time::{Duration, SystemTime};

/// A point in time: milliseconds since the Unix epoch.
///
/// Nothing in [`session`](crate::session) reads a clock; each call says what time it is.
///
/// ```
/// use std::time::Duration;
/// use surehand::session::Timestamp;
///
/// let received = Timestamp::from_millis(1_000);
/// let later = received + Duration::from_secs(2);
/// assert_eq!(later.as_millis(), 3_000);
/// assert_eq!(later.since(received), Duration::from_secs(2));
/// assert_eq!(received.since(later), Duration::ZERO);
/// assert_eq!(received.distance(later), Duration::from_secs(2));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The time by the system's clock.
    pub fn now() -> Self {
        Self(millis(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()))
    }

    /// So many milliseconds after the Unix epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// The milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time from `earlier` to here; none if that is later.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The time between the two, whichever is later.
    pub const fn distance(self, other: Self) -> Duration {
        Duration::from_millis(self.0.abs_diff(other.0))
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
