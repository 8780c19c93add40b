//! What a connection notes down when asked to: messages, alerts, secrets, claims.

use alloc::vec::Vec;
use core::fmt;

use surehand_codec::code_point::{AlertDescription, AlertLevel};
use zeroize::Zeroizing;

use crate::crypto::Provider;
use crate::handshake::Claim;
use crate::key_schedule::Epoch;

/// Observations with their order across the two halves.
pub(super) type Noted<P> = Vec<(usize, Observation<<P as Provider>::KeyId>)>;

/// Which way something went.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// From us to the peer.
    Sent,
    /// From the peer to us.
    Received,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Observation<K> {
    /// A handshake message went by.
    Message {
        /// Which way.
        direction: Direction,
        /// Its name in the RFC.
        name: &'static str,
        /// The whole message, header included.
        bytes: Vec<u8>,
        /// What protected it.
        epoch: Epoch,
    },
    /// A change_cipher_spec record went by.
    ChangeCipherSpec(Direction),
    /// An alert went by.
    Alert {
        /// Which way.
        direction: Direction,
        /// Its level.
        level: AlertLevel,
        /// What it says.
        description: AlertDescription,
        /// What protected it.
        epoch: Epoch,
    },
    /// A secret for the key log (RFC 9850).
    Secret {
        /// The label.
        label: &'static str,
        /// ClientHello.random.
        client_random: [u8; 32],
        /// The secret.
        secret: Zeroizing<Vec<u8>>,
    },
    /// A belief was formed.
    Claim(Claim<K>),
}

impl<K: fmt::Debug> fmt::Debug for Observation<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message { direction, name, bytes, epoch } => {
                write!(f, "{direction:?} {name} ({} bytes, {epoch:?})", bytes.len())
            }
            Self::ChangeCipherSpec(direction) => write!(f, "{direction:?} change_cipher_spec"),
            Self::Alert { direction, level, description, epoch } => {
                write!(f, "{direction:?} alert {level} {description} ({epoch:?})")
            }
            Self::Secret { label, .. } => write!(f, "{label} noted"),
            Self::Claim(claim) => claim.fmt(f),
        }
    }
}
