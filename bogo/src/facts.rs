//! RFC 8446 §4.2.10: why early data was taken or not, in the runner's words.

/// What is known of tickets and early data once a handshake is complete.
#[derive(Clone, Copy, Default, Debug)]
pub struct Facts {
    /// The flags allow early data.
    pub enabled: bool,
    /// The client offered a session.
    pub session_offered: bool,
    /// The client offered early data.
    pub early_data_offered: bool,
    /// The session was resumed.
    pub resumed: bool,
    /// The session admits early data.
    pub session_admits: bool,
    /// There was a HelloRetryRequest.
    pub retry: bool,
    /// The application protocol is another one than the session's.
    pub other_protocol: bool,
    /// By how many seconds the ticket is older for the client than for the server (§8.3).
    pub age_skew: i64,
    /// The server took it.
    pub accepted: bool,
}

/// Beyond this many seconds a ticket's age is not plausible to BoringSSL.
const MAX_AGE_SKEW: i64 = 60;

/// The first reason that holds, for a server or a client.
pub fn reason(facts: Facts, server: bool) -> &'static str {
    let stale = server && facts.age_skew.abs() > MAX_AGE_SKEW;
    let reasons = [
        (facts.accepted, "accept"),
        (!facts.enabled, "disabled"),
        (!facts.session_offered, "no_session_offered"),
        (!server && !facts.session_admits, "unsupported_for_session"),
        (!server && facts.other_protocol, "alpn_mismatch"),
        (!server && facts.retry, "hello_retry_request"),
        (!facts.resumed, "session_not_resumed"),
        (!facts.session_admits, "unsupported_for_session"),
        (!facts.early_data_offered, "peer_declined"),
        (facts.other_protocol, "alpn_mismatch"),
        (stale, "ticket_age_skew"),
        (facts.retry, "hello_retry_request"),
        (true, "peer_declined"),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map_or("unknown", |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::{Facts, reason};

    #[test]
    fn the_first_reason_counts() {
        assert_eq!(reason(Facts::default(), true), "disabled");
        let facts = Facts { enabled: true, session_offered: true, early_data_offered: true, ..Facts::default() };
        let resumed = Facts { resumed: true, session_admits: true, ..facts };
        assert_eq!(reason(resumed, true), "peer_declined");
        assert_eq!(reason(Facts { retry: true, age_skew: -61, ..resumed }, true), "ticket_age_skew");
        assert_eq!(reason(Facts { retry: true, age_skew: -61, ..resumed }, false), "hello_retry_request");
        assert_eq!(reason(Facts { accepted: true, ..resumed }, true), "accept");
    }
}
