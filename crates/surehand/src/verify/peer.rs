//! The answer to `VerifyPeer`, for both roles: the caller's own verifier, pins, or a chain to a root.

use std::borrow::Cow;
use std::sync::Arc;

use rustls_pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm as Algorithm};
use surehand_codec::reject;
use surehand_core::crypto::{Provider, Signatures};
use surehand_core::handshake::Verified;

use super::fields::Fields;
use super::ocsp::{self, Issuer};
use super::remembered::{Remembered, Remembering};
use super::{OidFilters, PeerIdentity, Pin, Presented, Refusal, Roots, Trust, matches};
use crate::provider::Mixed;

/// Whom we have authenticated, and how.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub chain: Arc<[CertificateDer<'static>]>,
    pub identity: PeerIdentity,
    pub by: Cow<'static, str>,
}

impl Peer {
    /// A client whose identity has come with the session that is resumed.
    pub fn of_session(identity: PeerIdentity) -> Self {
        Self { chain: Arc::new([]), identity, by: "the session that was resumed".into() }
    }
}

type PublicKey = <Mixed as Provider>::PublicKey;
type Verification = Result<(Verified<PublicKey>, Peer), Refusal>;

/// Stands for the end-entity certificate of an empty chain; the core lets none through.
static NO_CERTIFICATE: CertificateDer<'static> = CertificateDer::from_slice(&[]);

/// Verifies what a server has shown. `asked_for_status`: whether we sent status_request, so that a staple can be missed.
pub(crate) fn verify_server<'a>(
    provider: &Mixed,
    trust: &Trust,
    name: &'a ServerName<'a>,
    presented: Presented<'a>,
    asked_for_status: bool,
    memory: Option<&Remembered>,
) -> Verification {
    let presented = Presented { server_name: Some(name), ..presented };
    verify(provider, trust, presented, asked_for_status, &OidFilters::new(), memory)
}

/// Verifies what a client has shown, which also has to match the server's filters.
pub(crate) fn verify_client(
    provider: &Mixed,
    trust: &Trust,
    presented: Presented<'_>,
    asked_for_status: bool,
    filters: &OidFilters,
) -> Verification {
    // A client could fill the memory with what it likes.
    verify(provider, trust, Presented { server_name: None, ..presented }, asked_for_status, filters, None)
}

/// What holds for both roles; a client is whoever has no name to be verified.
fn verify(
    provider: &Mixed,
    trust: &Trust,
    presented: Presented<'_>,
    asked_for_status: bool,
    filters: &OidFilters,
    memory: Option<&Remembered>,
) -> Verification {
    let client = presented.server_name.is_none();
    let end_entity = presented.chain.first().unwrap_or(&NO_CERTIFICATE);
    let parsed = webpki::EndEntityCert::try_from(end_entity).map_err(|error| Refusal::of_chain(error, client))?;
    let fields = Fields::read(end_entity).map_err(|error| {
        Refusal::because(reject!(BAD_CERTIFICATE, "6.2-i5"), format!("the certificate cannot be read: {error}"))
    })?;
    if !fields.may_sign() {
        let text = "its Key Usage does not permit digital signatures";
        return Err(Refusal::because(reject!(UNSUPPORTED_CERTIFICATE, "4.4.2.2-4"), text));
    }
    let key = parsed.subject_public_key_info();
    let (identity, by) = match trust {
        Trust::Roots(roots) => {
            let issuer = verify_chain(provider, roots, &parsed, &presented, memory)?;
            verify_status(provider, &issuer, &fields, &presented, asked_for_status)?;
            let identity = match presented.server_name {
                Some(name) => of_server(&parsed, name)?,
                None => PeerIdentity::of_client(&fields),
            };
            (identity, "certificate chain to a trusted root")
        }
        Trust::Pins(pins) => (verify_pin(pins, key.as_ref())?, "pinned public key"),
        Trust::Own(verifier) => (PeerIdentity::Own(verifier.verify(&presented)?), "the application's own verifier"),
    };
    if !matches(filters.as_der(), &fields) {
        let text = "the certificate lacks usages that were asked for (oid_filters)";
        return Err(Refusal::because(reject!(UNSUPPORTED_CERTIFICATE, "4.2.5-6"), text));
    }
    let public_key = provider.public_key(key.as_ref()).map_err(|error| {
        Refusal::because(reject!(UNSUPPORTED_CERTIFICATE, "6.2-i6"), format!("the certificate's key: {error}"))
    })?;
    let verified = Verified { public_key, identity: identity.encode() };
    Ok((verified, Peer { chain: presented.chain, identity, by: by.into() }))
}

/// A path to one of the roots (RFC 5280 §6); the issuer of the end-entity certificate is on it.
fn verify_chain(
    provider: &Mixed,
    roots: &Roots,
    end_entity: &webpki::EndEntityCert<'_>,
    presented: &Presented<'_>,
    memory: Option<&Remembered>,
) -> Result<Issuer, Refusal> {
    let client = presented.server_name.is_none();
    let usage = if client { webpki::KeyUsage::client_auth() } else { webpki::KeyUsage::server_auth() };
    let intermediates = presented.chain.get(1..).unwrap_or_default();
    let algorithms = provider.certificate_algorithms();
    let remembering: Vec<_> = memory
        .map(|memory| algorithms.iter().map(|algorithm| Remembering { algorithm: *algorithm, memory }).collect())
        .unwrap_or_default();
    let remembering: Vec<_> = remembering.iter().map(|algorithm| algorithm as &dyn Algorithm).collect();
    let algorithms = if memory.is_some() { &remembering } else { algorithms };
    let path = end_entity
        .verify_for_usage(algorithms, roots.anchors(), intermediates, presented.now, usage, None, None)
        .map_err(|error| Refusal::of_chain(error, client))?;
    let subject_public_key_info = ocsp::content(path.issuer_spki().as_ref()).unwrap_or_default();
    Ok(Issuer { subject: end_entity.issuer().to_vec(), subject_public_key_info })
}

/// §4.4.2.1: a stapled OCSP response is good, and there is one if the certificate demands it (RFC 7633).
fn verify_status(
    provider: &Mixed,
    issuer: &Issuer,
    end_entity: &Fields<'_>,
    presented: &Presented<'_>,
    asked_for_status: bool,
) -> Result<(), Refusal> {
    match presented.ocsp_response {
        Some(response) => ocsp::check(provider.certificate_algorithms(), issuer, end_entity, response, presented.now),
        None if asked_for_status && end_entity.must_staple() => {
            Err(Refusal::status("the certificate demands a stapled OCSP response, and there is none"))
        }
        None => Ok(()),
    }
}

fn verify_pin(pins: &[Pin], key: &[u8]) -> Result<PeerIdentity, Refusal> {
    let pin = Pin::of_public_key(key);
    if !pins.contains(&pin) {
        let text = format!("the peer's key has the pin {pin}");
        return Err(Refusal::because(reject!(CERTIFICATE_UNKNOWN, "C.5-1"), text));
    }
    Ok(PeerIdentity::Pin(pin.hash()))
}

fn of_server(end_entity: &webpki::EndEntityCert<'_>, name: &ServerName<'_>) -> Result<PeerIdentity, Refusal> {
    end_entity.verify_is_valid_for_subject_name(name).map_err(|error| Refusal::of_chain(error, false))?;
    Ok(PeerIdentity::ServerName(name.to_str().as_bytes().to_vec()))
}
