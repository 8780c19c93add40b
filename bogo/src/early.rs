//! RFC 8446 §4.2.10: why early data was taken or not, in the runner's words.

/// What is known of the early data of a connection once its handshake is complete.
#[derive(Clone, Copy, Default, Debug)]
pub struct Facts {
    /// The flags allow early data.
    pub enabled: bool,
    /// The client offered a session.
    pub session_offered: bool,
    /// The session was resumed.
    pub resumed: bool,
    /// The session admits early data.
    pub session_admits: bool,
    /// There was a HelloRetryRequest.
    pub retry: bool,
    /// The application protocol is another one than the session's.
    pub other_protocol: bool,
    /// The ticket's age is not plausible (§8.3).
    pub stale: bool,
    /// The server took it.
    pub accepted: bool,
}

/// The first reason that holds.
pub fn reason(facts: Facts) -> &'static str {
    let reasons = [
        (facts.accepted, "accepted"),
        (!facts.enabled, "disabled"),
        (!facts.session_offered, "no_session_offered"),
        (facts.retry, "hello_retry_request"),
        (!facts.resumed, "session_not_resumed"),
        (!facts.session_admits, "unsupported_for_session"),
        (facts.other_protocol, "alpn_mismatch"),
        (facts.stale, "ticket_age_skew"),
        (true, "peer_declined"),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map_or("unknown", |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::{Facts, reason};

    #[test]
    fn the_first_reason_counts() {
        assert_eq!(reason(Facts::default()), "disabled");
        let resumed =
            Facts { enabled: true, session_offered: true, resumed: true, session_admits: true, ..Facts::default() };
        assert_eq!(reason(resumed), "peer_declined");
        assert_eq!(reason(Facts { retry: true, ..resumed }), "hello_retry_request");
        assert_eq!(reason(Facts { accepted: true, ..resumed }), "accepted");
    }
}
