//! RFC 8446 §4.2: a response extension needs a request.

use alloc::vec::Vec;

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::RawExtension;
use surehand_codec::wire::List;
use surehand_codec::{Reject, reject};

/// The extension types that we sent in a ClientHello.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Offered(pub(super) Vec<ExtensionType>);

impl Offered {
    /// Refuses a response block with an extension that was not offered.
    pub(super) fn check(&self, responses: &List<'_, RawExtension<'_>>) -> Result<(), Reject> {
        if responses.iter().all(|response| self.0.contains(&response.extension_type)) {
            Ok(())
        } else {
            Err(reject!(UNSUPPORTED_EXTENSION, "4.2-4"))
        }
    }
}
