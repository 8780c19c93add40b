//! RFC 9258 Appendix A: who an external PSK is between, as the context of its import.

use surehand_codec::wire::Writer;

use crate::error::ConfigError;

/// The longest name of a peer, and the longest context, in bytes.
const MAX_LENGTH: usize = 65_535;

/// What an imported PSK is bound to besides its name. Both peers need the same bytes.
///
/// With [`between`](Self::between) a hello that is sent back to its sender, or on to another member of a group that
/// shares the key, names the wrong roles there, and is not taken.
///
/// ```
/// use surehand::session::Context;
///
/// let ours = Context::between(b"pump 7", b"control room")?;
/// assert_ne!(ours, Context::between(b"control room", b"pump 7")?);
/// # Ok::<(), surehand::ConfigError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Context(Vec<u8>);

impl Context {
    /// The client and the server that the key is between, in that order: each member of a group needs a name of its own.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] for two equal names, or more than fits.
    pub fn between(client: &[u8], server: &[u8]) -> Result<Self, ConfigError> {
        if client == server {
            return Err(ConfigError::Secret("client and server need different names".to_owned()));
        }
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        writer.vector_u16(|writer| writer.bytes(client));
        writer.vector_u16(|writer| writer.bytes(server));
        writer.finish().map_err(|error| ConfigError::Secret(error.to_string()))?;
        Self::from_bytes(&bytes)
    }

    /// A context that both peers have from elsewhere, such as a channel binding of the protocol that made the key.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Secret`] for more than 65,535 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ConfigError> {
        if bytes.len() > MAX_LENGTH {
            return Err(ConfigError::Secret("a context has at most 65,535 bytes".to_owned()));
        }
        Ok(Self(bytes.to_vec()))
    }

    /// No context: for a key that exactly two peers have, each always in the same role.
    pub const fn none() -> Self {
        Self(Vec::new())
    }
}

impl AsRef<[u8]> for Context {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
