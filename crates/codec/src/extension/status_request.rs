//! RFC 6066 §8 and RFC 8446 §4.4.2.1: status_request.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Reader, Writer};

/// In ClientHello: the client would like to see the certificate's status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CertificateStatusRequest<'a> {
    /// What kind of status; only [`CertificateStatus::OCSP`] is defined.
    pub status_type: u8,
    /// The request itself; for OCSP an OCSPStatusRequest.
    pub request: &'a [u8],
}

impl CertificateStatusRequest<'static> {
    /// An OCSP request that names no responder and has no extensions.
    pub const OCSP: Self = Self { status_type: CertificateStatus::OCSP, request: &[0, 0, 0, 0] };
}

/// The wire form of a [`CertificateStatusRequest`].
pub(crate) struct StatusRequest;

impl<'a> ExtensionData<'a> for StatusRequest {
    type Value = CertificateStatusRequest<'a>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        let (status_type, request) = (reader.u8()?, reader.take_rest());
        if status_type == CertificateStatus::OCSP {
            ocsp_status_request(&mut Reader::new(request))?;
        }
        Ok(CertificateStatusRequest { status_type, request })
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        writer.u8(value.status_type);
        writer.bytes(value.request);
    }
}

/// Checks the shape: a list of responder ids, then extensions.
fn ocsp_status_request(request: &mut Reader<'_>) -> Result<(), Reject> {
    let mut responder_id_list = Reader::new(request.vector_u16(0)?);
    while !responder_id_list.is_empty() {
        responder_id_list.vector_u16(1)?;
    }
    request.vector_u16(0)?;
    request.end()
}

/// In an entry of Certificate: the certificate's status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CertificateStatus<'a> {
    /// What kind of status; only [`CertificateStatus::OCSP`] is defined.
    pub status_type: u8,
    /// The DER of an OCSPResponse.
    pub response: &'a [u8],
}

impl CertificateStatus<'_> {
    /// OCSP (RFC 6960).
    pub const OCSP: u8 = 1;
}

/// The wire form of a [`CertificateStatus`].
pub(crate) struct OcspResponse;

impl<'a> ExtensionData<'a> for OcspResponse {
    type Value = CertificateStatus<'a>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        let malformed = || reject!(DECODE_ERROR, "4.4.2.1-1");
        let status_type = reader.u8().map_err(|_| malformed())?;
        // No other type has a syntax.
        if status_type != CertificateStatus::OCSP {
            return Err(malformed());
        }
        Ok(CertificateStatus { status_type, response: reader.vector_u24(1).map_err(|_| malformed())? })
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        writer.u8(value.status_type);
        writer.vector_u24(|writer| writer.bytes(value.response));
    }
}
