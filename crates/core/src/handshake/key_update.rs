//! RFC 8446 §4.6.3: KeyUpdate, the same for both roles.

use surehand_codec::message::{KeyUpdate, KeyUpdateRequest};

use super::{Action, Out};
use crate::crypto::Provider;

/// Moves the receiving keys on, and owes an answer where one is asked for.
pub(super) fn on_key_update<P: Provider>(message: &KeyUpdate, out: &mut Out<P>) {
    out.push(Action::UpdateReadKeys);
    if message.request_update == KeyUpdateRequest::UpdateRequested {
        out.push(Action::OweKeyUpdate);
    }
}
