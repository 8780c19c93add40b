//! A root, an intermediate and a leaf, the same for every peer.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_RSA_SHA256, SignatureAlgorithm,
};

/// Root, chain and key.
pub struct Certificates {
    /// The root, in DER.
    pub root: Vec<u8>,
    /// Leaf and intermediate, in DER.
    pub chain: Vec<Vec<u8>>,
    /// The leaf's key, PKCS#8 in DER.
    pub key: Vec<u8>,
}

impl Certificates {
    /// With an ECDSA P-256 leaf.
    pub fn ecdsa() -> Self {
        Self::new(&PKCS_ECDSA_P256_SHA256)
    }

    /// With an RSA-2048 leaf.
    pub fn rsa() -> Self {
        Self::new(&PKCS_RSA_SHA256)
    }

    fn new(algorithm: &'static SignatureAlgorithm) -> Self {
        let authority = |name: &str| {
            let mut params = CertificateParams::default();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.distinguished_name.push(DnType::CommonName, name);
            params
        };
        let generate = || KeyPair::generate().expect("key generation");
        let root = CertifiedIssuer::self_signed(authority("root"), generate()).expect("root");
        let intermediate =
            CertifiedIssuer::signed_by(authority("intermediate"), generate(), &root).expect("intermediate");
        let key = KeyPair::generate_for(algorithm).expect("key generation");
        let leaf = CertificateParams::new(["localhost".to_owned()])
            .and_then(|params| params.signed_by(&key, &intermediate))
            .expect("leaf");
        Self {
            root: root.der().to_vec(),
            chain: vec![leaf.der().to_vec(), intermediate.der().to_vec()],
            key: key.serialize_der(),
        }
    }
}
