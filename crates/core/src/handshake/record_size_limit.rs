//! RFC 8449: record_size_limit, the same for both roles.

use surehand_codec::{Reject, reject};

use super::Action;
use crate::crypto::Provider;

/// The smallest limit that may be asked for.
const SMALLEST: u16 = 64;

/// Both ends have said how long the protected records are that they want.
pub(super) fn agreed<P: Provider>(theirs: u16, ours: u16) -> Result<Action<P>, Reject> {
    if theirs < SMALLEST {
        return Err(reject!(ILLEGAL_PARAMETER, "6-10"));
    }
    Ok(Action::LimitRecords(theirs, ours))
}
