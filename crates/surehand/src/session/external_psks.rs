//! RFC 8446 §4.2.11: where a server looks for external pre-shared keys.

use std::collections::HashMap;
use std::fmt;

use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::Psk;
use surehand_core::key_schedule::ImportedIdentity;

use super::{ExternalPsk, KnownPsk};
use crate::error::ConfigError;
use crate::provider::Mixed;

/// Where a server looks for external pre-shared keys: a list in memory, or a database.
///
/// A database of imported keys reads the external identity out of the identity on the wire, looks that up, and lets
/// [`ExternalPsk::find`] do the rest:
///
/// ```
/// use surehand::provider::Mixed;
/// use surehand::session::{Context, ExternalPsk, ExternalPsks, ImportedIdentity, KnownPsk};
///
/// struct Database;
///
/// impl ExternalPsks for Database {
///     fn find(&self, provider: &Mixed, identity: &[u8]) -> Option<KnownPsk> {
///         let name = ImportedIdentity::read(identity).ok()?.external_identity;
///         let key = (name == b"pump 7").then_some([7; 32])?; // A query, really.
///         let context = Context::between(name, b"control room").ok()?;
///         ExternalPsk::imported(name, &key, context).ok()?.find(provider, identity)
///     }
/// }
/// ```
pub trait ExternalPsks: Send + Sync {
    /// The key of this identity, as it is on the wire. The client has not shown yet that it has the key.
    fn find(&self, provider: &Mixed, identity: &[u8]) -> Option<KnownPsk>;
}

/// External pre-shared keys in memory.
///
/// ```
/// use surehand::session::{Context, ExternalPsk, ExternalPskList};
///
/// let pump = ExternalPsk::imported(b"pump 7", &[7; 32], Context::none())?;
/// let psks = ExternalPskList::new([pump])?;
/// # let _ = psks;
/// # Ok::<(), surehand::ConfigError>(())
/// ```
#[derive(Clone, Default)]
pub struct ExternalPskList {
    raw: HashMap<Vec<u8>, ExternalPsk>,
    /// By external identity; there may be several contexts.
    imported: HashMap<Vec<u8>, Vec<ExternalPsk>>,
}

impl ExternalPskList {
    /// A list of these keys.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] if two keys have the same name and context, or if one key stands for two hashes, or is
    /// both raw and imported.
    pub fn new(psks: impl IntoIterator<Item = ExternalPsk>) -> Result<Self, ConfigError> {
        let mut list = Self::default();
        let mut ways: HashMap<Psk, (bool, HashAlgorithm)> = HashMap::new();
        for psk in psks {
            let (context, hash) = psk.way();
            let way = (context.is_some(), hash);
            if *ways.entry(psk.key().clone()).or_insert(way) != way {
                return Err(ConfigError::Secret("one pre-shared key in two ways".to_owned()));
            }
            list.add(psk)?;
        }
        Ok(list)
    }

    fn add(&mut self, psk: ExternalPsk) -> Result<(), ConfigError> {
        let twice = || Err(ConfigError::Secret("two pre-shared keys of one name".to_owned()));
        let (context, _) = psk.way();
        if context.is_none() {
            return self.raw.insert(psk.identity().to_vec(), psk).map_or(Ok(()), |_| twice());
        }
        let named = self.imported.entry(psk.identity().to_vec()).or_default();
        if named.iter().any(|other| other.way().0 == context) {
            return twice();
        }
        named.push(psk);
        Ok(())
    }
}

impl ExternalPsks for ExternalPskList {
    fn find(&self, provider: &Mixed, identity: &[u8]) -> Option<KnownPsk> {
        let raw = self.raw.get(identity).and_then(|psk| psk.find(provider, identity));
        raw.or_else(|| {
            let name = ImportedIdentity::read(identity).ok()?.external_identity;
            self.imported.get(name)?.iter().find_map(|psk| psk.find(provider, identity))
        })
    }
}

impl fmt::Debug for ExternalPskList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExternalPskList").field("raw", &self.raw.len()).field("imported", &self.imported.len()).finish()
    }
}
