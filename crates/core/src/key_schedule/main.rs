//! RFC 8446 §7.1: the Main Secret (called Master Secret before RFC 9846) and what derives from it.

use super::{Exporter, derive_secret, hkdf_expand_label};
use crate::crypto::{Digest, HashAlgorithm, Provider, Salt};
use crate::state::state;

state! {
    /// HKDF-Extract(Derive-Secret(Handshake Secret, "derived", ""), 0).
    pub struct MainSecret {
        secret: P::Secret,
        algorithm: HashAlgorithm,
    }
}

impl<P: Provider> MainSecret<P> {
    pub(super) fn new(provider: &P, algorithm: HashAlgorithm, derived: &P::Secret) -> Self {
        Self { secret: provider.extract(algorithm, Salt::Derived(derived), None), algorithm }
    }

    /// The secret itself, for a caller that compares it with published values.
    pub fn secret(&self) -> &P::Secret {
        &self.secret
    }

    /// client_application_traffic_secret_0; `transcript_hash` is over ClientHello...server Finished.
    pub fn client_application_traffic_secret_0(&self, provider: &P, transcript_hash: &Digest) -> P::Secret {
        self.derive(provider, b"c ap traffic", transcript_hash)
    }

    /// server_application_traffic_secret_0; `transcript_hash` is over ClientHello...server Finished.
    pub fn server_application_traffic_secret_0(&self, provider: &P, transcript_hash: &Digest) -> P::Secret {
        self.derive(provider, b"s ap traffic", transcript_hash)
    }

    /// exporter_master_secret; `transcript_hash` is over ClientHello...server Finished.
    pub fn exporter_master_secret(&self, provider: &P, transcript_hash: &Digest) -> Exporter<P> {
        Exporter::new(self.derive(provider, b"exp master", transcript_hash), self.algorithm)
    }

    /// resumption_master_secret; `transcript_hash` is over ClientHello...client Finished.
    pub fn resumption_master_secret(&self, provider: &P, transcript_hash: &Digest) -> P::Secret {
        self.derive(provider, b"res master", transcript_hash)
    }

    fn derive(&self, provider: &P, label: &[u8], transcript_hash: &Digest) -> P::Secret {
        derive_secret(provider, self.algorithm, &self.secret, label, transcript_hash)
    }
}

/// The PSK of a ticket (§4.6.1).
pub fn resumption_psk<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    resumption_master_secret: &P::Secret,
    ticket_nonce: &[u8],
) -> P::Secret {
    hkdf_expand_label(provider, algorithm, resumption_master_secret, b"resumption", ticket_nonce)
}
