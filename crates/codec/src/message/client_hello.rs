//! RFC 8446 §4.1.2: ClientHello.

use super::{Body, Received};
use crate::Reject;
use crate::code_point::{CipherSuite, HandshakeType, NamedGroup, ProtocolVersion, SignatureScheme};
use crate::extension::{
    self, CertificateCompressionAlgorithm, CertificateStatusRequest, CertificateType, DistinguishedName, KeyShareEntry,
    OfferedPsks, ProtocolName, PskKeyExchangeMode, ServerName,
};
use crate::wire::{Item, List, Reader, Writer};

/// The client's offer.
#[derive(Clone, Copy, Debug)]
pub struct ClientHello<'a> {
    /// 0x0303; the versions that count are in supported_versions.
    pub legacy_version: ProtocolVersion,
    /// Fresh random bytes.
    pub random: [u8; 32],
    /// Up to 32 bytes that the server echoes.
    pub legacy_session_id: &'a [u8],
    /// The cipher suites that the client takes, best first.
    pub cipher_suites: List<'a, CipherSuite>,
    /// One zero byte in TLS 1.3; not checked here.
    pub legacy_compression_methods: &'a [u8],
    /// All else. A ClientHello from before extensions reads as one with none.
    pub extensions: ClientHelloExtensions<'a>,
}

extensions! {
    /// The extensions of a ClientHello.
    ///
    /// When received without supported_versions only `other` is filled: the client does not speak TLS 1.3.
    ClientHelloExtensions<'a> in CLIENT_HELLO {
        /// RFC 6066: the server that the client wants.
        server_name: Option<List<'a, ServerName<'a>>> = SERVER_NAME as ServerNameList;
        /// RFC 6066.
        max_fragment_length: Option<u8> = MAX_FRAGMENT_LENGTH as MaxFragmentLength;
        /// §4.4.2.1: the client takes a stapled status.
        status_request: Option<CertificateStatusRequest<'a>> = STATUS_REQUEST as StatusRequest;
        /// §4.2.7.
        supported_groups: Option<List<'a, NamedGroup>> = SUPPORTED_GROUPS as NamedGroupList;
        /// §4.2.3: for CertificateVerify, and for certificates unless the next field is there.
        signature_algorithms: Option<List<'a, SignatureScheme>> = SIGNATURE_ALGORITHMS as SignatureSchemeList;
        /// §4.2.3: for signatures in certificates.
        signature_algorithms_cert: Option<List<'a, SignatureScheme>> = SIGNATURE_ALGORITHMS_CERT as SignatureSchemeList;
        /// RFC 7301: the application protocols, best first.
        application_layer_protocol_negotiation: Option<List<'a, ProtocolName<'a>>> =
            APPLICATION_LAYER_PROTOCOL_NEGOTIATION as ProtocolNameList;
        /// RFC 6962: the client takes timestamps.
        signed_certificate_timestamp: bool = SIGNED_CERTIFICATE_TIMESTAMP as Empty;
        /// RFC 7250: what the client can send.
        client_certificate_type: Option<List<'a, CertificateType>> = CLIENT_CERTIFICATE_TYPE as CertificateTypes;
        /// RFC 7250: what the client takes.
        server_certificate_type: Option<List<'a, CertificateType>> = SERVER_CERTIFICATE_TYPE as CertificateTypes;
        /// RFC 7685: the number of padding bytes.
        padding: Option<u16> = PADDING as Padding;
        /// RFC 8449.
        record_size_limit: Option<u16> = RECORD_SIZE_LIMIT as RecordSizeLimit;
        /// RFC 8879.
        compress_certificate: Option<List<'a, CertificateCompressionAlgorithm>> =
            COMPRESS_CERTIFICATE as CertificateCompressionAlgorithms;
        /// §4.2.11.
        pre_shared_key: Option<OfferedPsks<'a>> = PRE_SHARED_KEY as PreSharedKeyOffer;
        /// §4.2.10: early data follows.
        early_data: bool = EARLY_DATA as EarlyDataIndication;
        /// §4.2.1: the versions that the client takes, best first.
        supported_versions: Option<List<'a, ProtocolVersion>> = SUPPORTED_VERSIONS as Versions;
        /// §4.2.2: what the HelloRetryRequest asked to repeat.
        cookie: Option<&'a [u8]> = COOKIE as Cookie;
        /// §4.2.9.
        psk_key_exchange_modes: Option<List<'a, PskKeyExchangeMode>> = PSK_KEY_EXCHANGE_MODES as PskKeyExchangeModes;
        /// §4.2.4.
        certificate_authorities: Option<List<'a, DistinguishedName<'a>>> =
            CERTIFICATE_AUTHORITIES as CertificateAuthorities;
        /// §4.2.6: the client is willing to authenticate later.
        post_handshake_auth: bool = POST_HANDSHAKE_AUTH as PostHandshakeAuth;
        /// §4.2.8.
        key_share: Option<List<'a, KeyShareEntry<'a>>> = KEY_SHARE as KeyShareClientHello;
        /// RFC 5764, not taken apart.
        use_srtp: Option<&'a [u8]> = USE_SRTP as Opaque;
        /// RFC 6520, not taken apart.
        heartbeat: Option<&'a [u8]> = HEARTBEAT as Opaque;
    }
}

impl<'a> Body<'a> for ClientHello<'a> {
    const TYPE: HandshakeType = HandshakeType::CLIENT_HELLO;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        let legacy_version = Item::read(reader)?;
        let random = reader.array()?;
        let legacy_session_id = reader.vector_u8(0)?;
        if legacy_session_id.len() > 32 {
            return Err(reject!(DECODE_ERROR, "4.1.2-i8"));
        }
        let cipher_suites = List::read_u16(reader, 2).map_err(|_| reject!(DECODE_ERROR, "4.1.2-i9"))?;
        let legacy_compression_methods = reader.vector_u8(1)?;
        let extensions = extension::read_if_any(reader)?;
        reader.end().map_err(|_| reject!(DECODE_ERROR, "4.1.2-i11"))?;
        Ok(Self { legacy_version, random, legacy_session_id, cipher_suites, legacy_compression_methods, extensions })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.legacy_version.write(writer);
        writer.bytes(&self.random);
        writer.vector_u8(|writer| writer.bytes(self.legacy_session_id));
        self.cipher_suites.write_u16(writer);
        writer.vector_u8(|writer| writer.bytes(self.legacy_compression_methods));
        extension::write(&self.extensions, writer);
    }
}

impl<'a> Received<'a, ClientHello<'a>> {
    /// The message up to its binders (§4.2.11.2), if it offers PSKs.
    pub fn truncated(&self) -> Option<&'a [u8]> {
        let binders = self.extensions.pre_shared_key?.binders_length();
        self.bytes.get(..self.bytes.len().checked_sub(binders)?)
    }
}
