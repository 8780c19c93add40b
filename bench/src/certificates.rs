//! A root, an intermediate and a leaf for each end, with keys of one kind, the same for every peer.

use std::sync::OnceLock;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519,
    PKCS_RSA_SHA256, SignatureAlgorithm,
};

use crate::case::Leaf;

/// The name in the server's certificate.
pub const NAME: &str = "localhost";

/// What both ends need.
pub struct Certificates {
    /// The root that both trust, in DER.
    pub root: Vec<u8>,
    /// A root that has nothing to do with them, in DER.
    pub stranger: Vec<u8>,
    /// The server's.
    pub server: Identity,
    /// The client's.
    pub client: Identity,
}

/// Chain and key.
pub struct Identity {
    /// Leaf and intermediate, in DER.
    pub chain: Vec<Vec<u8>>,
    /// The leaf's key, PKCS#8 in DER.
    pub key: Vec<u8>,
}

impl Certificates {
    /// With keys of this kind. Made once in a run.
    pub fn of(leaf: Leaf) -> &'static Self {
        static MADE: [OnceLock<Certificates>; 3] = [const { OnceLock::new() }; 3];
        let (index, algorithm): (_, &'static SignatureAlgorithm) = match leaf {
            Leaf::Ecdsa => (0, &PKCS_ECDSA_P256_SHA256),
            Leaf::Rsa => (1, &PKCS_RSA_SHA256),
            Leaf::Ed25519 => (2, &PKCS_ED25519),
        };
        MADE[index].get_or_init(|| Self::new(algorithm))
    }

    fn new(algorithm: &'static SignatureAlgorithm) -> Self {
        let generate = || KeyPair::generate_for(algorithm).expect("key generation");
        let root = CertifiedIssuer::self_signed(authority("root"), generate()).expect("root");
        let stranger = CertifiedIssuer::self_signed(authority("stranger"), generate()).expect("root");
        let intermediate =
            CertifiedIssuer::signed_by(authority("intermediate"), generate(), &root).expect("intermediate");
        let identity = |name: &str| {
            let key = KeyPair::generate_for(algorithm).expect("key generation");
            let mut params = CertificateParams::new([name.to_owned()]).expect("name");
            params.use_authority_key_identifier_extension = true;
            let leaf = params.signed_by(&key, &intermediate).expect("leaf");
            Identity { chain: vec![leaf.der().to_vec(), intermediate.der().to_vec()], key: key.serialize_der() }
        };
        Self {
            root: root.der().to_vec(),
            stranger: stranger.der().to_vec(),
            server: identity(NAME),
            client: identity("client.test"),
        }
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// PEM, for libraries that take nothing else.
#[cfg(feature = "s2n-tls")]
pub fn pem(label: &str, der: &[u8]) -> String {
    pem::encode(&pem::Pem::new(label, der))
}
