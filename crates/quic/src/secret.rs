//! RFC 9001 §5.1, §6.1: the secrets that packet protection keys are made of.

use quinn_proto::Side;
use quinn_proto::crypto::{HeaderKey, KeyPair, Keys, PacketKey};
use surehand_sha2::{Secret as Bytes, expand_each, expand_into};
use zeroize::Zeroizing;

use crate::header::Header;
use crate::packet::{IV_LENGTH, Packet};
use crate::suite::Suite;

/// No AEAD and no header protection has a longer key.
const MAX_KEY: usize = 32;

/// The secret of one direction.
pub(crate) struct Secret {
    suite: &'static Suite,
    bytes: Bytes,
}

impl Secret {
    pub(crate) fn new(suite: &'static Suite, bytes: &[u8]) -> Self {
        Self { suite, bytes: Bytes::new(bytes) }
    }

    /// HKDF-Expand-Label with no context, to a secret.
    pub(crate) fn expand(&self, label: &str) -> Self {
        let info = info(label, self.suite.hash.length());
        let [bytes] = expand_each(self.suite.hash, &self.bytes, [&info]);
        Self { suite: self.suite, bytes }
    }

    fn expand_into(&self, label: &str, out: &mut [u8]) {
        let info = info(label, out.len());
        expand_into(self.suite.hash, &self.bytes, &mut [(&info, out)]);
    }

    pub(crate) fn packet(&self) -> Packet {
        let (mut key, mut iv) = (Zeroizing::new([0; MAX_KEY]), [0; IV_LENGTH]);
        let key = key.get_mut(..self.suite.aead.key_len()).unwrap_or_default();
        self.expand_into("quic key", key);
        self.expand_into("quic iv", &mut iv);
        Packet::new(self.suite, key, iv)
    }

    pub(crate) fn header(&self) -> Header {
        let mut key = Zeroizing::new([0; MAX_KEY]);
        let key = key.get_mut(..self.suite.header.key_len()).unwrap_or_default();
        self.expand_into("quic hp", key);
        Header::new(self.suite, key)
    }
}

/// An encoded HkdfLabel (RFC 8446 §7.1).
fn info(label: &str, length: usize) -> Vec<u8> {
    const PREFIX: &str = "tls13 ";
    let lengths = [(length >> 8) as u8, length as u8, (PREFIX.len() + label.len()) as u8];
    [&lengths, PREFIX.as_bytes(), label.as_bytes(), &[0]].concat()
}

/// The secrets of both directions.
pub(crate) struct Secrets {
    pub client: Secret,
    pub server: Secret,
}

impl Secrets {
    pub(crate) fn keys(&self, side: Side) -> Keys {
        let header = self.pair(side, |secret| Box::new(secret.header()) as Box<dyn HeaderKey>);
        Keys { header, packet: self.packet_keys(side) }
    }

    pub(crate) fn packet_keys(&self, side: Side) -> KeyPair<Box<dyn PacketKey>> {
        self.pair(side, |secret| Box::new(secret.packet()) as Box<dyn PacketKey>)
    }

    /// Those of the next key phase; header protection stays as it is (§6.1).
    pub(crate) fn next(&self) -> Self {
        Self { client: self.client.expand("quic ku"), server: self.server.expand("quic ku") }
    }

    fn pair<T>(&self, side: Side, make: impl Fn(&Secret) -> T) -> KeyPair<T> {
        let (local, remote) = match side {
            Side::Client => (&self.client, &self.server),
            Side::Server => (&self.server, &self.client),
        };
        KeyPair { local: make(local), remote: make(remote) }
    }
}
