//! RFC 8446 §7: the key schedule, a chain of stages each consumed by the next.
//!
//! [`EarlySecret`] → [`HandshakeSecret`] → [`MainSecret`]; every method is named after the secret that it yields.

mod early;
mod exporter;
mod handshake;
mod importer;
mod label;
mod main;
mod traffic;

pub use early::{BinderKind, EarlySecret};
pub use exporter::{ExportError, Exporter};
pub use handshake::{HandshakeSecret, HandshakeTraffic};
pub use importer::{ImportedIdentity, TARGET_PROTOCOL, imported_psk};
pub use label::{derive_secret, hkdf_expand_label, hkdf_expand_label_into};
use label::{derive_secrets, hkdf_expand_key_and_iv};
pub use main::{ApplicationSecrets, MainSecret, resumption_psk};
pub use traffic::{
    Epoch, ReadKeys, TrafficKeys, WriteKeys, next_generation, read_keys, verify_data, verify_finished, write_keys,
};
