//! A service whose clients show certificates of its own authority: handlers learn who calls, and nobody else gets in.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use surehand::{ClientAuthentication, ClientConfig, Credential, PeerIdentity, Roots, ServerConfig};
use surehand_hyper::{Connector, Listener, PROTOCOLS, Peer};
use tokio::net::TcpListener;

type Failure = Box<dyn std::error::Error>;

/// The authority of one company.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Result<Self, Failure> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    fn issue(&self, name: &str, usage: ExtendedKeyUsagePurpose) -> Result<Credential, Failure> {
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.0)?;
        Ok(Credential::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes())?)
    }

    fn roots(&self) -> Result<Roots, Failure> {
        Ok(Roots::from_pem(self.0.pem().as_bytes())?)
    }
}

/// Greets whoever calls by the name in its certificate.
async fn greet(ConnectInfo(peer): ConnectInfo<Peer>) -> String {
    match peer.identity {
        // GeneralNames with one dNSName: two headers of two bytes, and the name (RFC 5280 §4.2.1.6).
        Some(PeerIdentity::SubjectAltName(names)) => {
            format!("hello {}", String::from_utf8_lossy(names.get(4..).unwrap_or_default()))
        }
        _ => "hello?".to_owned(),
    }
}

async fn call(url: &str, roots: Roots, credential: Option<Credential>) -> Result<String, Failure> {
    let mut config = ClientConfig::builder().roots(roots).application_protocols(PROTOCOLS);
    if let Some(credential) = credential {
        config = config.credential(credential);
    }
    let client = Client::builder(TokioExecutor::new()).build(Connector::new(config.build()?));
    let request = http::Request::get(url).body(Empty::<&[u8]>::new())?;
    let body = client.request(request).await?.into_body().collect().await?.to_bytes();
    Ok(String::from_utf8(body.to_vec())?)
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let (ours, theirs) = (Authority::new("Our company")?, Authority::new("Somebody else's")?);
    let config = ServerConfig::builder()
        .credential(ours.issue("localhost", ExtendedKeyUsagePurpose::ServerAuth)?)
        .client_authentication(ClientAuthentication::roots(ours.roots()?))
        .application_protocols(PROTOCOLS)
        .build()?;
    let listener = Listener::new(TcpListener::bind("127.0.0.1:0").await?, config);
    let url = format!("https://localhost:{}/", listener.local_addr()?.port());
    let router = Router::new().route("/", get(greet)).into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async move { axum::serve(listener, router).await });

    let client = ExtendedKeyUsagePurpose::ClientAuth;
    let greeting = call(&url, ours.roots()?, Some(ours.issue("billing.example", client.clone())?)).await?;
    println!("with a certificate of ours: {greeting}");
    assert_eq!(greeting, "hello billing.example");
    for (who, credential) in
        [("a stranger's certificate", Some(theirs.issue("billing.example", client)?)), ("no certificate", None)]
    {
        let refused = call(&url, ours.roots()?, credential).await;
        println!("with {who}: {}", if refused.is_err() { "refused" } else { "let in!" });
        assert!(refused.is_err());
    }
    Ok(())
}
