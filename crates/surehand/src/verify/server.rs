//! The answer to a client's `VerifyPeer`: pins, or a chain to a root and a name.

use std::sync::Arc;

use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use surehand_codec::{Reject, reject};
use surehand_core::crypto::Signatures;
use surehand_core::handshake::{Verified, VerifyPeer};

use super::{Pin, Roots, Trust};
use crate::provider::Mixed;

/// Whom a client has authenticated, and how.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub chain: Arc<[CertificateDer<'static>]>,
    pub by: &'static str,
}

type PublicKey = <Mixed as surehand_core::crypto::Provider>::PublicKey;

/// Verifies a server's chain against `trust`; a refusal comes with what the verifier says.
pub(crate) fn verify_server(
    provider: &Mixed,
    trust: &Trust,
    name: &ServerName<'_>,
    now: UnixTime,
    question: &VerifyPeer,
) -> Result<(Verified<PublicKey>, Peer), (Reject, String)> {
    let chain: Arc<[CertificateDer<'static>]> =
        question.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let [end_entity, intermediates @ ..] = &*chain else {
        return Err((reject!(DECODE_ERROR, "4.4.2.4-1"), "the chain is empty".to_owned()));
    };
    let parsed = webpki::EndEntityCert::try_from(end_entity).map_err(refusal)?;
    let key = parsed.subject_public_key_info();
    let by = match trust {
        Trust::Roots(roots) => {
            verify_chain(provider, roots, &parsed, intermediates, now)?;
            parsed.verify_is_valid_for_subject_name(name).map_err(refusal)?;
            "certificate chain to a trusted root"
        }
        Trust::Pins(pins) => {
            let pin = Pin::of_public_key(key.as_ref());
            if !pins.contains(&pin) {
                return Err((reject!(CERTIFICATE_UNKNOWN, "C.5-1"), format!("the server's key has the pin {pin}")));
            }
            "pinned public key"
        }
    };
    let public_key = provider
        .public_key(key.as_ref())
        .map_err(|error| (reject!(UNSUPPORTED_CERTIFICATE, "4.4.2.2-13"), format!("the server's key: {error}")))?;
    let identity = name.to_str().as_bytes().to_vec();
    Ok((Verified { public_key, identity }, Peer { chain: chain.clone(), by }))
}

fn verify_chain(
    provider: &Mixed,
    roots: &Roots,
    end_entity: &webpki::EndEntityCert<'_>,
    intermediates: &[CertificateDer<'static>],
    now: UnixTime,
) -> Result<(), (Reject, String)> {
    end_entity
        .verify_for_usage(
            provider.certificate_algorithms(),
            roots.anchors(),
            intermediates,
            now,
            webpki::KeyUsage::server_auth(),
            None,
            None,
        )
        .map(drop)
        .map_err(refusal)
}

/// The alert and the rule for what webpki found.
fn refusal(error: webpki::Error) -> (Reject, String) {
    use webpki::Error as Found;
    let reject = match error {
        Found::CertExpired { .. } | Found::CertNotValidYet { .. } => reject!(CERTIFICATE_EXPIRED, "6.2-i8"),
        Found::UnknownIssuer => reject!(UNKNOWN_CA, "6.2-i11"),
        Found::CertNotValidForName(_) => reject!(BAD_CERTIFICATE, "4.4.2.4-i1"),
        Found::InvalidSignatureForPublicKey | Found::BadDer | Found::BadDerTime | Found::TrailingData(_) => {
            reject!(BAD_CERTIFICATE, "6.2-i5")
        }
        Found::RequiredEkuNotFoundContext(_)
        | Found::UnsupportedCertVersion
        | Found::UnsupportedSignatureAlgorithmContext(_)
        | Found::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            reject!(UNSUPPORTED_CERTIFICATE, "4.4.2.2-13")
        }
        _ => reject!(CERTIFICATE_UNKNOWN, "6.2-i9"),
    };
    (reject, error.to_string())
}
