//! What the bytes travel in, and what that asks of the handshake.

use alloc::vec::Vec;

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::RawExtension;

/// How handshake messages are carried. The default is TLS over a reliable byte stream.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Carrier {
    /// Whether the client sends a session ID and both send change_cipher_spec, for middleboxes (D.4).
    pub compatibility_mode: bool,
    /// Whether handshake messages and alerts travel in records of our own. If not, the caller carries the messages and
    /// protects them itself, with keys that it derives from the secrets noted down ([`Observe`](super::Observe)).
    pub records: bool,
    /// Whether early data shares a channel with the handshake, so that EndOfEarlyData has to end it (§4.5).
    pub end_of_early_data: bool,
    /// Whether KeyUpdate messages update the keys (§4.6.3).
    pub key_update: bool,
    /// Extensions without a meaning here, for ClientHello (of a client) or EncryptedExtensions (of a server).
    pub extensions: Vec<(ExtensionType, Vec<u8>)>,
    /// The order in which extensions are written; those not named follow in the order of RFC 8446 §4.2's table.
    pub extension_order: Vec<ExtensionType>,
}

impl Carrier {
    /// The opaque extensions as the codec takes them.
    pub(crate) fn raw_extensions(&self) -> Vec<RawExtension<'_>> {
        self.extensions
            .iter()
            .map(|(extension_type, data)| RawExtension { extension_type: *extension_type, extension_data: data })
            .collect()
    }
}

impl Default for Carrier {
    fn default() -> Self {
        Self {
            compatibility_mode: true,
            records: true,
            end_of_early_data: true,
            key_update: true,
            extensions: Vec::new(),
            extension_order: Vec::new(),
        }
    }
}
