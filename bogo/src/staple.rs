//! OCSP responses (RFC 8446 §4.4.2.1) as BoringSSL's callback would set or look at them.

use std::sync::Arc;

use surehand_codec::Reject;
use surehand_codec::code_point::AlertDescription;
use surehand_core::handshake::ChosenCredential;

use crate::answers::{Answers, refuse};

impl Answers {
    /// A server's callback may set a response, decline to, or fail.
    pub(crate) fn staple(&self, mut chosen: ChosenCredential) -> Result<ChosenCredential, Reject> {
        let set = &self.flags.set;
        if !set.has("use-ocsp-callback") {
            return Ok(chosen);
        }
        if set.has("fail-ocsp-callback") {
            return Err(refuse(AlertDescription::INTERNAL_ERROR, "ocsp-callback"));
        }
        if set.has("decline-ocsp-callback") {
            chosen.ocsp_response = None;
        } else if set.has("set-ocsp-in-callback") {
            chosen.ocsp_response = set.base64("ocsp-response").ok().flatten().map(Arc::from);
        }
        Ok(chosen)
    }

    /// A client's callback looks at the response, and may refuse the peer.
    pub(crate) fn look_at_ocsp_response(&self) -> Result<(), Reject> {
        let set = &self.flags.set;
        if set.has("use-ocsp-callback") && set.has("fail-ocsp-callback") {
            return Err(refuse(AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE, "ocsp-callback"));
        }
        Ok(())
    }
}
