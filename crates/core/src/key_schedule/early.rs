//! RFC 8446 §7.1: the Early Secret and what derives from it.

use super::{HandshakeSecret, derive_secret};
use crate::crypto::{Digest, HashAlgorithm, HashState, Provider, Salt};
use crate::state::state;

/// Where a pre-shared key comes from; it decides the label of its binder key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinderKind {
    /// Provisioned outside TLS.
    External,
    /// Derived from an external one for one hash (RFC 9258).
    Imported,
    /// From a NewSessionTicket.
    Resumption,
}

state! {
    /// HKDF-Extract(0, PSK).
    pub struct EarlySecret {
        secret: P::Secret,
        algorithm: HashAlgorithm,
    }
}

impl<P: Provider> EarlySecret<P> {
    /// Starts the schedule with a pre-shared key, or with Hash.length zero bytes in its place.
    pub fn new(provider: &P, algorithm: HashAlgorithm, psk: Option<&P::Secret>) -> Self {
        Self { secret: provider.extract(algorithm, Salt::Zero, psk), algorithm }
    }

    /// The secret itself, for a caller that compares it with published values.
    pub fn secret(&self) -> &P::Secret {
        &self.secret
    }

    /// The hash of this schedule.
    pub fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// binder_key (§4.2.11.2).
    pub fn binder_key(&self, provider: &P, kind: BinderKind) -> P::Secret {
        let label: &[u8] = match kind {
            BinderKind::External => b"ext binder",
            BinderKind::Imported => b"imp binder",
            BinderKind::Resumption => b"res binder",
        };
        self.derive(provider, label, &provider.hash(self.algorithm).digest())
    }

    /// client_early_traffic_secret; `transcript_hash` is over ClientHello.
    pub fn client_early_traffic_secret(&self, provider: &P, transcript_hash: &Digest) -> P::Secret {
        self.derive(provider, b"c e traffic", transcript_hash)
    }

    /// early_exporter_master_secret; `transcript_hash` is over ClientHello.
    pub fn early_exporter_master_secret(&self, provider: &P, transcript_hash: &Digest) -> P::Secret {
        self.derive(provider, b"e exp master", transcript_hash)
    }

    /// The next stage; `None` (psk_ke) stands for Hash.length zero bytes.
    pub fn handshake_secret(self, provider: &P, shared_secret: Option<&P::Secret>) -> HandshakeSecret<P> {
        let derived = self.derive(provider, b"derived", &provider.hash(self.algorithm).digest());
        HandshakeSecret::new(provider, self.algorithm, &derived, shared_secret)
    }

    fn derive(&self, provider: &P, label: &[u8], transcript_hash: &Digest) -> P::Secret {
        derive_secret(provider, self.algorithm, &self.secret, label, transcript_hash)
    }
}
