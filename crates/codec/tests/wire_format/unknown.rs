//! RFC 8446 §4.1.2, §4.2 and §9.3: what nobody knows yet is read, kept and written, never refused here.

use surehand_codec::code_point::{CipherSuite, ExtensionType, NamedGroup, ProtocolVersion, SignatureScheme};
use surehand_codec::extension::{CertificateType, MAX_EXTENSIONS, Messages, PskKeyExchangeMode, RawExtension};
use surehand_codec::message::Message;

use crate::rewrite::rewrite;
use crate::sample::{carrier, client_hello, extension, message, vector, versioned};

/// RFC 8701: the sixteen values that only test tolerance.
fn grease() -> impl Iterator<Item = u16> {
    (0..16).map(|n| 0x0a0a + n * 0x1010)
}

#[test]
fn unknown_code_points_survive() {
    for grease in grease() {
        let g = grease.to_be_bytes();
        let block = [
            extension(ExtensionType(grease), &[]),
            extension(ExtensionType::SUPPORTED_GROUPS, &vector(2, &g)),
            extension(ExtensionType::SIGNATURE_ALGORITHMS, &vector(2, &g)),
            extension(ExtensionType::SUPPORTED_VERSIONS, &vector(1, &g)),
            extension(ExtensionType::PSK_KEY_EXCHANGE_MODES, &vector(1, &g)),
            extension(ExtensionType::SERVER_CERTIFICATE_TYPE, &vector(1, &g)),
            extension(ExtensionType::KEY_SHARE, &vector(2, &[&g[..], &[0, 1, 0]].concat())),
        ]
        .concat();
        let head = [&[3, 3][..], &[7; 32], &[0], &vector(2, &g), &[1, 0]].concat();
        let bytes = message(1, &[head, vector(2, &block)].concat());
        let read = Message::read(&bytes).unwrap();
        assert_eq!(rewrite(&read), bytes);
        let Message::ClientHello(hello) = read else { panic!("a ClientHello") };
        let extensions = hello.extensions;
        assert_eq!(hello.cipher_suites, [CipherSuite(grease)].as_slice().into());
        assert_eq!(extensions.supported_groups.unwrap(), [NamedGroup(grease)].as_slice().into());
        assert_eq!(extensions.signature_algorithms.unwrap(), [SignatureScheme(grease)].as_slice().into());
        assert_eq!(extensions.supported_versions.unwrap(), [ProtocolVersion(grease)].as_slice().into());
        assert!(extensions.psk_key_exchange_modes.unwrap().contains(&PskKeyExchangeMode(g[0])));
        assert!(extensions.server_certificate_type.unwrap().contains(&CertificateType(g[0])));
        assert_eq!(extensions.key_share.unwrap().iter().next().unwrap().group, NamedGroup(grease));
        let raw = RawExtension { extension_type: ExtensionType(grease), extension_data: &[] };
        assert!(extensions.other.contains(&raw));
    }
}

#[test]
fn an_unknown_extension_is_kept_in_every_message() {
    for (kind, _) in Messages::EACH {
        let block: Vec<_> = grease().flat_map(|grease| extension(ExtensionType(grease), b"anything")).collect();
        let bytes = versioned(kind, &block);
        assert_eq!(rewrite(&Message::read(&bytes).unwrap()), bytes);
    }
    surehand_evidence::property("4.2-2", "unknown extensions in NewSessionTicket are kept");
}

/// RFC 9846 §4.3: trailing bytes matter in the extensions that are read, not in the others.
#[test]
fn extensions_that_are_not_taken_apart_may_hold_anything() {
    for extension_type in [ExtensionType::TICKET_REQUEST, ExtensionType::HEARTBEAT, ExtensionType::USE_SRTP] {
        let bytes = versioned(Messages::CLIENT_HELLO, &extension(extension_type, &[0xff; 40]));
        assert_eq!(rewrite(&Message::read(&bytes).unwrap()), bytes);
    }
}

/// §4.1.2: a client that does not speak TLS 1.3 is told so by the server, whatever else its extensions hold.
#[test]
fn without_supported_versions_only_the_shape_is_read() {
    let block = [extension(ExtensionType::KEY_SHARE, &[1]), extension(ExtensionType::OID_FILTERS, &[])].concat();
    for kind in [Messages::CLIENT_HELLO, Messages::SERVER_HELLO, Messages::HELLO_RETRY_REQUEST] {
        let bytes = carrier(kind, &block);
        let (key_share, kept) = match Message::read(&bytes).unwrap() {
            Message::ClientHello(m) => (m.extensions.key_share.is_some(), m.extensions.other.iter().count()),
            Message::ServerHello(m) => (m.extensions.key_share.is_some(), m.extensions.other.iter().count()),
            Message::HelloRetryRequest(m) => (m.extensions.key_share.is_some(), m.extensions.other.iter().count()),
            _ => panic!("a hello"),
        };
        assert_eq!((key_share, kept), (false, 2));
    }
    surehand_evidence::property("4.2.1-15", "nothing else is read before supported_versions was found");
}

#[test]
fn a_client_hello_from_before_extensions_is_read() {
    let bytes = client_hello(&[]);
    let Message::ClientHello(hello) = Message::read(&bytes).unwrap() else { panic!("a ClientHello") };
    assert!(hello.extensions.other.is_empty());
    assert!(hello.extensions.supported_versions.is_none());
}

#[test]
fn as_many_extensions_as_allowed_are_read() {
    let block: Vec<_> = (1000..).take(MAX_EXTENSIONS).flat_map(|n| extension(ExtensionType(n), &[])).collect();
    assert!(Message::read(&carrier(Messages::ENCRYPTED_EXTENSIONS, &block)).is_ok());
}
