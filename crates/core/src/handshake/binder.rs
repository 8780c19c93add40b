//! RFC 8446 §4.2.11.2: binders, which tie a pre-shared key to a ClientHello.

use surehand_codec::{Reject, reject};

use crate::crypto::{Digest, MacPurpose, Provider};
use crate::key_schedule::{BinderKind, EarlySecret, verify_data, verify_finished};
use crate::transcript::Transcript;

/// The transcript hash that a binder covers: what came before, and the ClientHello up to its binders.
fn truncated_hash<P: Provider>(
    provider: &P,
    early: &EarlySecret<P>,
    before: Option<&Transcript<P>>,
    truncated: &[u8],
) -> Digest {
    let mut transcript = before.map_or_else(|| Transcript::new(provider, early.algorithm()), Transcript::fork);
    transcript.add(truncated);
    transcript.hash()
}

/// The binder of one PSK; `before` holds the first ClientHello and the HelloRetryRequest, if there was one.
pub(super) fn binder<P: Provider>(
    provider: &P,
    early: &EarlySecret<P>,
    kind: BinderKind,
    before: Option<&Transcript<P>>,
    truncated: &[u8],
) -> Digest {
    let hash = truncated_hash(provider, early, before, truncated);
    verify_data(provider, early.algorithm(), &early.binder_key(provider, kind), &hash)
}

/// Checks the client's binder for the PSK that was selected.
pub(super) fn check<P: Provider>(
    provider: &P,
    early: &EarlySecret<P>,
    kind: BinderKind,
    before: Option<&Transcript<P>>,
    truncated: &[u8],
    binder: &[u8],
) -> Result<(), Reject> {
    let hash = truncated_hash(provider, early, before, truncated);
    let key = early.binder_key(provider, kind);
    if verify_finished(provider, MacPurpose::Binder, early.algorithm(), &key, &hash, binder) {
        Ok(())
    } else {
        Err(reject!(DECRYPT_ERROR, "4.2.11-10"))
    }
}
