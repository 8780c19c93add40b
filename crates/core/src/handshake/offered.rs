//! RFC 8446 §4.2: a response extension needs a request.

use alloc::vec::Vec;

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::RawExtension;
use surehand_codec::wire::List;
use surehand_codec::{Reject, reject};

use super::Signer;

/// The extension types that we sent in a ClientHello or a CertificateRequest.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Offered(pub(super) Vec<ExtensionType>);

impl Offered {
    fn covers(&self, responses: &List<'_, RawExtension<'_>>) -> bool {
        responses.iter().all(|response| self.0.contains(&response.extension_type))
    }

    /// Refuses a response block with an extension that was not offered.
    pub(super) fn check(&self, responses: &List<'_, RawExtension<'_>>) -> Result<(), Reject> {
        if self.covers(responses) { Ok(()) } else { Err(reject!(UNSUPPORTED_EXTENSION, "4.2-4")) }
    }

    /// The same for an entry of a Certificate (§4.4.2).
    pub(super) fn check_certificate(
        &self,
        sender: Signer,
        responses: &List<'_, RawExtension<'_>>,
    ) -> Result<(), Reject> {
        match sender {
            _ if self.covers(responses) => Ok(()),
            Signer::Server => Err(reject!(UNSUPPORTED_EXTENSION, "4.4.2-6")),
            Signer::Client => Err(reject!(UNSUPPORTED_EXTENSION, "4.4.2-7")),
        }
    }
}
