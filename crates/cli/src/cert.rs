//! `surehand cert`: a development CA and leaf certificates.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PublicKeyData, SignatureAlgorithm,
};
use sha2::{Digest, Sha256};
use surehand::Credential;
use time::{Duration, OffsetDateTime};

use crate::exit::{Failure, say};
use crate::files;

/// Make a development CA, a server certificate and a client certificate
///
/// Writes ca.pem, ca.key, leaf.pem (the server's certificate and its CA), leaf.key, client.pem and client.key. A CA that is
/// there already is used again.
/// For development only: the CA's key lies unprotected beside its certificate.
///
/// Example:
///
///   surehand cert --out certs --name localhost,127.0.0.1
///   surehand serve --listen 127.0.0.1:4433 --cert certs/leaf.pem --key certs/leaf.key --echo
///   surehand connect 127.0.0.1:4433 --ca certs/ca.pem
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Cert {
    /// The directory to write to; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// DNS names and IP addresses of the server, separated by commas
    #[arg(long, value_name = "NAMES", default_value = "localhost,127.0.0.1,::1")]
    name: String,
    /// The kind of key
    #[arg(long, value_enum, default_value_t)]
    algorithm: Algorithm,
    /// The name of the client
    #[arg(long, value_name = "NAME", default_value = "client")]
    client: String,
    /// For how many days the certificates are valid
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
}

/// The kind of a certificate's key.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Algorithm {
    #[default]
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Ed25519,
    #[value(name = "rsa-2048")]
    Rsa2048,
}

impl Algorithm {
    fn rcgen(self) -> &'static SignatureAlgorithm {
        match self {
            Self::EcdsaP256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            Self::EcdsaP384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            Self::EcdsaP521 => &rcgen::PKCS_ECDSA_P521_SHA512,
            Self::Ed25519 => &rcgen::PKCS_ED25519,
            Self::Rsa2048 => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

/// A certificate with its key, in PEM.
pub struct Made {
    /// The certificate, or the chain.
    pub certificate: String,
    /// The key.
    pub key: String,
}

impl Cert {
    pub fn run(self) -> Result<(), Failure> {
        fs::create_dir_all(&self.out).map_err(|error| Failure::file(&self.out, error))?;
        let (ca_path, ca_key_path) = (self.out.join("ca.pem"), self.out.join("ca.key"));
        if ca_path.exists() != ca_key_path.exists() {
            return Err(Failure::local(format!(
                "only one of {} and {} is there: add the other one, or remove it",
                ca_path.display(),
                ca_key_path.display()
            )));
        }
        let ca = if ca_path.exists() {
            let read = |path: &Path| fs::read_to_string(path).map_err(|error| Failure::file(path, error));
            Made { certificate: read(&ca_path)?, key: read(&ca_key_path)? }
        } else {
            let made = authority()?;
            write(&ca_path, &made.certificate, 0o644)?;
            write(&ca_key_path, &made.key, 0o600)?;
            made
        };
        let names: Vec<String> = self.name.split(',').map(|name| name.trim().to_owned()).collect();
        let leaf = leaf(&ca, &names, self.algorithm, self.days)?;
        let (leaf_path, leaf_key_path) = (self.out.join("leaf.pem"), self.out.join("leaf.key"));
        write(&leaf_path, &leaf.certificate, 0o644)?;
        write(&leaf_key_path, &leaf.key, 0o600)?;
        let client = client(&ca, &self.client, self.algorithm, self.days)?;
        let (client_path, client_key_path) = (self.out.join("client.pem"), self.out.join("client.key"));
        write(&client_path, &client.certificate, 0o644)?;
        write(&client_key_path, &client.key, 0o600)?;

        let pin = Credential::from_pem(leaf.certificate.as_bytes(), leaf.key.as_bytes())?.pin()?;
        let (leaf, key, ca) = (leaf_path.display(), leaf_key_path.display(), ca_path.display());
        let (client, client_key) = (client_path.display(), client_key_path.display());
        say!("wrote {leaf}, {key}, {client}, {client_key} and {ca}");
        say!("pin of the server's key: {pin}\n");
        say!("surehand serve --listen 127.0.0.1:4433 --cert {leaf} --key {key} --echo");
        say!("surehand connect 127.0.0.1:4433 --ca {ca}");
        say!("  or with --verify {ca} there, and --cert {client} --key {client_key} here");
        Ok(())
    }
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    files::write(path, text.as_bytes(), mode).map_err(|error| Failure::file(path, error))
}

fn failed(error: rcgen::Error) -> Failure {
    Failure::local(format!("no certificate could be made: {error}"))
}

/// A new development CA.
pub fn authority() -> Result<Made, Failure> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = DistinguishedName::new();
    let key = KeyPair::generate().map_err(failed)?;
    // Named after its key: a chain to another authority must be one to an unknown issuer, not a bad signature.
    let id: String = Sha256::digest(key.der_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    params.distinguished_name.push(DnType::CommonName, format!("Surehand development CA {id}"));
    let now = OffsetDateTime::now_utc();
    (params.not_before, params.not_after) = (now - Duration::hours(1), now + Duration::days(3650));
    let ca = CertifiedIssuer::self_signed(params, key).map_err(failed)?;
    Ok(Made { certificate: ca.pem(), key: ca.key().serialize_pem() })
}

/// A new server certificate of `ca`, as a chain.
pub fn leaf(ca: &Made, names: &[String], algorithm: Algorithm, days: u16) -> Result<Made, Failure> {
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    issue(ca, params, names.first(), algorithm, days)
}

/// A new client certificate of `ca`, as a chain.
fn client(ca: &Made, name: &String, algorithm: Algorithm, days: u16) -> Result<Made, Failure> {
    let mut params = CertificateParams::default();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    issue(ca, params, Some(name), algorithm, days)
}

/// A certificate of `ca` for somebody in either role, as a chain.
pub fn agent(ca: &Made, name: &str) -> Result<Made, Failure> {
    let name = name.to_owned();
    let mut params = CertificateParams::new([name.clone()]).map_err(failed)?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    issue(ca, params, Some(&name), Algorithm::Ed25519, 1)
}

fn issue(
    ca: &Made,
    mut params: CertificateParams,
    name: Option<&String>,
    algorithm: Algorithm,
    days: u16,
) -> Result<Made, Failure> {
    let issuer_key = KeyPair::from_pem(&ca.key).map_err(failed)?;
    let issuer = Issuer::from_ca_cert_pem(&ca.certificate, issuer_key).map_err(failed)?;
    let key = KeyPair::generate_for(algorithm.rcgen()).map_err(failed)?;
    params.distinguished_name = DistinguishedName::new();
    if let Some(name) = name {
        params.distinguished_name.push(DnType::CommonName, name.as_str());
    }
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    let now = OffsetDateTime::now_utc();
    (params.not_before, params.not_after) = (now - Duration::hours(1), now + Duration::days(i64::from(days)));
    let certificate = params.signed_by(&key, &issuer).map_err(failed)?;
    Ok(Made { certificate: certificate.pem() + &ca.certificate, key: key.serialize_pem() })
}
