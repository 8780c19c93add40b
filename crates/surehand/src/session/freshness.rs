//! RFC 8446 §4.2.10, §8.3: whether a ClientHello was made just now.

use std::time::Duration;

use super::{OpenedTicket, Timestamp};

/// How far the ticket's age by the client's clock may be from its age by ours. Outside of that there is no early data.
///
/// ```
/// use std::time::Duration;
/// use surehand::session::Freshness;
///
/// assert_eq!(Freshness::default(), Freshness(Duration::from_secs(10)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Freshness(pub Duration);

impl Freshness {
    /// For clients on the Internet (RFC 8446 §8.3).
    pub const DEFAULT: Self = Self(Duration::from_secs(10));

    /// The time between the first and the last moment at which one and the same ClientHello is fresh.
    pub const fn window(self) -> Duration {
        self.0.saturating_mul(2)
    }

    /// Whether a client with this ticket, which gives it this age, has sent its ClientHello just now.
    pub fn admits(self, ticket: &OpenedTicket, obfuscated_ticket_age: u32, now: Timestamp) -> bool {
        let claimed = Duration::from_millis(obfuscated_ticket_age.wrapping_sub(ticket.age_add).into());
        // The expected arrival, not the age: a clock behind that of the ticket's maker must not stand still at age 0.
        now.distance(ticket.issued_at + claimed) <= self.0
    }
}

impl Default for Freshness {
    fn default() -> Self {
        Self::DEFAULT
    }
}
