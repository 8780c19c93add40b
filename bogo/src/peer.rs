//! What a peer has shown of itself; a resumed connection keeps it.

use surehand_codec::code_point::SignatureScheme;
use surehand_codec::wire::{Reader, Writer};

/// What came with a peer's certificate.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Peer {
    /// Its chain, end-entity certificate first.
    pub chain: Vec<Vec<u8>>,
    /// A stapled OCSP response.
    pub ocsp_response: Option<Vec<u8>>,
    /// A SignedCertificateTimestampList.
    pub timestamps: Option<Vec<u8>>,
    /// What it signed with.
    pub scheme: Option<SignatureScheme>,
}

impl Peer {
    /// Scheme and chain as the identity that a server's ticket holds.
    pub fn identity(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        writer.u16(self.scheme.map_or(0, |scheme| scheme.0));
        self.chain.iter().for_each(|certificate| writer.vector_u24(|writer| writer.bytes(certificate)));
        let _ = writer.finish();
        bytes
    }

    /// Whom a ticket of ours names.
    pub fn from_identity(identity: &[u8]) -> Self {
        let mut reader = Reader::new(identity);
        let scheme = reader.u16().ok().filter(|scheme| *scheme != 0).map(SignatureScheme);
        let mut peer = Self { scheme, ..Self::default() };
        while let Ok(certificate) = reader.vector_u24(1) {
            peer.chain.push(certificate.to_vec());
        }
        peer
    }
}

#[cfg(test)]
mod tests {
    use super::{Peer, SignatureScheme};

    #[test]
    fn a_chain_survives_a_ticket() {
        let scheme = Some(SignatureScheme::ED25519);
        let peer = Peer { chain: vec![vec![1, 2], vec![3]], scheme, ..Peer::default() };
        assert_eq!(Peer::from_identity(&peer.identity()), peer);
        assert_eq!(Peer::from_identity(b""), Peer::default());
    }
}
