//! RFC 8446 §7.1: the Handshake Secret and what derives from it.

use alloc::boxed::Box;

use super::{MainSecret, derive_secrets};
use crate::crypto::{Digest, HashAlgorithm, HashState, Provider, Salt};
use crate::state::state;

/// HKDF-Extract(Derive-Secret(Early Secret, "derived", ""), (EC)DHE).
pub struct HandshakeSecret<P: Provider> {
    secret: P::Secret,
    algorithm: HashAlgorithm,
}

/// Derive-Secret(Early Secret, "derived", "") where no PSK is in use: nothing of a connection enters it.
const DERIVED_SHA256: [u8; 32] = [
    0x6f, 0x26, 0x15, 0xa1, 0x08, 0xc7, 0x02, 0xc5, 0x67, 0x8f, 0x54, 0xfc, 0x9d, 0xba, 0xb6, 0x97, 0x16, 0xc0, 0x76,
    0x18, 0x9c, 0x48, 0x25, 0x0c, 0xeb, 0xea, 0xc3, 0x57, 0x6c, 0x36, 0x11, 0xba,
];
/// The same with SHA-384.
const DERIVED_SHA384: [u8; 48] = [
    0x15, 0x91, 0xda, 0xc5, 0xcb, 0xbf, 0x03, 0x30, 0xa4, 0xa8, 0x4d, 0xe9, 0xc7, 0x53, 0x33, 0x0e, 0x92, 0xd0, 0x1f,
    0x0a, 0x88, 0x21, 0x4b, 0x44, 0x64, 0x97, 0x2f, 0xd6, 0x68, 0x04, 0x9e, 0x93, 0xe5, 0x2f, 0x2b, 0x16, 0xfa, 0xd9,
    0x22, 0xfd, 0xc0, 0x58, 0x44, 0x78, 0x42, 0x8f, 0x28, 0x2b,
];

impl<P: Provider> HandshakeSecret<P> {
    /// The schedule without a PSK, which begins here: what comes before is constant.
    pub fn without_psk(provider: &P, algorithm: HashAlgorithm, shared_secret: Option<&P::Secret>) -> Self {
        let derived: &[u8] = match algorithm {
            HashAlgorithm::Sha256 => &DERIVED_SHA256,
            HashAlgorithm::Sha384 => &DERIVED_SHA384,
        };
        Self::new(provider, algorithm, &provider.secret(derived), shared_secret)
    }

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
        let empty = provider.hash(algorithm).digest();
        let labels: [(&[u8], _); 3] =
            [(b"derived", &empty), (b"c hs traffic", transcript_hash), (b"s hs traffic", transcript_hash)];
        let [derived, client, server] = derive_secrets(provider, algorithm, &secret, labels);
        let main = MainSecret::new(provider, algorithm, &derived);
        HandshakeTraffic { secrets: Box::new(Secrets { client, server, main }) }
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
