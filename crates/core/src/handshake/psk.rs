//! RFC 8446 §2.2, §4.2.11, §4.6.1: pre-shared keys as values, on their way in and out of the machines.

use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};

use subtle::ConstantTimeEq;
use surehand_codec::code_point::CipherSuite;
use zeroize::Zeroizing;

use crate::crypto::HashAlgorithm;
use crate::key_schedule::BinderKind;

/// No ticket is good for longer (§4.6.1): seven days, in seconds.
pub const LONGEST_LIFETIME: u32 = 604_800;

/// The bytes of a pre-shared key, between whoever keeps it and a machine. Zeroized on drop, not printed.
#[derive(Clone)]
pub struct Psk(Zeroizing<Vec<u8>>);

impl Psk {
    /// Copies the key.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }
}

impl AsRef<[u8]> for Psk {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq for Psk {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Psk {}

impl Hash for Psk {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for Psk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Psk")
    }
}

/// What early data under a PSK is bound to (§4.2.10).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EarlyDataTerms {
    /// How many bytes of it there may be.
    pub max_early_data_size: u32,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The application protocol.
    pub application_layer_protocol: Option<Vec<u8>>,
}

/// What a client has shown of itself; a resumed connection keeps it (§4.6.1).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClientStatus {
    /// It was not asked for a certificate.
    NotRequested,
    /// It was asked, and had none to show.
    Declined,
    /// It has authenticated; this is its identity, in the verifier's own words.
    Authenticated(Vec<u8>),
}

/// The connection that a ticket continues (§4.6.1).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Session {
    /// Its cipher suite.
    pub cipher_suite: CipherSuite,
    /// The server's name that the client asked for.
    pub server_name: Option<Vec<u8>>,
    /// The application protocol.
    pub application_layer_protocol: Option<Vec<u8>>,
    /// Whether the client has authenticated.
    pub client: ClientStatus,
    /// How many resumptions lie between it and a full handshake.
    pub resumptions: u32,
    /// When that full handshake was, by the clock of whoever keeps tickets; `None` on that handshake itself.
    pub origin: Option<u64>,
}

/// A PSK that a client offers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OfferedPsk {
    /// Its name: a ticket, or the identity of an external PSK.
    pub identity: Vec<u8>,
    /// The ticket's age in milliseconds plus its ticket_age_add, modulo 2^32; 0 for an external PSK (§4.2.11.1).
    pub obfuscated_ticket_age: u32,
    /// The key.
    pub psk: Psk,
    /// The hash that belongs to it.
    pub hash: HashAlgorithm,
    /// Where it comes from.
    pub kind: BinderKind,
    /// What early data under it is bound to, if it admits any.
    pub early_data: Option<EarlyDataTerms>,
    /// For a ticket: how many resumptions lie between it and a full handshake.
    pub resumptions: u32,
}

/// A ticket that a client has received.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewTicket {
    /// What the server calls it.
    pub ticket: Vec<u8>,
    /// For how many seconds it is good: at least 1, at most 604,800.
    pub lifetime: u32,
    /// What obscures its age.
    pub age_add: u32,
    /// Its key.
    pub psk: Psk,
    /// The hash that belongs to it.
    pub hash: HashAlgorithm,
    /// What early data under it is bound to, if it admits any.
    pub early_data: Option<EarlyDataTerms>,
    /// The server's name that was asked for.
    pub server_name: Option<Vec<u8>>,
    /// How many resumptions lie between its connection and a full handshake.
    pub resumptions: u32,
}

/// One of the identities in a ClientHello.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OfferedIdentity {
    /// A ticket, or the identity of an external PSK.
    pub identity: Vec<u8>,
    /// The age that the client gives it, obscured; to be ignored for an external PSK (§4.2.11).
    pub obfuscated_ticket_age: u32,
}

/// Which of these pre-shared keys are known? (§4.2.11) Nothing about the client is to be believed yet.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FindPsks {
    /// The client's identities, in its order.
    pub identities: Vec<OfferedIdentity>,
    /// The host name of the client's server_name extension.
    pub server_name: Option<Vec<u8>>,
    /// The application protocol that was selected.
    pub application_layer_protocol: Option<Vec<u8>>,
}

/// A pre-shared key that is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FoundPsk {
    /// The place of its identity among the client's, counted from 0.
    pub index: u16,
    /// The key.
    pub psk: Psk,
    /// The hash that belongs to it.
    pub hash: HashAlgorithm,
    /// Where it comes from.
    pub kind: BinderKind,
    /// What early data under it is bound to, if it admits any and its age is plausible (§8.3).
    pub early_data: Option<EarlyDataTerms>,
    /// For a ticket: the connection that it continues.
    pub session: Option<Session>,
}

/// May early data be taken from this ClientHello, or has it been seen before? (§8) Its binder is good.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AdmitEarlyData {
    /// The identity of the PSK.
    pub identity: Vec<u8>,
    /// The age that the client gives it, obscured.
    pub obfuscated_ticket_age: u32,
    /// The binder, which has been verified: it stands for the whole ClientHello (§8.2).
    pub binder: Vec<u8>,
}

/// Make a ticket of this (§4.6.1).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SealTicket {
    /// The ticket's key.
    pub psk: Psk,
    /// The hash that belongs to it.
    pub hash: HashAlgorithm,
    /// For how many seconds the ticket is good.
    pub lifetime: u32,
    /// What obscures its age.
    pub age_add: u32,
    /// What early data under it is bound to, if it admits any.
    pub early_data: Option<EarlyDataTerms>,
    /// The connection that it continues.
    pub session: Session,
}
