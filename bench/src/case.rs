//! What is measured.

use crate::certificates::{Certificates, NAME};

/// The group of the key exchange; the only one that either end has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    X25519,
    P256,
    X25519MLKEM768,
}

/// The keys of all certificates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaf {
    Ecdsa,
    Rsa,
    Ed25519,
}

/// The cipher suite; the only one that the client has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suite {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

/// All suites.
pub const SUITES: [Suite; 3] = [Suite::Aes128Gcm, Suite::Aes256Gcm, Suite::ChaCha20Poly1305];

/// What connects a connection with an earlier one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sessions {
    /// Nothing: no tickets, no store.
    Off,
    /// Each connection gives one ticket, which the next one uses, with a key exchange.
    PskDheKe,
    /// The same without a key exchange.
    PskKe,
    /// As `PskDheKe`, and [`EARLY`] bytes of early data go with the first flight.
    EarlyData,
}

/// Bytes of early data.
pub const EARLY: usize = 1024;

/// How both ends of a peer are to be configured.
#[derive(Clone, Copy)]
pub struct Setup {
    pub group: Group,
    pub leaf: Leaf,
    pub suite: Suite,
    pub sessions: Sessions,
    /// Whether the server requires a certificate of the client.
    pub mutual: bool,
    /// The name that the client asks for and checks.
    pub name: &'static str,
    /// Whether the client trusts another root than the server's.
    pub stranger: bool,
}

impl Setup {
    /// A full handshake with AES-128-GCM.
    pub fn new(group: Group, leaf: Leaf) -> Self {
        Self {
            group,
            leaf,
            suite: Suite::Aes128Gcm,
            sessions: Sessions::Off,
            mutual: false,
            name: NAME,
            stranger: false,
        }
    }

    /// The root that the client trusts, in DER.
    pub fn root(&self) -> &'static [u8] {
        let certificates = self.certificates();
        if self.stranger { &certificates.stranger } else { &certificates.root }
    }

    /// The certificates of both ends.
    pub fn certificates(&self) -> &'static Certificates {
        Certificates::of(self.leaf)
    }
}

/// A handshake that is measured, with its name.
pub struct Case {
    pub name: &'static str,
    pub setup: Setup,
    /// Whether it belongs to the short set.
    pub short: bool,
}

/// All handshakes.
pub fn cases() -> Vec<Case> {
    use {Group::*, Leaf::*, Sessions::*};
    let case = |name, short, group, leaf, sessions, mutual| {
        let setup = Setup { sessions, mutual, ..Setup::new(group, leaf) };
        Case { name, setup, short }
    };
    vec![
        case("full, X25519, ECDSA P-256", true, X25519, Ecdsa, Off, false),
        case("full, X25519, RSA-2048", true, X25519, Rsa, Off, false),
        case("full, X25519, Ed25519", false, X25519, Ed25519, Off, false),
        case("full, P-256, ECDSA P-256", false, P256, Ecdsa, Off, false),
        case("full, P-256, RSA-2048", false, P256, Rsa, Off, false),
        case("full, X25519MLKEM768, ECDSA P-256", true, X25519MLKEM768, Ecdsa, Off, false),
        case("full, X25519MLKEM768, RSA-2048", false, X25519MLKEM768, Rsa, Off, false),
        case("full, X25519MLKEM768, Ed25519", false, X25519MLKEM768, Ed25519, Off, false),
        case("full with client authentication, X25519, ECDSA P-256", true, X25519, Ecdsa, Off, true),
        case("resumed, psk_dhe_ke, X25519", true, X25519, Ecdsa, PskDheKe, false),
        case("resumed, psk_dhe_ke, X25519MLKEM768", false, X25519MLKEM768, Ecdsa, PskDheKe, false),
        case("resumed, psk_ke", false, X25519, Ecdsa, PskKe, false),
        case("resumed, 1 KiB of early data, X25519", false, X25519, Ecdsa, EarlyData, false),
    ]
}
