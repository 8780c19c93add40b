//! Certificates made on the spot, and configurations that most tests start from.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use surehand::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use surehand::session::{ClientHelloRecording, Timestamp};
use surehand::{ClientConfig, ClientConfigBuilder, Credential, Roots, ServerConfig, ServerConfigBuilder};

/// A throw-away authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub struct Leaf {
    pub certificate: Vec<u8>,
    pub key: KeyPair,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn der(&self) -> &[u8] {
        self.0.der()
    }

    pub fn roots(&self) -> Roots {
        let mut roots = Roots::new();
        roots.add(self.0.der()).unwrap();
        roots
    }

    pub fn leaf(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned(), "other.test".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut params);
        Leaf { certificate: params.signed_by(&key, &self.0).unwrap().der().to_vec(), key }
    }

    /// For a server called localhost or other.test.
    pub fn credential(&self) -> Credential {
        self.leaf(|_| {}).credential()
    }

    /// A client's certificate, for this host name.
    pub fn client(&self, name: &str) -> Leaf {
        self.leaf(|params| {
            let names = CertificateParams::new([name.to_owned()]).unwrap().subject_alt_names;
            params.subject_alt_names = names;
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        })
    }

    /// A client that trusts this authority.
    pub fn trusting(&self) -> ClientConfigBuilder {
        ClientConfig::builder().roots(self.roots())
    }

    /// A server with a certificate of this authority.
    pub fn serving(&self) -> ServerConfigBuilder {
        ServerConfig::builder().credential(self.credential())
    }

    /// What signs in its name.
    pub fn signing_key(&self) -> &KeyPair {
        self.0.key()
    }
}

impl Leaf {
    pub fn credential(&self) -> Credential {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        Credential::from_der(vec![CertificateDer::from(self.certificate.clone())], key)
    }
}

/// A recording that has been running for a minute.
pub fn recording() -> Arc<ClientHelloRecording> {
    let minute = Duration::from_secs(60).as_millis() as u64;
    Arc::new(ClientHelloRecording::new(Timestamp::from_millis(Timestamp::now().as_millis() - minute)))
}
