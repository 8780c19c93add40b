//! RFC 8446 §4.4.4: Finished, ours and the peer's.

use surehand_codec::message::{Finished, Received};
use surehand_codec::{Reject, reject};

use super::Out;
use crate::crypto::{MacPurpose, Provider};
use crate::key_schedule::{verify_data, verify_finished};
use crate::transcript::Transcript;

/// Checks the peer's Finished and takes it into the transcript.
pub(super) fn check<P: Provider>(
    provider: &P,
    purpose: MacPurpose,
    base_key: &P::Secret,
    transcript: &mut Transcript<P>,
    message: &Received<'_, Finished<'_>>,
) -> Result<(), Reject> {
    let algorithm = transcript.algorithm();
    if message.verify_data.len() != algorithm.length() {
        return Err(reject!(DECODE_ERROR, "4.4.4-i1"));
    }
    if !verify_finished(provider, purpose, algorithm, base_key, &transcript.hash(), message.verify_data) {
        return Err(reject!(DECRYPT_ERROR, "4.4.4-2"));
    }
    transcript.add(message.bytes);
    Ok(())
}

/// Sends our Finished and takes it into the transcript.
pub(super) fn send<P: Provider>(
    provider: &P,
    base_key: &P::Secret,
    transcript: &mut Transcript<P>,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    let verify_data = verify_data(provider, transcript.algorithm(), base_key, &transcript.hash());
    out.send(&Finished { verify_data: verify_data.as_ref() }, |bytes| transcript.add(bytes))
}
