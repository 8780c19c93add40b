//! RFC 8446 §4.6.3: KeyUpdate, the same for both roles.

use surehand_codec::message::{KeyUpdate, KeyUpdateRequest};
use surehand_codec::{Reject, reject};

use super::{Action, Out};
use crate::config::Carrier;
use crate::crypto::Provider;

/// Moves the receiving keys on, and owes an answer where one is asked for.
pub(super) fn on_key_update<P: Provider>(
    carrier: &Carrier,
    message: &KeyUpdate,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    if !carrier.key_update {
        return Err(reject!(UNEXPECTED_MESSAGE, "4-2"));
    }
    out.push(Action::UpdateReadKeys);
    if message.request_update == KeyUpdateRequest::UpdateRequested {
        out.push(Action::OweKeyUpdate);
    }
    Ok(())
}
