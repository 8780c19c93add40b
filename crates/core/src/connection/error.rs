//! Why a connection cannot go on.

use core::fmt;

use surehand_codec::code_point::AlertDescription;
use surehand_codec::{Reject, reject};

use crate::record::SealError;

/// Why a call failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The peer broke a rule (or, with internal_error, we failed ourselves); the alert is on its way.
    Rejected(Reject),
    /// The peer sent an error alert.
    AlertReceived(AlertDescription),
    /// The transport ended without close_notify: data may be missing (§6.1).
    Truncated,
    /// The connection has failed before.
    Failed,
    /// Our direction is closed already.
    Closed,
    /// Application data must wait until the handshake is complete.
    NotYet,
    /// The answer is to no open question.
    StaleAnswer,
    /// This client may not be asked for a certificate, has too many requests to answer, or can use no ticket.
    NotPossible,
    /// More early data than the pre-shared key admits (§4.2.10).
    TooMuchEarlyData,
    /// The keys are used up and cannot be updated any more (§5.5).
    KeysUsedUp,
}

impl From<Reject> for Error {
    fn from(reject: Reject) -> Self {
        Self::Rejected(reject)
    }
}

impl From<SealError> for Error {
    fn from(error: SealError) -> Self {
        match error {
            SealError::KeyUsedUp => Self::KeysUsedUp,
            SealError::TooLong | SealError::Failed => reject!(INTERNAL_ERROR, "6.2-i17").into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(reject) => write!(f, "we refused the peer with {reject}"),
            Self::AlertReceived(alert) => write!(f, "the peer refused us with {alert}"),
            Self::Truncated => f.write_str("the transport ended without close_notify"),
            Self::Failed => f.write_str("the connection has failed before"),
            Self::Closed => f.write_str("the sending direction is closed"),
            Self::NotYet => f.write_str("the handshake is not complete"),
            Self::StaleAnswer => f.write_str("the answer is to no open question"),
            Self::NotPossible => f.write_str("this peer has not offered that, or has enough of it to do"),
            Self::TooMuchEarlyData => f.write_str("more early data than the pre-shared key admits"),
            Self::KeysUsedUp => f.write_str("the keys are used up"),
        }
    }
}

impl core::error::Error for Error {}
