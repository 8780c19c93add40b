//! Certificates made on the spot, and two ends of a Unix stream.

use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    SignatureAlgorithm,
};
use surehand::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use surehand::{ClientConfig, Credential, Error, Roots, ServerConfig, Stream};

/// Authorities have different names, or a chain to the wrong one would fail by its signature.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    params.distinguished_name.push(DnType::CommonName, format!("Authority {number}"));
    params
}

/// A throw-away authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        Self::with(&rcgen::PKCS_ECDSA_P256_SHA256)
    }

    /// One whose key is of this kind.
    pub fn with(algorithm: &'static SignatureAlgorithm) -> Self {
        Self(CertifiedIssuer::self_signed(params(), KeyPair::generate_for(algorithm).unwrap()).unwrap())
    }

    /// One whose certificate is by this one.
    pub fn below(&self) -> Self {
        Self(CertifiedIssuer::signed_by(params(), KeyPair::generate().unwrap(), &self.0).unwrap())
    }

    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    pub fn roots(&self) -> Roots {
        Roots::from_pem(self.0.pem().as_bytes()).unwrap()
    }

    /// A leaf for `localhost`, changed by `change`.
    pub fn leaf(
        &self,
        algorithm: &'static SignatureAlgorithm,
        change: impl FnOnce(&mut CertificateParams),
    ) -> (Vec<u8>, Vec<u8>) {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut params);
        (params.signed_by(&key, &self.0).unwrap().der().to_vec(), key.serialize_der())
    }

    pub fn credential(&self) -> Credential {
        let (certificate, key) = self.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
        credential(certificate, key)
    }
}

pub fn credential(certificate: Vec<u8>, key: Vec<u8>) -> Credential {
    Credential::from_der(vec![CertificateDer::from(certificate)], PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key)))
}

pub fn server(credential: Credential) -> ServerConfig {
    ServerConfig::builder().credential(credential).build().unwrap()
}

type Handshake = Result<Stream<UnixStream>, Error>;

/// Runs a handshake over a pair of sockets: what the client got, what the server got.
pub fn handshake(client: &ClientConfig, server: &ServerConfig, name: &'static str) -> (Handshake, Handshake) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let server = server.clone();
    let thread = thread::spawn(move || surehand::accept(&server, theirs));
    let client = surehand::connect(client, name.try_into().unwrap(), ours);
    if let Err(error) = &client {
        // The server sees the end of the transport once the client's is dropped.
        println!("client: {error}");
    }
    (client, thread.join().unwrap())
}
