//! RFC 8446 §4.3.2: CertificateRequest, as a server writes it and as a client remembers it.

use alloc::vec::Vec;

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::{DistinguishedName, OidFilter};
use surehand_codec::message::{CertificateRequest, CertificateRequestExtensions};
use surehand_codec::{Reject, reject};

use super::RequestedCertificate;
use super::certificate::Extras;
use super::offered::Offered;
use super::out::{encode, some};
use crate::config::ClientAuthentication;

/// Checks and copies a request.
pub(super) fn read(message: &CertificateRequest<'_>) -> Result<RequestedCertificate, Reject> {
    let extensions = &message.extensions;
    let signature_algorithms = extensions.signature_algorithms.ok_or(reject!(MISSING_EXTENSION, "4.3.2-6"))?;
    let oid_filters: Vec<_> = extensions
        .oid_filters
        .unwrap_or_default()
        .iter()
        .map(|filter| (filter.certificate_extension_oid.to_vec(), filter.certificate_extension_values.to_vec()))
        .collect();
    let mut earlier = oid_filters.iter().enumerate();
    if earlier.any(|(at, (oid, _))| oid_filters.iter().take(at).any(|(each, _)| each == oid)) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.2.5-7"));
    }
    Ok(RequestedCertificate {
        certificate_request_context: message.certificate_request_context.to_vec(),
        signature_algorithms: signature_algorithms.iter().collect(),
        signature_algorithms_cert: extensions.signature_algorithms_cert.map(|list| list.iter().collect()),
        certificate_authorities: extensions
            .certificate_authorities
            .unwrap_or_default()
            .iter()
            .map(|name| name.0.to_vec())
            .collect(),
        oid_filters,
        status_request: extensions.status_request,
        signed_certificate_timestamp: extensions.signed_certificate_timestamp,
    })
}

/// What the server takes beside certificates.
pub(super) fn extras(requested: &RequestedCertificate) -> Extras {
    Extras {
        status_request: requested.status_request,
        signed_certificate_timestamp: requested.signed_certificate_timestamp,
    }
}

/// Encodes a request with this context.
pub(super) fn write(policy: &ClientAuthentication, context: &[u8]) -> Result<Vec<u8>, Reject> {
    let authorities: Vec<_> = policy.certificate_authorities.iter().map(|name| DistinguishedName(name)).collect();
    let filters: Vec<_> = policy
        .oid_filters
        .iter()
        .map(|(oid, values)| OidFilter { certificate_extension_oid: oid, certificate_extension_values: values })
        .collect();
    let extensions = CertificateRequestExtensions {
        status_request: policy.status_request,
        signed_certificate_timestamp: policy.signed_certificate_timestamp,
        signature_algorithms: Some(policy.signature_algorithms.as_slice().into()),
        signature_algorithms_cert: some(&policy.signature_algorithms_cert),
        certificate_authorities: some(&authorities),
        oid_filters: some(&filters),
        ..CertificateRequestExtensions::default()
    };
    encode(&CertificateRequest { certificate_request_context: context, extensions })
}

/// The extensions of our request that the entries of a Certificate may answer (§4.4.2).
pub(super) fn offered(policy: &ClientAuthentication) -> Offered {
    let mut offered = Vec::new();
    if policy.status_request {
        offered.push(ExtensionType::STATUS_REQUEST);
    }
    if policy.signed_certificate_timestamp {
        offered.push(ExtensionType::SIGNED_CERTIFICATE_TIMESTAMP);
    }
    Offered(offered)
}
