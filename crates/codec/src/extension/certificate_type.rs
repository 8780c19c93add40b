//! RFC 7250 §3: client_certificate_type and server_certificate_type.

use super::block::ExtensionData;
use crate::Reject;
use crate::wire::{Item, List, Reader, Writer};

code_point! {
    /// What a Certificate message carries.
    CertificateType(u8, u8) {
        /// A chain of X.509 certificates.
        X509 = 0, "X509";
        /// Never used in TLS 1.3 (RFC 8446 §4.4.2).
        OPEN_PGP = 1, "OpenPGP";
        /// A bare SubjectPublicKeyInfo.
        RAW_PUBLIC_KEY = 2, "RawPublicKey";
    }
}

/// In ClientHello: the types that the client takes or can send, best first.
pub(crate) struct CertificateTypes;

impl<'a> ExtensionData<'a> for CertificateTypes {
    type Value = List<'a, CertificateType>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u8(reader, 1)
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u8(writer);
    }
}

/// In EncryptedExtensions: the type that the server chose.
pub(crate) struct SelectedCertificateType;

impl<'a> ExtensionData<'a> for SelectedCertificateType {
    type Value = CertificateType;

    fn read(reader: &mut Reader<'a>) -> Result<CertificateType, Reject> {
        Item::read(reader)
    }

    fn write(value: CertificateType, writer: &mut Writer<'_>) {
        value.write(writer);
    }
}
