//! RFC 8446 §4.4.2: Certificate, ours and the peer's, the same for both roles and after the handshake too.

use alloc::vec::Vec;

use surehand_codec::extension::CertificateStatus;
use surehand_codec::message::{Certificate, CertificateEntry, CertificateExtensions};
use surehand_codec::wire::List;
use surehand_codec::{Reject, reject};

use super::offered::Offered;
use super::out::encode;
use super::{ChosenCredential, RequestedCertificate, Sign, Signer, VerifyPeer, signed_content};
use crate::crypto::Provider;
use crate::transcript::Transcript;

/// What a peer takes beside certificates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Extras {
    pub status_request: bool,
    pub signed_certificate_timestamp: bool,
}

/// Encodes a Certificate with this credential, or with none (§4.4.2.3), and takes it into the transcript.
pub(super) fn write<P: Provider>(
    context: &[u8],
    chosen: Option<&ChosenCredential>,
    extras: Extras,
    transcript: &mut Transcript<P>,
) -> Result<Vec<u8>, Reject> {
    let chain = chosen.map(|chosen| &*chosen.chain).unwrap_or_default();
    let mut entries: Vec<_> = chain
        .iter()
        .map(|cert_data| CertificateEntry { cert_data, extensions: CertificateExtensions::default() })
        .collect();
    if let (Some(first), Some(chosen)) = (entries.first_mut(), chosen) {
        let response = chosen.ocsp_response.as_deref().filter(|_| extras.status_request);
        first.extensions.status_request =
            response.map(|response| CertificateStatus { status_type: CertificateStatus::OCSP, response });
        first.extensions.signed_certificate_timestamp =
            chosen.signed_certificate_timestamps.as_deref().filter(|_| extras.signed_certificate_timestamp);
    }
    let bytes = encode(&Certificate { certificate_request_context: context, certificate_list: List::Items(&entries) })?;
    transcript.add(&bytes);
    Ok(bytes)
}

/// What a credential's key is asked to sign, with the transcript up to our Certificate.
pub(super) fn to_sign<P: Provider>(signer: Signer, chosen: &ChosenCredential, transcript: &Transcript<P>) -> Sign {
    Sign { credential: chosen.credential, scheme: chosen.scheme, message: signed_content(signer, &transcript.hash()) }
}

/// Checks what a peer shows, and asks about it; an empty list is for the caller to judge.
pub(super) fn to_verify(
    peer: Signer,
    message: &Certificate<'_>,
    offered: &Offered,
    longest: usize,
    server_name: Option<Vec<u8>>,
) -> Result<Option<VerifyPeer>, Reject> {
    let Some(end_entity) = message.certificate_list.iter().next() else { return Ok(None) };
    if message.certificate_list.iter().count() > longest {
        return Err(reject!(BAD_CERTIFICATE, "6.2-i5"));
    }
    for entry in message.certificate_list.iter() {
        offered.check_certificate(peer, &entry.extensions.other)?;
    }
    let extensions = &end_entity.extensions;
    Ok(Some(VerifyPeer {
        peer,
        chain: message.certificate_list.iter().map(|entry| entry.cert_data.to_vec()).collect(),
        server_name,
        ocsp_response: extensions.status_request.map(|status| status.response.to_vec()),
        signed_certificate_timestamps: extensions.signed_certificate_timestamp.map(<[u8]>::to_vec),
    }))
}

/// A credential without a certificate, or with a scheme that the server does not take, is our own mistake.
pub(super) fn fitting(
    requested: &RequestedCertificate,
    chosen: Option<ChosenCredential>,
) -> Result<Option<ChosenCredential>, Reject> {
    match &chosen {
        Some(chosen) if chosen.chain.is_empty() => Err(reject!(INTERNAL_ERROR, "6.2-i17")),
        Some(chosen) if !requested.signature_algorithms.contains(&chosen.scheme) => {
            Err(reject!(HANDSHAKE_FAILURE, "6.2-i4"))
        }
        _ => Ok(chosen),
    }
}
