//! The standing of the sending half, and its settings.

use surehand_codec::code_point::ProtocolVersion;

use crate::config::KeyUpdatePolicy;
use crate::record::Padding;

/// Whether anything may still be written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Writing {
    /// Handshake messages and alerts only.
    Handshake,
    /// Early data too, so many bytes of it.
    Early(u32),
    /// Application data too.
    Open,
    /// close_notify or a fatal alert was the last thing.
    Over,
}

/// Whether the one change_cipher_spec record of a connection is out (D.4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum ChangeCipherSpec {
    /// It is not, and need not be.
    None,
    /// It goes before the next record.
    Owed,
    /// It is.
    Sent,
}

/// What a configuration says about sending.
pub(super) struct Settings {
    pub padding: Padding,
    pub key_update: KeyUpdatePolicy,
    /// Whether messages are noted down.
    pub observe: bool,
    /// Whether there are records; messages are carried otherwise.
    pub records: bool,
    /// What the first records say: 0x0301 in a client's initial ClientHello (§5.1).
    pub record_version: ProtocolVersion,
}
