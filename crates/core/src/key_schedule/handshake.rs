//! RFC 8446 §7.1: the Handshake Secret and what derives from it.

use alloc::boxed::Box;

use super::{MainSecret, derive_secret};
use crate::crypto::{Digest, HashAlgorithm, HashState, Provider, Salt};
use crate::state::state;

/// HKDF-Extract(Derive-Secret(Early Secret, "derived", ""), (EC)DHE).
pub struct HandshakeSecret<P: Provider> {
    secret: P::Secret,
    algorithm: HashAlgorithm,
}

impl<P: Provider> HandshakeSecret<P> {
    pub(super) fn new(
        provider: &P,
        algorithm: HashAlgorithm,
        derived: &P::Secret,
        shared_secret: Option<&P::Secret>,
    ) -> Self {
        Self { secret: provider.extract(algorithm, Salt::Derived(derived), shared_secret), algorithm }
    }

    /// The secret itself, for a caller that compares it with published values.
    pub fn secret(&self) -> &P::Secret {
        &self.secret
    }

    /// The handshake traffic secrets and the Main Secret; `transcript_hash` is over ClientHello...ServerHello.
    ///
    /// The Handshake Secret ends here: everything that derives from it has been computed (§7.1).
    pub fn traffic_secrets(self, provider: &P, transcript_hash: &Digest) -> HandshakeTraffic<P> {
        let Self { secret, algorithm } = self;
        let derive = |label: &[u8], hash: &Digest| derive_secret(provider, algorithm, &secret, label, hash);
        let derived = derive(b"derived", &provider.hash(algorithm).digest());
        HandshakeTraffic {
            secrets: Box::new(Secrets {
                client: derive(b"c hs traffic", transcript_hash),
                server: derive(b"s hs traffic", transcript_hash),
                main: MainSecret::new(provider, algorithm, &derived),
            }),
        }
    }
}

state! {
    /// The secrets of a handshake: one allocation, in place while the states that hold it move.
    pub struct HandshakeTraffic {
        secrets: Box<Secrets<P>>,
    }
}

state! {
    struct Secrets {
        client: P::Secret,
        server: P::Secret,
        main: MainSecret<P>,
    }
}

impl<P: Provider> HandshakeTraffic<P> {
    /// client_handshake_traffic_secret.
    pub fn client_handshake_traffic_secret(&self) -> &P::Secret {
        &self.secrets.client
    }

    /// server_handshake_traffic_secret.
    pub fn server_handshake_traffic_secret(&self) -> &P::Secret {
        &self.secrets.server
    }

    /// The next stage.
    pub fn main_secret(&self) -> &MainSecret<P> {
        &self.secrets.main
    }
}
