//! RFC 8446 §4: values are written and read back; both forms of a list say the same.

use surehand_codec::code_point::{
    CipherSuite, ExtensionType, HandshakeType, NamedGroup, ProtocolVersion, SignatureScheme,
};
use surehand_codec::extension::{
    CertificateCompressionAlgorithm, CertificateStatus, CertificateStatusRequest, CertificateType, DistinguishedName,
    KeyShareEntry, Messages, OfferedPsks, OidFilter, ProtocolName, PskBinderEntry, PskIdentity, PskKeyExchangeMode,
    RawExtension, ServerName, TABLE,
};
use surehand_codec::message::{
    Body, Certificate, CertificateEntry, CertificateExtensions, CertificateRequest, CertificateRequestExtensions,
    CertificateVerify, ClientHello, ClientHelloExtensions, EncryptedExtensions, EndOfEarlyData, Finished,
    HelloRetryRequest, HelloRetryRequestExtensions, KeyUpdate, KeyUpdateRequest, Message, NewSessionTicket,
    NewSessionTicketExtensions, ServerHello, ServerHelloExtensions, length, write,
};
use surehand_codec::wire::{List, TooLong};

use crate::rewrite::rewrite;
use crate::sample::{carrier, data, each, extension, with};

fn written<'a>(body: &impl Body<'a>) -> Vec<u8> {
    let mut bytes = vec![0xaa];
    write(body, &mut bytes).unwrap();
    assert_eq!(bytes.remove(0), 0xaa);
    assert_eq!(length(&bytes), Some(bytes.len()));
    bytes
}

/// Writes `$written`, reads it as `$name`, and compares every field; what only a received block has is taken out.
macro_rules! round_trip {
    ($name:ident, $written:expr, |$read:ident| $without:expr) => {{
        let value = $written;
        let bytes = written(&value);
        let message = Message::read(&bytes).unwrap();
        assert_eq!(message.name(), stringify!($name));
        assert_eq!(rewrite(&message), bytes);
        let Message::$name(received) = message else { panic!("not a {}", stringify!($name)) };
        assert_eq!(received.bytes, bytes);
        let $read = received.body;
        assert_eq!(format!("{:?}", $without), format!("{value:?}"));
    }};
}

#[test]
fn client_hello() {
    let binders = [PskBinderEntry(&[1; 32]), PskBinderEntry(&[2; 48])];
    let extensions = ClientHelloExtensions {
        server_name: Some([ServerName { name_type: ServerName::HOST_NAME, name: b"a.example" }].as_slice().into()),
        max_fragment_length: Some(4),
        status_request: Some(CertificateStatusRequest::OCSP),
        supported_groups: Some([NamedGroup::X25519, NamedGroup(0x0a0a)].as_slice().into()),
        signature_algorithms: Some([SignatureScheme::ED25519].as_slice().into()),
        signature_algorithms_cert: Some([SignatureScheme::ED448].as_slice().into()),
        application_layer_protocol_negotiation: Some([ProtocolName(b"h2"), ProtocolName(b"x")].as_slice().into()),
        signed_certificate_timestamp: true,
        client_certificate_type: Some([CertificateType::RAW_PUBLIC_KEY].as_slice().into()),
        server_certificate_type: Some([CertificateType::X509].as_slice().into()),
        padding: Some(300),
        record_size_limit: Some(16385),
        compress_certificate: Some([CertificateCompressionAlgorithm::BROTLI].as_slice().into()),
        pre_shared_key: Some(OfferedPsks {
            identities: [PskIdentity { identity: b"ticket", obfuscated_ticket_age: 0x0102_0304 }; 2].as_slice().into(),
            binders: binders.as_slice().into(),
        }),
        early_data: true,
        supported_versions: Some([ProtocolVersion::TLS_1_3].as_slice().into()),
        cookie: Some(b"cookie"),
        psk_key_exchange_modes: Some([PskKeyExchangeMode::PSK_DHE_KE].as_slice().into()),
        certificate_authorities: Some([DistinguishedName(b"\x30\x00")].as_slice().into()),
        post_handshake_auth: true,
        key_share: Some([KeyShareEntry { group: NamedGroup::X25519, key_exchange: &[5; 32] }].as_slice().into()),
        use_srtp: Some(b"srtp"),
        heartbeat: Some(b"\x01"),
        other: List::default(),
        order: &[],
    };
    let hello = ClientHello {
        legacy_version: ProtocolVersion::TLS_1_2,
        random: [8; 32],
        legacy_session_id: &[9; 32],
        cipher_suites: [CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite(0x0a0a)].as_slice().into(),
        legacy_compression_methods: &[0],
        extensions,
    };
    round_trip!(ClientHello, hello, |read| ClientHello {
        extensions: ClientHelloExtensions { other: List::default(), ..read.extensions },
        ..read
    });
    let bytes = written(&hello);
    assert_eq!(extensions.pre_shared_key.unwrap().binders_length(), 2 + 33 + 49);
    let Message::ClientHello(received) = Message::read(&bytes).unwrap() else { panic!("a ClientHello") };
    assert_eq!(received.truncated().unwrap().len(), bytes.len() - 84);
}

#[test]
fn server_hello_and_hello_retry_request() {
    let hello = ServerHello {
        legacy_version: ProtocolVersion::TLS_1_2,
        random: [8; 32],
        legacy_session_id_echo: &[9; 32],
        cipher_suite: CipherSuite::TLS_AES_256_GCM_SHA384,
        legacy_compression_method: 0,
        extensions: ServerHelloExtensions {
            supported_versions: Some(ProtocolVersion::TLS_1_3),
            key_share: Some(KeyShareEntry { group: NamedGroup::SECP256R1, key_exchange: &[4; 65] }),
            pre_shared_key: Some(3),
            ..Default::default()
        },
    };
    round_trip!(ServerHello, hello, |read| ServerHello {
        extensions: ServerHelloExtensions { other: List::default(), ..read.extensions },
        ..read
    });
    let retry = HelloRetryRequest {
        legacy_version: ProtocolVersion::TLS_1_2,
        legacy_session_id_echo: &[],
        cipher_suite: CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
        legacy_compression_method: 0,
        extensions: HelloRetryRequestExtensions {
            supported_versions: Some(ProtocolVersion::TLS_1_3),
            key_share: Some(NamedGroup::X25519),
            cookie: Some(b"cookie"),
            ..Default::default()
        },
    };
    round_trip!(HelloRetryRequest, retry, |read| HelloRetryRequest {
        extensions: HelloRetryRequestExtensions { other: List::default(), ..read.extensions },
        ..read
    });
    assert_eq!(Message::read(&written(&retry)).unwrap().handshake_type(), HandshakeType::SERVER_HELLO);
}

#[test]
fn encrypted_extensions_and_certificate_request() {
    let encrypted_extensions = EncryptedExtensions {
        server_name: true,
        max_fragment_length: Some(1),
        supported_groups: Some([NamedGroup::X25519MLKEM768].as_slice().into()),
        use_srtp: Some(b"srtp"),
        heartbeat: Some(b"\x02"),
        application_layer_protocol_negotiation: Some(ProtocolName(b"h2")),
        client_certificate_type: Some(CertificateType::X509),
        server_certificate_type: Some(CertificateType::RAW_PUBLIC_KEY),
        record_size_limit: Some(64),
        early_data: true,
        ..Default::default()
    };
    round_trip!(EncryptedExtensions, encrypted_extensions, |read| EncryptedExtensions {
        other: List::default(),
        ..read
    });
    let filters = [OidFilter { certificate_extension_oid: b"\x06\x00", certificate_extension_values: b"" }];
    let request = CertificateRequest {
        certificate_request_context: b"context",
        extensions: CertificateRequestExtensions {
            status_request: true,
            signed_certificate_timestamp: true,
            signature_algorithms: Some([SignatureScheme::RSA_PSS_RSAE_SHA256].as_slice().into()),
            signature_algorithms_cert: Some([SignatureScheme::RSA_PKCS1_SHA256].as_slice().into()),
            certificate_authorities: Some([DistinguishedName(b"\x30\x00")].as_slice().into()),
            oid_filters: Some(filters.as_slice().into()),
            compress_certificate: Some([CertificateCompressionAlgorithm::ZSTD].as_slice().into()),
            ..Default::default()
        },
    };
    round_trip!(CertificateRequest, request, |read| CertificateRequest {
        extensions: CertificateRequestExtensions { other: List::default(), ..read.extensions },
        ..read
    });
}

#[test]
fn certificate() {
    let entry = CertificateEntry {
        cert_data: b"leaf",
        extensions: CertificateExtensions {
            status_request: Some(CertificateStatus { status_type: CertificateStatus::OCSP, response: b"ocsp" }),
            signed_certificate_timestamp: Some(b"\x00\x05\x00\x03sct"),
            ..Default::default()
        },
    };
    let issuer = CertificateEntry { cert_data: b"issuer", extensions: CertificateExtensions::default() };
    let list = [entry, issuer];
    let certificate = Certificate { certificate_request_context: b"c", certificate_list: list.as_slice().into() };
    let bytes = written(&certificate);
    let Message::Certificate(read) = Message::read(&bytes).unwrap() else { panic!("a Certificate") };
    assert_eq!(rewrite(&Message::Certificate(read)), bytes);
    assert_eq!(read.certificate_request_context, b"c");
    for (read, entry) in read.certificate_list.iter().zip(list) {
        let extensions = CertificateExtensions { other: List::default(), ..read.extensions };
        assert_eq!(format!("{:?}", CertificateEntry { extensions, ..read }), format!("{entry:?}"));
    }
    let none = Certificate { certificate_request_context: b"", certificate_list: List::default() };
    round_trip!(Certificate, none, |read| read);
}

#[test]
fn messages_without_extensions() {
    let verify = CertificateVerify { algorithm: SignatureScheme::ED25519, signature: &[1; 64] };
    round_trip!(CertificateVerify, verify, |read| read);
    round_trip!(Finished, Finished { verify_data: &[2; 48] }, |read| read);
    round_trip!(EndOfEarlyData, EndOfEarlyData, |read| read);
    for request_update in [KeyUpdateRequest::UpdateNotRequested, KeyUpdateRequest::UpdateRequested] {
        round_trip!(KeyUpdate, KeyUpdate { request_update }, |read| read);
    }
}

#[test]
fn new_session_ticket() {
    let ticket = NewSessionTicket {
        ticket_lifetime: 604_800,
        ticket_age_add: 0xfad6_aac5,
        ticket_nonce: &[0, 0],
        ticket: b"ticket",
        extensions: NewSessionTicketExtensions { early_data: Some(1024), ..Default::default() },
    };
    round_trip!(NewSessionTicket, ticket, |read| NewSessionTicket {
        extensions: NewSessionTicketExtensions { other: List::default(), ..read.extensions },
        ..read
    });
}

#[test]
fn each_extension_in_each_message_that_may_carry_it() {
    for row in TABLE {
        for (kind, _) in Messages::EACH.iter().filter(|(kind, _)| row.messages.contains(*kind)) {
            let bytes = with(*kind, row.extension_type, &data(row.extension_type, *kind));
            assert_eq!(rewrite(&Message::read(&bytes).unwrap()), bytes, "{} in {kind:?}", row.extension_type);
        }
    }
    for bytes in each() {
        assert_eq!(rewrite(&Message::read(&bytes).unwrap()), bytes);
    }
}

#[test]
fn the_order_is_kept_and_pre_shared_key_stays_last() {
    let raw = |n| RawExtension { extension_type: ExtensionType(n), extension_data: b"x" };
    let other = [
        raw(0x0a0a),
        raw(0x1a1a),
        RawExtension { extension_type: ExtensionType::PADDING, extension_data: b"not this" },
        RawExtension { extension_type: ExtensionType::RECORD_SIZE_LIMIT, extension_data: &[1, 2] },
    ];
    let psk = OfferedPsks {
        identities: [PskIdentity { identity: b"i", obfuscated_ticket_age: 0 }].as_slice().into(),
        binders: [PskBinderEntry(&[0; 32])].as_slice().into(),
    };
    let order = [
        ExtensionType::PRE_SHARED_KEY,
        ExtensionType(0x1a1a),
        ExtensionType::SUPPORTED_VERSIONS,
        ExtensionType(0x1a1a),
        ExtensionType::SUPPORTED_VERSIONS,
    ];
    let hello = ClientHello {
        legacy_version: ProtocolVersion::TLS_1_2,
        random: [7; 32],
        legacy_session_id: &[],
        cipher_suites: [CipherSuite::TLS_AES_128_GCM_SHA256].as_slice().into(),
        legacy_compression_methods: &[0],
        extensions: ClientHelloExtensions {
            padding: Some(1),
            early_data: true,
            supported_versions: Some([ProtocolVersion::TLS_1_3].as_slice().into()),
            pre_shared_key: Some(psk),
            other: other.as_slice().into(),
            order: &order,
            ..Default::default()
        },
    };
    // The raw padding does not count, for its field holds something; the raw limit does, for its field is empty.
    let expected = [
        extension(ExtensionType(0x1a1a), b"x"),
        extension(ExtensionType::SUPPORTED_VERSIONS, &[2, 3, 4]),
        extension(ExtensionType::PADDING, &[0]),
        extension(ExtensionType::EARLY_DATA, &[]),
        extension(ExtensionType(0x0a0a), b"x"),
        extension(ExtensionType::RECORD_SIZE_LIMIT, &[1, 2]),
        extension(ExtensionType::PRE_SHARED_KEY, &[&[0, 7, 0, 1, b'i', 0, 0, 0, 0, 0, 33, 32][..], &[0; 32]].concat()),
    ];
    assert_eq!(written(&hello), carrier(Messages::CLIENT_HELLO, &expected.concat()));
}

#[test]
fn what_does_not_fit_is_told() {
    let signature = [0; 65_536];
    let verify = CertificateVerify { algorithm: SignatureScheme::ED25519, signature: &signature };
    assert_eq!(write(&verify, &mut Vec::new()), Err(TooLong));
    let verify = CertificateVerify { algorithm: SignatureScheme::ED25519, signature: &signature[1..] };
    assert_eq!(write(&verify, &mut Vec::new()), Ok(()));
}

#[test]
fn a_length_is_known_with_the_header() {
    assert_eq!(length(&[1, 0, 0]), None);
    assert_eq!(length(&[1, 0, 0, 0]), Some(4));
    assert_eq!(length(&[1, 1, 2, 3, 9]), Some(0x010203 + 4));
}
