//! RFC 8446 §4.3.1: EncryptedExtensions.

use super::Body;
use crate::Reject;
use crate::code_point::{HandshakeType, NamedGroup};
use crate::extension::{self, CertificateType, ProtocolName};
use crate::wire::{List, Reader, Writer};

extensions! {
    /// The server's answers that need no certificate.
    EncryptedExtensions<'a> in ENCRYPTED_EXTENSIONS {
        /// RFC 6066: the server used the name.
        server_name: bool = SERVER_NAME as Empty;
        /// RFC 6066.
        max_fragment_length: Option<u8> = MAX_FRAGMENT_LENGTH as MaxFragmentLength;
        /// §4.2.7: what the server would prefer another time.
        supported_groups: Option<List<'a, NamedGroup>> = SUPPORTED_GROUPS as NamedGroupList;
        /// RFC 5764, not taken apart.
        use_srtp: Option<&'a [u8]> = USE_SRTP as Opaque;
        /// RFC 6520, not taken apart.
        heartbeat: Option<&'a [u8]> = HEARTBEAT as Opaque;
        /// RFC 7301: the application protocol chosen.
        application_layer_protocol_negotiation: Option<ProtocolName<'a>> =
            APPLICATION_LAYER_PROTOCOL_NEGOTIATION as SelectedProtocolName;
        /// RFC 7250: what the client is to send.
        client_certificate_type: Option<CertificateType> = CLIENT_CERTIFICATE_TYPE as SelectedCertificateType;
        /// RFC 7250: what the server sends.
        server_certificate_type: Option<CertificateType> = SERVER_CERTIFICATE_TYPE as SelectedCertificateType;
        /// RFC 8449.
        record_size_limit: Option<u16> = RECORD_SIZE_LIMIT as RecordSizeLimit;
        /// §4.2.10: early data is accepted.
        early_data: bool = EARLY_DATA as EarlyDataIndication;
    }
}

impl<'a> Body<'a> for EncryptedExtensions<'a> {
    const TYPE: HandshakeType = HandshakeType::ENCRYPTED_EXTENSIONS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        extension::read(reader)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        extension::write(self, writer);
    }
}
