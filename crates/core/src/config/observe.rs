//! What a connection notes down for its caller to collect.

/// Which observations a connection keeps for its caller; none by default, at no cost.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Observe {
    /// Handshake messages, change_cipher_spec records and alerts, sent and received.
    pub messages: bool,
    /// Traffic secrets, for a key log (RFC 9850). Whoever reads them reads everything.
    pub secrets: bool,
    /// What the machine comes to believe.
    pub claims: bool,
}
