//! RFC 9258: the external PSKs that flags describe.

use surehand_core::crypto::HashAlgorithm;

use crate::failure::Failure;
use crate::flags::CredentialFlags;

/// A PSK to import.
pub struct External {
    /// Its name outside of TLS.
    pub identity: Vec<u8>,
    /// The context that both peers agree on.
    pub context: Vec<u8>,
    /// The key.
    pub key: Vec<u8>,
    /// The hash that the key was made for.
    pub hash: HashAlgorithm,
}

/// Reads a `-new-psk-credential`; nothing if it is a credential of another kind.
pub fn read(credential: &CredentialFlags) -> Result<Option<External>, Failure> {
    let set = &credential.set;
    if credential.kind != "psk" {
        return Ok(None);
    }
    let hash = if set.has("psk-importer-sha384") { HashAlgorithm::Sha384 } else { HashAlgorithm::Sha256 };
    Ok(Some(External {
        identity: set.base64("psk-importer-identity")?.unwrap_or_default(),
        context: set.base64("psk-importer-context")?.unwrap_or_default(),
        key: set.base64("psk-importer-key")?.unwrap_or_default(),
        hash,
    }))
}

#[cfg(test)]
mod tests {
    use surehand_core::crypto::HashAlgorithm;

    use super::read;
    use crate::flags::{CredentialFlags, Set};

    #[test]
    fn a_psk_is_read_from_its_flags() {
        let set = Set::of(&[
            ("psk-importer-key", "QUJD"),
            ("psk-importer-identity", "cHNrMQ=="),
            ("psk-importer-sha384", ""),
        ]);
        let psk =
            read(&CredentialFlags { kind: "psk".to_owned(), set }).expect("it is well-formed").expect("it is a PSK");
        assert_eq!((psk.key.as_slice(), psk.identity.as_slice()), (b"ABC".as_slice(), b"psk1".as_slice()));
        assert_eq!((psk.context.len(), psk.hash), (0, HashAlgorithm::Sha384));
    }
}
