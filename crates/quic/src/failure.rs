//! RFC 9001 §4.8: how errors are told to the peer.

use quinn_proto::{TransportError, TransportErrorCode};
use surehand::{AlertDescription, Error};

/// A connection error that stands for an alert.
pub(crate) fn alert(alert: AlertDescription, reason: &str) -> TransportError {
    error(TransportErrorCode::crypto(alert.0), reason)
}

pub(crate) fn protocol_violation(reason: &str) -> TransportError {
    error(TransportErrorCode::PROTOCOL_VIOLATION, reason)
}

/// What the handshake has failed with.
pub(crate) fn of_handshake(failed: &Error) -> TransportError {
    let code = failed.alert().map_or(TransportErrorCode::INTERNAL_ERROR, |alert| TransportErrorCode::crypto(alert.0));
    error(code, &failed.to_string())
}

fn error(code: TransportErrorCode, reason: &str) -> TransportError {
    TransportError { code, frame: None, reason: reason.to_owned() }
}
