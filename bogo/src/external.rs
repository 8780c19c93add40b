//! RFC 9258: the external PSKs that flags describe.

use surehand::session::{Context, ExternalPsk};
use surehand_core::crypto::HashAlgorithm;

use crate::failure::Failure;
use crate::flags::{CredentialFlags, Flags};

/// A PSK to import.
pub struct External {
    /// Its number among the `-new-..-credential` flags.
    pub number: usize,
    /// The key.
    pub psk: ExternalPsk,
    /// In which context the tickets that follow are good, if in another than all others.
    pub session_context: Option<Vec<u8>>,
}

/// The PSKs among the credentials.
pub fn load(flags: &Flags) -> Result<Vec<External>, Failure> {
    let read = |(number, credential)| read(number, credential).transpose();
    flags.credentials.iter().enumerate().filter_map(read).collect()
}

/// Reads a `-new-psk-credential`; nothing if it is a credential of another kind.
fn read(number: usize, credential: &CredentialFlags) -> Result<Option<External>, Failure> {
    let set = &credential.set;
    if credential.kind != "psk" {
        return Ok(None);
    }
    let [identity, context, key] = ["psk-importer-identity", "psk-importer-context", "psk-importer-key"]
        .map(|flag| set.base64(flag).map(Option::unwrap_or_default));
    let hash = if set.has("psk-importer-sha384") { HashAlgorithm::Sha384 } else { HashAlgorithm::Sha256 };
    let (identity, context, key) = (identity?, context?, key?);
    let psk = Context::from_bytes(&context).and_then(|context| ExternalPsk::imported(&identity, &key, context));
    let psk = psk.map_err(|error| Failure::new(error.to_string()))?;
    let session_context = set.base64("session-id-context")?;
    Ok(Some(External { number, psk: psk.hash(hash), session_context }))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::flags::{CredentialFlags, Set};

    #[test]
    fn a_psk_is_read_from_its_flags() {
        let set = Set::of(&[
            ("psk-importer-key", "QUJDREVGR0hJSktMTU5PUFFSU1Q="),
            ("psk-importer-identity", "cHNrMQ=="),
            ("psk-importer-sha384", ""),
        ]);
        let psk = read(2, &CredentialFlags { kind: "psk".to_owned(), set }).expect("well-formed").expect("a PSK");
        assert_eq!((psk.number, psk.psk.identity()), (2, b"psk1".as_slice()));
    }
}
