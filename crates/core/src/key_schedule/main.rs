//! RFC 8446 §7.1: the Main Secret (called Master Secret before RFC 9846) and what derives from it.

use super::{Exporter, derive_secret, derive_secrets, hkdf_expand_label};
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

    /// What derives from ClientHello...server Finished, whose hash is `transcript_hash`.
    pub fn application_secrets(&self, provider: &P, transcript_hash: &Digest) -> ApplicationSecrets<P> {
        let labels: [(&[u8], _); 3] =
            [(b"c ap traffic", transcript_hash), (b"s ap traffic", transcript_hash), (b"exp master", transcript_hash)];
        let [client, server, exporter] = derive_secrets(provider, self.algorithm, &self.secret, labels);
        ApplicationSecrets {
            client_application_traffic_secret_0: client,
            server_application_traffic_secret_0: server,
            exporter_master_secret: Exporter::new(exporter, self.algorithm),
        }
    }

    /// resumption_master_secret; `transcript_hash` is over ClientHello...client Finished.
    pub fn resumption_master_secret(&self, provider: &P, transcript_hash: &Digest) -> P::Secret {
        derive_secret(provider, self.algorithm, &self.secret, b"res master", transcript_hash)
    }
}

/// The secrets that application data and exporters begin with.
pub struct ApplicationSecrets<P: Provider> {
    /// client_application_traffic_secret_0.
    pub client_application_traffic_secret_0: P::Secret,
    /// server_application_traffic_secret_0.
    pub server_application_traffic_secret_0: P::Secret,
    /// exporter_master_secret.
    pub exporter_master_secret: Exporter<P>,
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
